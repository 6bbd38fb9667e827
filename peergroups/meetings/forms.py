"""The form for the meetings of a group."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField
from programs.planning.forms.taken_room import MindsTakenRoom
from programs.sessions.forms.fields import room_field, still_to_come
from programs.sessions.forms.rhythm import RhythmForm
from programs.trainings.models import TITLE_MAX


class MeetingsForm(RhythmForm, MindsTakenRoom):
    """When and where a group meets. Its cleaned data are the arguments of `start_meetings`."""

    title = forms.CharField(
        label=_("Hoe het in de week heet"),
        help_text=_("Anderen kunnen meelezen op haar telefoon. Kies een naam die niets vertelt."),
        max_length=TITLE_MAX,
        initial=_("Bijeenkomst"),
    )
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate, validators=[still_to_come])
    until_on = None

    field_order = ["title"]

    def __init__(self, *args, house, **kwargs):
        super().__init__(*args, initial={"every_weeks": 2, "length_minutes": 90}, **kwargs)
        self.house = house
        self.fields["room_id"] = room_field(house.rooms.in_use(), label=_("Kamer"))

    def clean(self):
        fields = super().clean()
        rhythm = self.rhythm_of(fields)
        if not self.errors:
            self.warn_of_taken_room(fields, rhythm)
        return fields if self.errors else fields | {"rhythm": rhythm}
