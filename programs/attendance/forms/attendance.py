"""The shape of what is noted of who was there."""

from django import forms

from programs.attendance.models.answers import Attendance


class AttendanceForm(forms.Form):
    """One toggle per person on the roster. Gives `states` by person, and whether the rest was there."""

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
                widget=forms.RadioSelect({"class": "seg"}),
            )

    def _to_note(self):
        """Whoever said herself whether she was there needs no note: hers counts."""
        return [person for person in self.roster.people if person.pk not in self.roster.own_words]

    def toggles(self):
        """Person, whether she said that she does not come, whether she waited for a place, and her toggle."""
        roster = self.roster
        return [
            (person, person.pk in roster.not_coming, person.pk in roster.waiting, self[str(person.pk)])
            for person in self._to_note()
        ]

    def own_words(self):
        """Person, whether she says that she was there, and what was noted if that is something else."""
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
        words = super().clean()
        states = {person.pk: words.get(str(person.pk)) for person in self._to_note()}
        return {
            "states": {person: state for person, state in states.items() if state},
            "is_rest_present": words["everyone"],
        }


class OwnWordForm(forms.Form):
    """Whether she was there; empty takes it back."""

    was_there = forms.NullBooleanField(required=False)
