"""The form to note who was there."""

from django import forms

from house.fields import Segments
from programs.attendance.models.answers import Attendance


class AttendanceForm(forms.Form):
    """One toggle per person on the roster. Cleaned data: `states` by person, and `is_rest_present`."""

    everyone = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, session, roster, **kwargs):
        super().__init__(*args, prefix=str(session.pk), **kwargs)
        self.roster = roster
        for person in self._to_note():
            self.fields[str(person.pk)] = forms.ChoiceField(
                label=person.chosen_name,
                choices=Attendance.State,
                required=False,
                initial=roster.state_of(person),
                widget=Segments(),
            )

    def _to_note(self):
        """The people on the roster who did not say themselves whether they were there: only they need a note."""
        return [person for person in self.roster.people if person.pk not in self.roster.own_words]

    def toggles(self):
        """For each person to note: the person, whether she declined, whether she waited for a place, and her toggle."""
        roster = self.roster
        return [
            (person, person.pk in roster.not_coming, person.pk in roster.waiting, self[str(person.pk)])
            for person in self._to_note()
        ]

    def own_words(self):
        """For each person with a word of her own: the person, her word, and what was noted if that differs."""
        roster, labels = self.roster, dict(Attendance.State.choices)
        return [
            (
                person,
                roster.own_words[person.pk],
                roster.is_corrected(person) and labels.get(roster.noted.get(person.pk)),
            )
            for person in roster.people
            if person.pk in roster.own_words
        ]

    def is_everyone_noted(self):
        return all(self.roster.state_of(person) for person in self.roster.people)

    def clean(self):
        fields = super().clean()
        states = {person.pk: fields.get(str(person.pk)) for person in self._to_note()}
        return {
            "states": {person: state for person, state in states.items() if state},
            "is_rest_present": fields["everyone"],
        }


class OwnWordForm(forms.Form):
    """Her own word whether she was there; empty takes it back."""

    was_there = forms.NullBooleanField(required=False)
