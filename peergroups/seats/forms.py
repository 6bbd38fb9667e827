"""The form to answer who a new facilitator is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from house.fields import PassphraseField, WordsField
from peergroups.fields import NumberField
from peergroups.groups.models.seats import ALIAS_MAX
from peergroups.seats.models import ANSWER_MAX


class WhoIsSheForm(forms.Form):
    """The answer that the group will read."""

    answer = WordsField(
        label=_("Wie is zij?"),
        help_text=_("De groep leest dit, met jouw naam erbij. Schrijf hoe jij haar kent en waarom zij meeleest."),
        rows=3,
        max_length=ANSWER_MAX,
    )


class NameForm(forms.Form):
    """How she is called and drawn in a group: a name that was suggested or one of her own, and a free drawing."""

    suggested = forms.CharField(label=_("Kies een naam"), max_length=ALIAS_MAX, required=False)
    own = forms.CharField(
        label=_("Of bedenk er zelf een"),
        max_length=ALIAS_MAX,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "words"}),
    )
    face = forms.CharField(label=_("Kies een plaatje"), max_length=17)

    def clean(self):
        told = super().clean()
        alias = told.get("own") or told.get("suggested")
        if not alias and not self.errors:
            raise forms.ValidationError(_("Kies een naam, of bedenk er zelf een."))
        dye, _dash, figure = told.get("face", "").partition("-")
        return {"alias": alias, "dye": dye, "figure": figure}


class WakeForm(forms.Form):
    """Her passphrase, which whoever else holds her telephone does not know."""

    passphrase = PassphraseField(label=_("Je wachtwoord"))


class AtMessageForm(forms.Form):
    """The message at which she does something about its writer; none on the page about the group."""

    number = NumberField(required=False)
