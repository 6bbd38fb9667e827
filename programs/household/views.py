"""Pages about living together: notes of the house, chores in turns, and own appointments."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.access_log.services import log
from house.answers import form_page
from house.errors import NotHere
from house.models import Person, Subscription, What
from programs.household.forms import AppointmentForm, ChoreForm, HouseNoteForm, RemindingForm
from programs.household.models.household import Appointment, Chore, HouseNote
from programs.household.models.reminders import Reminding
from programs.household.services import chores as chores_services, notes as notes_services
from programs.household.services.reminders import choose_reminders
from programs.houses import houses_of_colleague
from programs.recurrence.rhythm import WEEK
from programs.recurrence.weeks import Week
from programs.text import capital

FORM = "programs/household/living_form.html"


def _page(request, *, form, verb, title, back, done, hint="", take_away=None, take_away_name="", **more):
    context = {"title": title, "hint": hint, "back": back, "take_away": take_away, "take_away_name": take_away_name}
    return form_page(
        request, form=form, verb=verb, template=FORM, context=context, done=done, back=more.pop("after", back), **more
    )


def _house_kept(request):
    """The house that the request names, or else the first where she works. Raises NotHere."""
    house_id = request.GET.get("house")
    for house in houses_of_colleague(request.user):
        if house_id in (None, str(house.pk)):
            return house
    raise NotHere


def _by_house(request, rows):
    houses = houses_of_colleague(request.user)
    if not houses:
        raise NotHere
    rows = list(rows)
    return [(house, [row for row in rows if row.house_id == house.pk]) for house in houses]


def new_appointment(request):
    return _page(
        request,
        form=AppointmentForm(request.POST or None, initial={"on": timezone.localdate()}),
        verb=partial(notes_services.add_appointment, actor=request.user),
        once=True,
        title=_("Eigen afspraak"),
        back=reverse("programs:week"),
        after=_week_of,
        done=_("Het staat in je week. Alleen jij ziet het."),
    )


def appointment(request, appointment_id):
    appointment = get_object_or_404(Appointment.objects.visible_to(request.user), pk=appointment_id)
    initial = {"words": appointment.words, "on": appointment.on, "at": appointment.at}
    return _page(
        request,
        form=AppointmentForm(request.POST or None, initial=initial),
        verb=partial(notes_services.change_appointment, actor=request.user, appointment_id=appointment_id),
        title=_("Eigen afspraak"),
        back=_week_of(appointment),
        after=_week_of,
        done=_("Bewaard. Alleen jij ziet het."),
        take_away=reverse("programs:take_appointment_away", args=[appointment_id]),
        take_away_name=_("Haal uit je week"),
    )


@require_POST
def take_appointment_away(request, appointment_id):
    notes_services.take_appointment_away(actor=request.user, appointment_id=appointment_id)
    messages.success(request, _("Het is weg uit je week."))
    return redirect("programs:week")


def _week_of(appointment):
    week = Week.of(appointment.on)
    return reverse("programs:week") if week.is_this_week else reverse("programs:week_of", args=[week])


def reminding(request):
    chosen = Reminding.objects.filter(person=request.user).values("an_hour_before", "evening_before").first()
    return _page(
        request,
        form=RemindingForm(request.POST if request.method == "POST" else None, initial=chosen),
        verb=partial(choose_reminders, actor=request.user),
        title=_("Herinner mij"),
        hint=_how_she_hears(request),
        back=reverse("programs:week"),
        after="programs:week",
        done=_kept_and_heard(request),
    )


def _how_she_hears(request):
    """Whether this device calls her for a reminder, or only shows it."""
    if _calls_her(request.device):
        return _(
            "Bovenaan je week staat dan wat er komt, ook wat je er zelf in zette. "
            "Dit apparaat geeft je dan ook een seintje."
        )
    return _(
        "Bovenaan je week staat dan wat er komt, ook wat je er zelf in zette. "
        "Dit apparaat geeft geen seintje. Wil je dat wel? Kijk bij Ik, en dan bij Een seintje."
    )


def _kept_and_heard(request):
    if _calls_her(request.device):
        return _("Bewaard. Je krijgt een seintje, en je ziet het bovenaan je week.")
    return _("Bewaard. Je ziet het bovenaan je week als die openstaat.")


def _calls_her(device):
    return Subscription.objects.working().filter(device=device).exists()


@require_safe
def notes(request):
    coming = HouseNote.objects.managed_by(request.user).still_open().select_related("by")
    return render(request, "programs/household/notes.html", {"houses": _by_house(request, coming)})


def new_note(request):
    house = _house_kept(request)
    return _page(
        request,
        form=HouseNoteForm(request.POST or None),
        verb=partial(notes_services.write_note, actor=request.user, house_id=house.pk),
        once=True,
        title=_("Een bericht van het huis"),
        back=reverse("programs:notes"),
        done=_("Het staat in de week van iedereen die hier woont."),
    )


def note(request, note_id):
    note = get_object_or_404(HouseNote.objects.managed_by(request.user), pk=note_id)
    initial = {"words": note.words, "from_on": note.from_on, "last_on": note.last_on}
    return _page(
        request,
        form=HouseNoteForm(request.POST or None, initial=initial),
        verb=partial(notes_services.change_note, actor=request.user, note_id=note_id),
        title=_("Een bericht van het huis"),
        back=reverse("programs:notes"),
        done=_("Bewaard."),
        take_away=reverse("programs:take_note_away", args=[note_id]),
        take_away_name=_("Haal dit bericht weg"),
    )


@require_POST
def take_note_away(request, note_id):
    notes_services.take_note_away(actor=request.user, note_id=note_id)
    messages.success(request, _("Het bericht is weg."))
    return redirect("programs:notes")


@require_safe
def chores(request):
    current = Chore.objects.managed_by(request.user).still_open().with_count()
    return render(request, "programs/household/chores.html", {"houses": _by_house(request, current)})


def new_chore(request):
    house = _house_kept(request)
    return _page(
        request,
        form=ChoreForm(request.POST or None, house_id=house.pk),
        verb=partial(chores_services.start_chore, actor=request.user, house_id=house.pk),
        once=True,
        title=_("Een taak erbij"),
        back=reverse("programs:chores"),
        done=_("De taak staat in de week van wie aan de beurt is."),
        before_showing=partial(_note_choice, request.user, house.pk),
    )


def chore(request, chore_id):
    chore = get_object_or_404(Chore.objects.managed_by(request.user).still_open(), pk=chore_id)
    initial = {
        "name": chore.name,
        "weekdays": list(chore.days),
        "person_ids": [person.pk for person in chore.people.all()],
    }
    return _page(
        request,
        form=ChoreForm(request.POST or None, initial=initial, house_id=chore.house_id),
        verb=partial(chores_services.change_chore, actor=request.user, chore_id=chore_id),
        title=capital(chore.name),
        back=reverse("programs:chores"),
        done=_("Bewaard."),
        take_away=reverse("programs:end_chore", args=[chore_id]),
        take_away_name=_("Stop met deze taak"),
        before_showing=partial(_note_choice, request.user, chore.house_id),
    )


@require_POST
def end_chore(request, chore_id):
    chores_services.end_chore(actor=request.user, chore_id=chore_id)
    messages.success(request, _("De taak is gestopt."))
    return redirect("programs:chores")


def _note_choice(actor, house_id):
    """Write to the access log that the form lists the residents."""
    log.note(actor=actor, house_id=house_id, whose=Person.objects.living_in(house_id), what=What.CHOICE)


@require_safe
def turns(request):
    rota = chores_services.rota_for(request.user)
    if rota is None:
        raise NotHere
    context = {
        "turns": [turn for turn in rota.turns_of(request.user) if not turn.is_over],
        "questions": rota.questions_for(request.user),
        "until": rota.weeks[-1] + WEEK,
        "has_chores": bool(rota.chores),
    }
    return render(request, "programs/household/turns.html", context)


@require_POST
def ask_swap(request, chore_id, week):
    chores_services.ask_swap(actor=request.user, chore_id=chore_id, week=week.monday)
    messages.success(request, _("Wie ook meedoet, ziet je vraag. Tot iemand ruilt, blijft de beurt van jou."))
    return redirect("programs:turns")


@require_POST
def ask_no_more(request, swap_id):
    chores_services.ask_no_more(actor=request.user, swap_id=swap_id)
    messages.success(request, _("Je houdt deze beurt."))
    return redirect("programs:turns")


@require_POST
def take_turn(request, swap_id, week):
    chores_services.take_turn(actor=request.user, swap_id=swap_id, in_return_on=week.monday)
    messages.success(request, _("Geruild. Het staat zo in jullie week."))
    return redirect("programs:turns")
