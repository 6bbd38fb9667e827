"""The forms for wishes, and for the answers of the house."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.feedback.models.wishes import ANSWER_MAX, WISH_MAX
from programs.recurrence.words import in_words
from programs.sessions.models.series import by_training


class WishForm(forms.Form):
    text = forms.CharField(
        label=_("Wat zou jij willen?"),
        max_length=WISH_MAX,
        help_text=_("Bijvoorbeeld: leren fietsen, koken met elkaar, meer over geld. Je naam staat er niet bij."),
    )


class WishAnswerForm(forms.Form):
    """The answer of the house, and the series that the wish led to."""

    answer = forms.CharField(
        label=_("Wat antwoord je?"),
        max_length=ANSWER_MAX,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Iedereen die hier woont, leest dit."),
    )
    series_id = forms.TypedChoiceField(
        label=_("Staat het in de week?"),
        help_text=_("Dan staat bij die training: jullie vroegen dit."),
        coerce=UUID,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, wish, **kwargs):
        super().__init__(*args, initial={"answer": wish.answer, "series_id": wish.series_id}, **kwargs)
        self.fields["series_id"].choices = [
            ("", _("nog niet")),
            *(
                (item.pk, f"{item.training.title}, {in_words(item.rhythm)}")
                for item in by_training(wish.series_to_choose().select_related("training"))
            ),
        ]
