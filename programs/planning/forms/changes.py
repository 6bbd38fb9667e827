"""The forms to change one session: another moment, another room, or cancel it."""

from copy import copy
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from house.fields import DayField
from house.models import Room
from programs.errors import RoomTaken
from programs.recurrence.rhythm import moment
from programs.sessions.forms.fields import AHEAD_AT_MOST, ClockField, room_field, why_field
from programs.sessions.models.changes import REASONS
from programs.sessions.models.closures import closing
from programs.sessions.models.sessions import Session
from programs.staffing.forms import MindsOverlap


class WhyInput(forms.Textarea):
    """A sentence, unless the button of a reason was pressed."""

    def value_from_datadict(self, data, files, name):
        return data.get("reason") or super().value_from_datadict(data, files, name)


class SessionForm(forms.Form):
    """A form of this person about one session."""

    def __init__(self, *args, session, actor, **kwargs):
        self.session, self.actor = session, actor
        super().__init__(*args, **kwargs)


class SessionChangeForm(SessionForm):
    """A change of one session. Every change asks why."""

    why = why_field(
        label=_("Anders"), help_text=_("Eén zin. Iedereen die komt, leest hem."), widget=WhyInput({"rows": 2})
    )

    @property
    def before_why(self):
        """The visible fields that are filled in before a reason is pressed, which saves."""
        return [field for field in self.visible_fields() if field.name != "why"]

    @property
    def reasons(self):
        """What each button sends, and what it says."""
        return [(reason, gettext(reason)) for reason in REASONS]


class PlaceForm(MindsOverlap, SessionForm):
    """A moment for a session, and perhaps a room. Cleaned data: the moment, and the room if it was sent.

    `to` is where she wants it: the day, the hour and the room, as far as they are known.
    """

    on = DayField(label=_("Welke dag"))
    at = ClockField(label=_("Hoe laat"))

    def __init__(self, *args, session, to=None, **kwargs):
        local = timezone.localtime(session.starts_at)
        initial = {"on": local.date(), "at": local.time(), "room_id": session.room_id} | (to or {})
        super().__init__(*args, session=session, initial=initial, **kwargs)
        rooms = Room.objects.filter(house=session.series.house_id).in_use()
        self.fields["room_id"] = room_field(rooms, label=_("Welke kamer"))
        if self.initial["room_id"] not in dict([(None, ""), *self.fields["room_id"].choices]):
            self.initial["room_id"] = session.room_id  # a room of another house was asked for
        self.order_fields(["on", "at", "room_id", "despite"])

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < timezone.localdate():
            raise forms.ValidationError(_("Dat moment is al voorbij."))
        if on > timezone.localdate() + AHEAD_AT_MOST:
            raise forms.ValidationError(_("Dat is meer dan een jaar vooruit."))
        return on

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        if "room_id" not in self.data:
            del fields["room_id"]
        placed = self.placed(moment(fields.pop("on"), fields.pop("at"), timezone.get_default_timezone()), fields)
        if other := placed.clash():  # first, because no reason can overrule a taken room
            self.add_error(None, RoomTaken(other).message)
        else:
            self.mind(self.actor, placed.givers(), [(placed.starts_at, placed.ends_at)], besides=[placed.pk])
        return fields | {"starts_at": placed.starts_at}

    def placed(self, starts_at, fields):
        """The session as it would be."""
        placed = copy(self.session)
        if "room_id" in fields:
            placed.go_to(Room.objects.filter(pk=fields["room_id"]).first() if fields["room_id"] else None)
        placed.shift_to(starts_at)
        return placed


class MoveForm(PlaceForm, SessionChangeForm):
    """Another moment, and perhaps another room, with the reason."""


class AgainForm(PlaceForm):
    """The same once more. The first day is a week later, or else the next one on which its room is free."""

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, session=session, to={"on": _next_free_day(session)}, **kwargs)

    def placed(self, starts_at, fields):
        placed = super().placed(starts_at, fields)
        placed.pk, placed.state = None, Session.State.PLANNED
        return placed


def _next_free_day(session):
    """A week after it, or a day before that: open, with its room free, and not one on which its series is held."""
    local = timezone.localtime(session.starts_at)
    first = max(local.date(), timezone.localdate())
    held = set(session.series.sessions.between(first, first + timedelta(days=8)).values_list("held_on", flat=True))
    closures = list(session.series.house.closures.touching(first, first + timedelta(days=8)))
    for days in (7, *range(1, 7)):
        again = copy(session)
        again.pk = None
        again.shift_to(moment(first + timedelta(days=days), local.time(), timezone.get_default_timezone()))
        is_open = closing(closures, session.series_id, again.held_on) is None
        if is_open and again.held_on not in held and again.clash() is None:
            return again.held_on
    return first + timedelta(days=7)


class SessionRoomForm(SessionChangeForm):
    """Another room, or none. Cleaned data: the room and the reason."""

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, session=session, initial={"room_id": session.room_id}, **kwargs)
        others = Session.objects.exclude(pk=session.pk).filter(room__is_shared=False)
        taken = others.planned_between(session.starts_at, session.ends_at).values_list("room_id", flat=True)
        rooms = Room.objects.filter(house=session.series.house_id).in_use()
        self.fields["room_id"] = room_field(rooms, set(taken), label=_("Welke kamer"))
        self.order_fields(["room_id", "why"])


class CancelForm(SessionChangeForm):
    and_now = why_field(label=_("En nu?"), help_text=_("Bijvoorbeeld: maandag hoor je de nieuwe dag."), required=False)
