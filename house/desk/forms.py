"""The forms of a coordinator about people and rooms."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from house.fields import DayField, named
from house.people.models.facts import Background, Phase, Role
from house.people.models.houses import House, Room


class HouseChoiceForm(forms.Form):
    """Asks which house only of a coordinator who runs more than one."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        houses = list(House.objects.run_by(actor))
        field = forms.ChoiceField(label=_("Welk huis"), choices=[(str(house.pk), house.name) for house in houses])
        if len(houses) == 1:
            field.widget = forms.HiddenInput()
            field.initial = str(houses[0].pk)
        self.fields = {"house_id": field} | self.fields


class RoomForm(HouseChoiceForm):
    name = forms.CharField(label=_("Naam"), max_length=40)
    where = forms.CharField(
        label=_("Waar is het"), help_text=_("Bijvoorbeeld: beneden, naast de keuken."), max_length=80, required=False
    )
    is_shared = forms.BooleanField(label=_("Hier kunnen twee trainingen tegelijk zijn"), required=False)


class RoomChangeForm(forms.ModelForm):
    class Meta:
        model = Room
        fields = ["name", "where", "is_shared", "is_closed"]


class PersonForm(forms.Form):
    chosen_name = forms.CharField(
        label=_("Naam"), help_text=_("Zoals zij hier genoemd wil worden. Een voornaam is genoeg."), max_length=40
    )
    language = forms.ChoiceField(label=_("Taal"), choices=settings.LANGUAGES)


class StayForm(forms.Form):
    phase = forms.ChoiceField(label=_("Fase"), choices=Phase)
    arrived_on = DayField(label=_("Woont hier vanaf"), initial=timezone.localdate)
    planned_until = DayField(label=_("Waarschijnlijk tot"), required=False)


class StayChangeForm(StayForm):
    arrived_on = None


class PositionForm(forms.Form):
    role = forms.ChoiceField(label=_("Rol"), choices=[("", _("Kies een rol")), *Role.choices])
    background = forms.ChoiceField(label=_("Achtergrond"), choices=Background)
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate)
    until_on = DayField(
        label=_("Tot"), help_text=_("De dag waarop het ophoudt. Leeg: er is nog geen laatste dag."), required=False
    )


class CoachForm(forms.Form):
    coach_id = forms.ChoiceField(label=_("Coach"))
    from_on = DayField(label=_("Vanaf"), initial=timezone.localdate)

    def __init__(self, *args, coaches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["coach_id"].choices = named(coaches)


class EndForm(forms.Form):
    """The day from which something no longer counts; today means now."""

    on = DayField(label=_("Vanaf welke dag"), initial=timezone.localdate)


class EndPlaceForm(EndForm):
    """Asks once more, with a box to tick, when it ends at once. `question` says what she cannot do any more then."""

    is_sure = forms.BooleanField(
        label=_("Ja, vanaf nu"),
        help_text=_("Was het een vergissing? Vandaag kan een coördinator het nog terugzetten."),
        required=False,
    )

    def __init__(self, *args, question, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        if not self.is_bound:
            del self.fields["is_sure"]

    def clean(self):
        answers = super().clean()
        is_sure = answers.pop("is_sure", False)
        if "on" not in answers or answers["on"] > timezone.localdate():
            del self.fields["is_sure"]
        elif not is_sure:
            self.add_error("is_sure", self.question)
        return answers


class NewStayForm(HouseChoiceForm, StayForm):
    pass


class NewPositionForm(HouseChoiceForm, PositionForm):
    pass


class NewResidentForm(HouseChoiceForm, StayForm, PersonForm):
    pass


class NewWorkerForm(HouseChoiceForm, PositionForm, PersonForm):
    pass
