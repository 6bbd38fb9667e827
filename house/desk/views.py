"""The coordinator's desk: rooms and people."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.access_log.models import What
from house.access_log.services import log
from house.access_log.views import note_look
from house.answers import form_page
from house.cached_sql import CachedSql
from house.desk import forms, services
from house.door.models import Return
from house.guards import open_while_shut
from house.people.models.facts import Coaching, Position, Role, Stay
from house.people.models.houses import House, Room
from house.people.models.people import Person, by_name
from house.people.models.standing import standing_of, standings_of
from house.people.models.vouches import Vouch
from house.people.queries import coordinators
from house.people.services import people as naming, rooms as rooming
from house.people.views import coordinator_only
from house.privacy.models.erasures import Erasure
from house.registry import registry
from house.sign_in.services import devices
from house.sign_in.views.proof import proof_again
from house.sign_in.views.sign_out import sign_out

FORM = "house/form.html"


@coordinator_only
def rooms(request):
    return form_page(
        request,
        form=forms.RoomForm(request.POST or None, actor=request.user),
        verb=partial(rooming.add_room, actor=request.user),
        once=True,
        template="house/desk/rooms.html",
        context={"rooms": sorted(Room.objects.run_by(request.user).by_name(), key=lambda room: room.is_closed)},
        done=_("De kamer staat erbij."),
        back="house:rooms",
    )


@coordinator_only
def room(request, room_id):
    room = get_object_or_404(Room.objects.run_by(request.user), pk=room_id)
    first = {"name": room.name, "where": room.where, "is_shared": room.is_shared, "is_closed": room.is_closed}
    return form_page(
        request,
        form=forms.RoomChangeForm(request.POST or None, initial=first),
        verb=partial(rooming.change_room, actor=request.user, room_id=room_id),
        template=FORM,
        context={"title": room.name, "back": reverse("house:rooms")},
        done=_("Bewaard."),
        back="house:rooms",
    )


@open_while_shut
@coordinator_only
@require_safe
def people(request):
    """Everyone of her houses: who lives here, who works here, and who did."""
    houses = _people_by_house(request.user)
    for place in houses:
        whose = [row["person"] for rows in ("residents", "workers", "alumnae", "former_workers") for row in place[rows]]
        log.note(actor=request.user, house_id=place["house"].pk, whose=whose, what=What.PEOPLE)
    return render(
        request, "house/desk/people.html", {"houses": houses, "gaps": coordinators.gaps_told_to(request.user)}
    )


def _people_by_house(coordinator):
    return [_people_of(house) for house in House.objects.run_by(coordinator)]


def _people_of(house):
    stays, positions = _stays.objects(house.pk), _positions.objects(house.pk)
    posts = [position for position in positions if not position.is_over]
    work_here = {post.person_id for post in posts}
    former = [position for position in positions if position.person_id not in work_here]
    return {
        "house": house,
        "residents": _with_facts((stay, stay.get_phase_display()) for stay in stays if not stay.is_over),
        "workers": _with_vouches(_with_facts((post, post.in_words) for post in posts)),
        "alumnae": _with_facts((stay, _("tot %s") % _in_words(stay.left_on)) for stay in stays if stay.is_over),
        "former_workers": _with_facts(
            (position, _("%(role)s, tot %(day)s") % {"role": position.in_words, "day": _in_words(position.until_on)})
            for position in former
        ),
    }


def _in_words(day):
    return date_format(day, "j F Y")


def _with_facts(facts):
    """People with their facts in words, by name."""
    people = {}
    for fact, in_words in facts:
        people.setdefault(fact.person, []).append(in_words)
    return [{"person": person, "what": " · ".join(people[person])} for person in by_name(people)]


def _with_vouches(rows):
    """With how each came to count as a second person. A guest never does, so she is not asked for it."""
    people = [row["person"].pk for row in rows]
    vouches = {vouch.person_id: vouch for vouch in _vouches.objects(people)}
    standings = standings_of(people)
    return [
        row | {"vouch": vouches.get(pk), "is_staff": standings[pk].is_eyewitness}
        for row, pk in zip(rows, people, strict=True)
    ]


_stays = CachedSql(lambda house: Stay.objects.filter(house=house).select_related("person"))
_positions = CachedSql(lambda house: Position.objects.filter(house=house).select_related("person"))
_vouches = CachedSql(lambda people: Vouch.objects.filter(person__in=people).select_related("by"))


def _new_person(request, form_class, title):
    return form_page(
        request,
        form=form_class(request.POST or None, actor=request.user),
        verb=partial(services.add_person, actor=request.user),
        once=True,
        template=FORM,
        context={"title": title, "back": reverse("house:people")},
        done=_("Zij staat erbij. Maak nu een kaart voor haar."),
        back=lambda person: reverse("house:person", args=[person.pk]),
    )


@coordinator_only
def new_resident(request):
    return _new_person(request, forms.NewResidentForm, _("Een nieuwe bewoonster"))


@coordinator_only
@proof_again
def new_worker(request):
    return _new_person(request, forms.NewWorkerForm, _("Iemand die hier komt werken"))


def _person_or_404(request, person_id):
    return get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)


@open_while_shut
@coordinator_only
@require_safe
def person(request, person_id):
    person = _person_or_404(request, person_id)
    note_look(request, person_id, What.PAGE)
    houses = House.objects.run_by(request.user)
    stays, positions = list(person.stays.filter(house__in=houses)), list(person.positions.filter(house__in=houses))
    context = {
        "person": person,
        "is_eyewitness": standing_of(person).is_eyewitness,
        "stays": stays,
        "vouch": Vouch.objects.filter(person=person).select_related("by").first(),
        "positions": positions,
        "has_place": bool(stays) or any(not position.is_over for position in positions),
        "coachings": person.coachings.filter(house__in=houses).select_related("coach"),
        "open_card": person.cards.valid().first(),
        "asked_back": _asked_back(request.user, person),
        "erasure": Erasure.objects.to_ask_about_by(request.user).filter(person=person).first(),
        "device_count": len(devices.devices_of(person)),
        "parts": [
            {"template": part.template, "found": found}
            for part in registry.about_person
            if (found := part.find(request.user, person)) is not None
        ],
        "may_move_in": not person.stays.still_open().exists(),
        "may_have_coach": person.stays.filter(house__in=houses).still_open().exists()
        and not person.coachings.still_open().exists(),
    }
    return render(request, "house/desk/person.html", context)


def _asked_back(actor, person):
    """The return of hers in a house of the actor, which stands on her page until it is used or stopped."""
    if person == actor:
        return None
    mine = Return.objects.under_way().filter(is_farewell=False, house__in=House.objects.run_by(actor))
    return mine.filter(person=person).select_related("asked_by", "confirmed_by", "card").first()


def _about(request, person_id, *, form, verb, title, looks_at, done=None, once=False):
    """A form about one person, which leads back to her page. To see it is to look at her."""
    return form_page(
        request,
        form=form,
        verb=verb,
        template=FORM,
        context={"title": title, "back": reverse("house:person", args=[person_id])},
        done=done or _("Bewaard."),
        back=reverse("house:person", args=[person_id]),
        before_showing=partial(note_look, request, person_id, looks_at),
        once=once,
    )


@open_while_shut
@coordinator_only
def rename(request, person_id):
    person = _person_or_404(request, person_id)
    return _about(
        request,
        person_id,
        form=forms.PersonForm(
            request.POST or None, initial={"chosen_name": person.chosen_name, "language": person.language}
        ),
        verb=partial(naming.describe_person, actor=request.user, person_id=person_id),
        title=_("Naam en taal"),
        looks_at=What.NAME,
    )


@coordinator_only
def begin_stay(request, person_id):
    person = _person_or_404(request, person_id)
    return _about(
        request,
        person_id,
        form=forms.NewStayForm(request.POST or None, actor=request.user),
        verb=partial(services.begin_stay, actor=request.user, person_id=person_id),
        title=_("%(name)s komt hier wonen") % {"name": person.chosen_name},
        looks_at=What.STAY,
    )


@coordinator_only
@proof_again
def give_position(request, person_id):
    person = _person_or_404(request, person_id)
    return _about(
        request,
        person_id,
        form=forms.NewPositionForm(request.POST or None, actor=request.user),
        verb=partial(services.give_position, actor=request.user, person_id=person_id),
        title=_("Een rol voor %(name)s") % {"name": person.chosen_name},
        looks_at=What.POSITION,
        once=True,
    )


@coordinator_only
def begin_coaching(request, person_id):
    person = _person_or_404(request, person_id)
    stays = person.stays.filter(house__in=House.objects.run_by(request.user)).still_open()
    stay = stays.order_by("arrived_on").first()  # a next stay may be planned already
    if stay is None:
        raise Http404
    coaches = Person.objects.in_post(stay.house_id, Role.COACH).exclude(pk=person_id)
    return _about(
        request,
        person_id,
        form=forms.CoachForm(request.POST or None, coaches=coaches),
        verb=partial(services.begin_coaching, actor=request.user, house_id=stay.house_id, resident_id=person_id),
        title=_("Een coach voor %(name)s") % {"name": person.chosen_name},
        looks_at=What.COACHING,
    )


@open_while_shut
@coordinator_only
def change_stay(request, stay_id):
    stay = _fact_or_404(request, Stay, stay_id)
    return _about(
        request,
        stay.person_id,
        form=forms.StayChangeForm(
            request.POST or None, initial={"phase": stay.phase, "planned_until": stay.planned_until}
        ),
        verb=partial(services.change_stay, actor=request.user, stay_id=stay_id),
        title=_("Haar tijd in het huis"),
        looks_at=What.STAY,
    )


def _fact_or_404(request, model, fact_id):
    return get_object_or_404(model.objects.filter(house__in=House.objects.run_by(request.user)), pk=fact_id)


@open_while_shut
@coordinator_only
def end_stay(request, fact_id):
    stay = _fact_or_404(request, Stay, fact_id)
    return _about(
        request,
        stay.person_id,
        form=forms.EndPlaceForm(
            request.POST or None,
            question=_("Weet je het zeker? Zij kan vanaf nu niet meer in de week van dit huis kijken."),
        ),
        verb=partial(services.end_stay, actor=request.user, stay_id=fact_id),
        title=_("Zij gaat hier weg. Haar plek in de groep blijft."),
        looks_at=What.STAY,
    )


@coordinator_only
@require_POST
def put_back_stay(request, fact_id):
    stay = services.put_back_stay(actor=request.user, stay_id=fact_id)
    messages.success(request, _("Zij woont hier weer. Had zij een coach? Kies die dan opnieuw."))
    return redirect("house:person", stay.person_id)


@coordinator_only
@proof_again
@require_POST
def put_back_position(request, fact_id):
    position = services.put_back_position(actor=request.user, position_id=fact_id)
    messages.success(request, _("Zij heeft deze rol weer."))
    return redirect("house:person", position.person_id)


@open_while_shut
@coordinator_only
@require_POST
def cancel_arrival(request, stay_id):
    services.cancel_arrival(actor=request.user, stay_id=stay_id)
    messages.success(request, _("Zij staat hier niet meer bij."))
    return redirect("house:people")


@open_while_shut
@coordinator_only
@proof_again
def end_position(request, fact_id):
    position = _fact_or_404(request, Position, fact_id)
    return _about(
        request,
        position.person_id,
        form=forms.EndPlaceForm(
            request.POST or None,
            question=_("Weet je het zeker? Zij kan vanaf nu niet meer doen wat bij deze rol hoort."),
        ),
        verb=partial(services.end_position, actor=request.user, position_id=fact_id),
        title=_("Rol beëindigen"),
        looks_at=What.POSITION,
    )


@open_while_shut
@coordinator_only
def end_coaching(request, fact_id):
    coaching = _fact_or_404(request, Coaching, fact_id)
    return _about(
        request,
        coaching.resident_id,
        form=forms.EndForm(request.POST or None),
        verb=partial(services.end_coaching, actor=request.user, coaching_id=fact_id),
        title=_("Begeleiding beëindigen"),
        looks_at=What.COACHING,
    )


@open_while_shut
@coordinator_only
@require_POST
def end_devices(request, person_id):
    """Sign her out everywhere, at her request. Nobody but she sees which devices those are."""
    devices.end_devices(actor=request.user, person_id=person_id)
    if person_id == request.user.pk:
        sign_out(request)
        return redirect("account_login")
    messages.success(request, _("Zij is nu nergens meer ingelogd."))
    return redirect("house:person", person_id)
