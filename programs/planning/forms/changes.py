"""The forms to change one session: another moment, another room, or cancel it."""

from copy import copy

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField
from house.models import Room
from programs.errors import RoomTaken
from programs.recurrence.rhythm import moment
from programs.sessions.forms.fields import AHEAD_AT_MOST, ClockField, room_field, why_field
from programs.sessions.models.sessions import Session
from programs.staffing.forms import MindsOverlap


class SessionChangeForm(forms.Form):
    """A change of one session. Every change asks why."""

    why = why_field(label=_("Waarom?"), help_text=_("Eén zin. Iedereen die komt, leest hem."))

    def __init__(self, *args, session, actor, **kwargs):
        self.session, self.actor = session, actor
        super().__init__(*args, **kwargs)


class MoveForm(MindsOverlap, SessionChangeForm):
    """Another moment. Cleaned data: the moment and the reason."""

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
        fields = super().clean()
        if self.errors:
            return fields
        moved = copy(self.session)
        moved.shift_to(moment(fields.pop("on"), fields.pop("at"), timezone.get_default_timezone()))
        if other := moved.clash():  # first, because no reason can overrule a taken room
            self.add_error(None, RoomTaken(other).message)
        else:
            self.mind(self.actor, moved.givers(), [(moved.starts_at, moved.ends_at)], besides=[moved.pk])
        return fields | {"starts_at": moved.starts_at}


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
