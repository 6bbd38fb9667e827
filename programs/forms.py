"""The shape of what people type about the week."""

from copy import copy
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from house.forms import DayField, DayInput, named
from house.models import Person, Room, Stay, by_name
from programs import services
from programs.errors import RoomTaken
from programs.models import Attendance, Audience, Language, Session, Theme, Training
from programs.models.needs import NEEDS_MAX
from programs.models.series import LENGTH_MAX_MINUTES, LENGTH_MIN_MINUTES
from programs.models.sessions import SENTENCE_MAX
from programs.models.trainings import TITLE_MAX
from programs.rhythm import EVERY_WEEKS_MAX, NotARhythm, Rhythm, moment
from programs.staffing_forms import MindsOverlap, named_by_freedom

AHEAD_AT_MOST = timedelta(days=366)
SKIPPED_MAX = 6


class ClockField(forms.TimeField):
    input_formats = ["%H:%M", "%H.%M", "%H:%M:%S"]

    def __init__(self, **kwargs):
        super().__init__(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), **kwargs)


def why_field(**kwargs):
    return forms.CharField(max_length=SENTENCE_MAX, widget=forms.Textarea({"rows": 2}), **kwargs)


class ChangeForm(forms.Form):
    """What every change of one session asks: why."""

    why = why_field(label=_("Waarom?"), help_text=_("Eén zin. Iedereen die komt, leest hem."))

    def __init__(self, *args, session, actor, **kwargs):
        self.session, self.actor = session, actor
        super().__init__(*args, **kwargs)


class MoveForm(MindsOverlap, ChangeForm):
    """Gives the moment and the reason."""

    on = DayField(label=_("Welke dag"))
    at = ClockField(label=_("Hoe laat"))

    field_order = ["on", "at", "why", "despite"]

    def __init__(self, *args, session, **kwargs):
        local = timezone.localtime(session.starts_at)
        super().__init__(*args, session=session, initial={"on": local.date(), "at": local.time()}, **kwargs)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(_("Dat moment is al voorbij."))
        if on > timezone.localdate() + AHEAD_AT_MOST:
            raise forms.ValidationError(_("Dat is meer dan een jaar vooruit."))
        return on

    def clean(self):
        words = super().clean()
        if self.errors:
            return words
        moved = copy(self.session)
        moved.shift_to(moment(words.pop("on"), words.pop("at"), timezone.get_default_timezone()))
        if other := moved.clash():  # no reason helps against a taken room, so that is said first
            self.add_error(None, RoomTaken(other).message)
        else:
            self.mind(self.actor, moved.givers(), [(moved.starts_at, moved.ends_at)], besides=[moved.pk])
        return words | {"starts_at": moved.starts_at}


def room_field(rooms, taken=(), **kwargs):
    """A choice of rooms, and of none; those in `taken` say so."""
    names = [(room.pk, _("%s (dan bezet)") % room.name if room.pk in taken else room.name) for room in rooms]
    return forms.TypedChoiceField(
        choices=[("", _("zonder kamer")), *names], coerce=UUID, empty_value=None, required=False, **kwargs
    )


class RoomForm(ChangeForm):
    """Gives the room, or none, and the reason."""

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, session=session, initial={"room_id": session.room_id}, **kwargs)
        others = Session.objects.exclude(pk=session.pk).filter(room__is_shared=False)
        taken = others.planned_between(session.starts_at, session.ends_at).values_list("room_id", flat=True)
        rooms = Room.objects.filter(house=session.series.house_id).in_use()
        self.fields["room_id"] = room_field(rooms, set(taken), label=_("Welke kamer"))
        self.order_fields(["room_id", "why"])


class CancelForm(ChangeForm):
    and_now = why_field(label=_("En nu?"), help_text=_("Bijvoorbeeld: maandag hoor je de nieuwe dag."), required=False)


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


