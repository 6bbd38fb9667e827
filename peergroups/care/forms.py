"""The forms to report a message, and to answer a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import WordsField
from peergroups.care.models import REASON_MAX
from peergroups.seats.models import ANSWER_MAX


class ReportForm(forms.Form):
    reason = WordsField(label=_("Wil je er iets bij zeggen?"), rows=3, required=False, max_length=REASON_MAX)


class AnswerForm(forms.Form):
    """The answer that the reporter will read."""

    answer = WordsField(
        label=_("Wat is er gedaan?"),
        help_text=_("Wie het liet weten, leest dit. Noem geen naam van een ander."),
        rows=3,
        max_length=ANSWER_MAX,
        error_messages={"required": _("Schrijf in een of twee zinnen wat er gedaan is.")},
    )
    removes_message = forms.BooleanField(label=_("Haal het bericht weg uit de groep"), required=False)
