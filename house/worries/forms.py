"""The forms to write a worry, to answer one, and to choose the readers of a house."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from house.fields import WordsField, named
from house.worries.models import ANSWER_MAX, HOURS_MAX, WORDS_MAX

YES, NO, ALL = "yes", "no", "all"


class WorryForm(forms.Form):
    """Her words; who may read them, where she can choose; and whether her name goes along."""

    words = WordsField(
        label=_("Om wie maak je je zorgen, en waarom?"),
        help_text=_("In je eigen woorden. Noem haar zoals jij haar kent."),
        rows=5,
        max_length=WORDS_MAX,
        error_messages={"required": _("Schrijf in een paar woorden waar je je zorgen over maakt.")},
    )
    only_id = forms.TypedChoiceField(
        label=_("Wie mag dit lezen?"),
        help_text=_("Gaat het over iemand die hier leest? Kies dan een ander."),
        coerce=lambda value: None if value == ALL else UUID(value),
        initial=ALL,
        widget=forms.RadioSelect,
    )
    is_named = forms.TypedChoiceField(
        label=_("Mag je naam erbij?"),
        help_text=_(
            "Zonder je naam kan wie het leest jou niet opzoeken of bellen. Een antwoord lees je hier wel: de computer "
            "van het huis weet dat het van jou is. En in een klein huis raadt iemand soms wie iets schreef."
        ),
        coerce=lambda value: value == YES,
        initial=YES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, readers, sender, **kwargs):
        super().__init__(*args, **kwargs)
        alone = gettext("Alleen %(name)s")
        only = [(str(person.pk), alone % {"name": person.chosen_name}) for person in readers.people]
        if len(only) > 1:
            self.fields["only_id"].choices = [(ALL, _default_in_words(readers)), *only]
        else:
            del self.fields["only_id"]
        self.fields["is_named"].choices = [
            (YES, gettext("Ja: van %(name)s") % {"name": sender.chosen_name}),
            (NO, gettext("Nee, zonder mijn naam")),
        ]


def _default_in_words(readers):
    """'Sara of Hanne', and who reads instead when neither works here any more."""
    names = gettext(" of ").join(person.chosen_name for person in readers.default_people)
    if not readers.named:
        return names
    return gettext("%(names)s. Werken zij hier niet meer? Dan de coördinator") % {"names": names}


class WorryAnswerForm(forms.Form):
    answer = WordsField(
        label=_("Wat wil je haar zeggen?"),
        help_text=_("Wat je deed, of wanneer je belt. Vertel haar niets over een ander dat zij nog niet weet."),
        rows=3,
        max_length=ANSWER_MAX,
        required=False,
    )


class ReadersForm(forms.Form):
    """The first reader with her hours, and a second one."""

    first_id = forms.TypedChoiceField(label=_("Wie leest het"), coerce=UUID, empty_value=None, required=False)
    first_hours = forms.CharField(
        label=_("Wanneer leest zij"),
        help_text=_("Bijvoorbeeld: op werkdagen, tussen 9 en 17 uur."),
        max_length=HOURS_MAX,
        required=False,
    )
    second_id = forms.TypedChoiceField(label=_("Wie nog meer"), coerce=UUID, empty_value=None, required=False)
    second_hours = forms.CharField(label=_("Wanneer leest zij"), max_length=HOURS_MAX, required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_id"].choices = [("", _("Niemand: de coördinator leest het")), *named(people)]
        self.fields["second_id"].choices = [("", _("Niemand")), *named(people)]

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("first_id"), cleaned.get("second_id")
        if second and not first and "first_id" not in self.errors:
            self.add_error("first_id", _("Kies eerst wie het als eerste leest."))
        if second and second == first:
            self.add_error("second_id", _("Kies een ander, of laat dit leeg."))
        for which in ("first", "second"):
            if cleaned.get(f"{which}_id") and not cleaned.get(f"{which}_hours") and f"{which}_hours" not in self.errors:
                self.add_error(f"{which}_hours", _("Zeg in een paar woorden wanneer zij leest."))
        return cleaned