class NeedsForm(forms.Form):
    """What she needs to take part."""

    interpreter = forms.ChoiceField(
        label=_("Een tolk"), choices=[("", _("geen tolk")), *Language.choices], required=False
    )
    words = forms.CharField(
        label=_("Wat heb je nog meer nodig?"),
        help_text=_("Eén zin. Bijvoorbeeld: een plek bij de deur."),
        max_length=NEEDS_MAX,
        required=False,
    )


class TrainingForm(forms.ModelForm):
    """Gives the words of a training."""

    class Meta:
        model = Training
        fields = ["title", "quiet_title", "theme", "expect", "bring", "note", "is_body_work", "recap"]
        labels = {"is_body_work": _("We werken met ons lichaam")}
        help_texts = {
            "quiet_title": _("Voor schermen en papier die anderen zien. Leeg is dezelfde naam."),
            "expect": _("Eén ding per regel. Dit lezen bewoonsters vooraf."),
            "bring": _("Bijvoorbeeld: kleren die lekker zitten."),
            "note": _("Wat moeilijk kan zijn om te horen. Bijvoorbeeld: geweld in een relatie."),
            "recap": _("In drie minuten te lezen. Ook wie hier niet meer woont, kan dit teruglezen."),
        }
        widgets = {"expect": forms.Textarea({"rows": 5}), "recap": forms.Textarea({"rows": 10})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["quiet_title"].required = False


class ManyDaysInput(forms.MultiWidget):
    """A few day inputs of which any may stay empty."""

    def __init__(self):
        names = [format_lazy(_("Dag {number}"), number=count + 1) for count in range(SKIPPED_MAX)]
        super().__init__([DayInput({"aria-label": name}) for name in names])

    def decompress(self, value):
        return list(value or [])


class ManyDaysField(forms.MultiValueField):
    def __init__(self, **kwargs):
        fields = [DayField(required=False)] * SKIPPED_MAX
        super().__init__(fields, widget=ManyDaysInput(), require_all_fields=False, required=False, **kwargs)

    def compress(self, days):
        return frozenset(on for on in days or [] if on)


class SeriesForm(MindsOverlap):
    """A weekly series in one house, of a training that is there or of a new one.

    Gives what the verb takes: `training_id`, or `title` and `theme` of the new one; a `Rhythm`; and the rest.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    training_id = forms.TypedChoiceField(label=_("Training"), coerce=UUID, empty_value=None, required=False)
    title = forms.CharField(label=_("Een nieuwe training"), max_length=TITLE_MAX, required=False)
    theme = forms.ChoiceField(label=_("De nieuwe gaat over"), choices=[("", "—"), *Theme.choices], required=False)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Op welke dagen"),
        choices=list(WEEKDAYS_ABBR.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple({"class": "seg many"}),
    )
    every_weeks = forms.IntegerField(
        label=_("Om de hoeveel weken"),
        min_value=1,
        max_value=EVERY_WEEKS_MAX,
        initial=1,
        help_text=_("1 is elke week."),
    )
    start_time = ClockField(label=_("Hoe laat"))
    length_minutes = forms.IntegerField(
        label=_("Hoeveel minuten"), min_value=LENGTH_MIN_MINUTES, max_value=LENGTH_MAX_MINUTES, initial=60
    )
    from_on = DayField(label=_("Vanaf"))
    until_on = DayField(label=_("Tot en met"), required=False)
    trainer_ids = forms.TypedMultipleChoiceField(
        label=_("Wie geeft het"), coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    audience = forms.ChoiceField(
        label=_("Voor wie"),
        choices=[(one, one.label) for one in (Audience.HOUSE, Audience.CHOSEN, Audience.PERSONAL)],
        initial=Audience.HOUSE,
        widget=forms.RadioSelect({"class": "seg"}),
    )
    person_id = forms.TypedChoiceField(
        label=_("Voor welke persoon"),
        help_text=_("Alleen als het voor één persoon is."),
        coerce=UUID,
        empty_value=None,
        required=False,
    )
    chosen_ids = forms.TypedMultipleChoiceField(
        label=_("Welke bewoonsters"),
        help_text=_("Alleen als het voor gekozen bewoonsters is."),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skipped = ManyDaysField(label=_("Niet op deze dagen"))

    field_order = [
        "training_id",
        "title",
        "theme",
        "weekdays",
        "every_weeks",
        "start_time",
        "length_minutes",
        "room_id",
    ]

    def __init__(self, *args, house, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.colleagues = actor, by_name(Person.objects.in_post(house.pk))
        self.fields["training_id"].choices = [
            ("", _("een nieuwe, hieronder")),
            *house.trainings.values_list("pk", "title"),
        ]
        self.fields["trainer_ids"].choices = named(self.colleagues)
        self.fields["person_id"].choices = [("", "—"), *named(Person.objects.with_stay_in(house.pk))]
        residents = Person.objects.filter(stays__in=Stay.objects.still_open().filter(house=house))
        self.fields["chosen_ids"].choices = named(residents)
        self.fields["room_id"] = room_field(house.rooms.in_use(), label=_("Kamer"))

    def clean_from_on(self):
        if self.cleaned_data["from_on"] < timezone.localdate():
            raise forms.ValidationError(_("Kies vandaag of een dag die nog komt."))
        return self.cleaned_data["from_on"]

    def clean(self):
        words = super().clean()
        self._ask_for_training(words)
        if words.get("audience") == Audience.PERSONAL and not words.get("person_id"):
            self.add_error("person_id", _("Kies voor wie dit is."))
        if words.get("audience") == Audience.CHOSEN and not words.get("chosen_ids"):
            self.add_error("chosen_ids", _("Kies voor wie dit is."))
        rhythm = self._rhythm(words)
        if self.errors:
            return words
        self._mind_trainers(words, rhythm)
        named_ones = {Audience.PERSONAL: [words.pop("person_id")], Audience.CHOSEN: words.pop("chosen_ids")}
        told = {"rhythm": rhythm, "person_ids": named_ones.get(words["audience"], []), "key": self.page_key}
        return words | told

    @cached_property
    def page_key(self):
        """Of this page with these words on it: with other words it is another series. None if the page had none."""
        told = [(name, self[name].data) for name in self.fields if name != "key"]
        try:
            return uuid5(UUID(self["key"].data), repr(told))
        except (TypeError, ValueError):
            return None

    def _mind_trainers(self, words, rhythm):
        """Warn where they would be in two places; who is free comes first in the choice that is shown again."""
        zone, length = timezone.get_default_timezone(), timedelta(minutes=words["length_minutes"])
        starts = [moment(on, words["start_time"], zone) for on in rhythm.days(rhythm.begins_on, services.horizon())]
        moments = [(start, start + length) for start in starts]
        chosen = [person for person in self.colleagues if person.pk in words["trainer_ids"]]
        self.mind(self.actor, chosen, moments, with_away=False)
        if self.errors:
            found = services.busy_at([person.pk for person in self.colleagues], moments)
            self.fields["trainer_ids"].choices = named_by_freedom(self.colleagues, found)

    def _ask_for_training(self, words):
        if words.get("training_id"):
            words["title"] = words["theme"] = ""
        elif not words.get("title"):
            self.add_error("training_id", _("Kies een training, of geef een nieuwe een naam."))
        elif not words.get("theme"):
            self.add_error("theme", _("Kies waar de nieuwe training over gaat."))

    def _rhythm(self, words):
        """Takes its words out of `words`; refuses what is no rhythm."""
        told = {name: words.pop(name, None) for name in ("weekdays", "every_weeks", "from_on", "until_on", "skipped")}
        if self.errors:
            return None
        try:
            return Rhythm(**told | {"weekdays": frozenset(told["weekdays"])})
        except NotARhythm:
            self.add_error("until_on", _("Zo valt er geen enkele dag in de reeks. Kijk nog eens naar de dagen."))
