"""The coordinator's pages about groups: who has a seat, never what is said."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from house.access_log.services import log
from house.answers import form_page
from house.cached_sql import CachedSql
from house.guards import open_while_shut
from house.models import House, What
from house.people.services import houses
from house.people.views import coordinator_only
from house.site.forms import HouseQuietForm
from peergroups.agreements.services import current_agreements
from peergroups.care.queries import told_to
from peergroups.desk.forms import GroupWordsForm, OpenGroupForm, SeatForm, TurnForm
from peergroups.desk.queries import by_name
from peergroups.fields import SureForm
from peergroups.groups.models.groups import PeerGroup
from peergroups.groups.models.seats import Seat
from peergroups.groups.services import close_group, describe_group, rest_group, wake_group
from peergroups.seats.services import lifecycle

FORM = "peergroups/desk/form.html"


@coordinator_only
@require_safe
def groups(request):
    groups = PeerGroup.objects.run_by(request.user)
    seats, told = _seats.objects([group.pk for group in groups]), told_to(request.user)
    summaries = [_summary(group, [seat for seat in seats if seat.group_id == group.pk], told) for group in groups]
    unattended = set(groups.unattended().values_list("pk", flat=True))
    context = {"groups": summaries, "unattended": unattended, "houses": House.objects.run_by(request.user)}
    return render(request, "peergroups/desk/groups.html", context)


_seats = CachedSql(lambda groups: Seat.objects.not_ended().filter(group__in=groups).select_related("person"))


def _summary(group, seats, told):
    return {
        "group": group,
        "holders": [seat.person.chosen_name for seat in seats if seat.is_facilitator],
        "peers": sum(not seat.is_facilitator for seat in seats),
        "waits": any(report.group_id == group.pk for report in told.to_answer),
        "is_late": group in told.late_groups,
    }


@coordinator_only
def open_group(request):
    houses = House.objects.run_by(request.user)
    people = {
        person.pk: person
        for house in houses
        for person in lifecycle.facilitators_to_choose(actor=request.user, house_id=house.pk)
    }
    return form_page(
        request,
        form=OpenGroupForm(request.POST or None, actor=request.user, facilitators=people.values()),
        verb=partial(lifecycle.open_group, actor=request.user),
        once=True,
        template=FORM,
        context={"title": _("Een nieuwe groep"), "back": reverse("peergroups:desk_groups"), "lacks_people": not people},
        done=_("De groep is er. Geef nu de eerste plekken."),
        back="peergroups:desk_groups",
    )


@coordinator_only
def quiet(request, house_id):
    """The quiet hours of everybody in this house who did not choose her own."""
    house = get_object_or_404(House.objects.run_by(request.user), pk=house_id)
    return form_page(
        request,
        form=HouseQuietForm(request.POST or None, hours=house.quiet_hours),
        verb=partial(houses.set_quiet_hours, actor=request.user, house_id=house_id),
        template="peergroups/desk/quiet.html",
        context={"title": _("Stille uren"), "house": house, "back": reverse("peergroups:desk_groups")},
        done=_("Bewaard."),
        back="peergroups:desk_groups",
    )


def _group_or_404(request, group_id):
    return get_object_or_404(PeerGroup.objects.run_by(request.user), pk=group_id)


@open_while_shut
@coordinator_only
@require_safe
def group(request, group_id):
    group = _group_or_404(request, group_id)
    seats = group.seats.not_ended().select_related("person")
    peers = [seat for seat in seats if not seat.is_facilitator]
    _note_seats(request, group, [seat.person_id for seat in peers])
    told = told_to(request.user)
    in_post = set(group.seats.counting().facilitators().values_list("pk", flat=True))
    context = {
        "group": group,
        "holders": [(seat, seat.pk in in_post) for seat in seats if seat.is_facilitator],
        "peers": sorted(peers, key=by_name),
        "is_closed": group.state == PeerGroup.State.CLOSED,
        "is_unattended": not in_post and group.state != PeerGroup.State.CLOSED,
        "agreements": current_agreements(group),
        "reports": told.in_group(group.pk).to_answer,
        "is_late": group in told.late_groups,
    }
    return render(request, "peergroups/desk/group.html", context)


def _note_seats(request, group, whose, what=What.SEATS):
    """Write to the access log that she sees the names of people who have, or may get, a seat in this group."""
    detail = group.name if what == What.SEATS else ""
    log.note(actor=request.user, house_id=group.house_id, whose=whose, what=what, detail=detail)


def _group_form_page(request, group_id, *, form, verb, title, done, template=FORM, before_showing=None, **more):
    """The page of a form about one group; its way back leads to the page of that group."""
    back = reverse("peergroups:desk_group", args=[group_id])
    context = {"title": title, "back": back} | more
    return form_page(
        request,
        form=form,
        verb=verb,
        template=template,
        context=context,
        done=done,
        back=back,
        before_showing=before_showing,
    )


@coordinator_only
def describe(request, group_id):
    group = _group_or_404(request, group_id)
    initial = {name: getattr(group, name) for name in GroupWordsForm.base_fields}
    return _group_form_page(
        request,
        group_id,
        form=GroupWordsForm(request.POST or None, initial=initial),
        verb=partial(describe_group, actor=request.user, group_id=group_id),
        title=_("Naam en antwoord"),
        done=_("Bewaard."),
    )


@coordinator_only
@require_POST
def turn(request, group_id):
    """Let the group rest, or go on."""
    _group_or_404(request, group_id)
    form = TurnForm(request.POST)
    if form.is_valid():
        verbs = {"rest": rest_group, "wake": wake_group}
        verbs[form.cleaned_data["turn"]](actor=request.user, group_id=group_id)
        messages.success(request, _("Bewaard."))
    return redirect("peergroups:desk_group", group_id)


@coordinator_only
def close(request, group_id):
    """End the group for good. The page above the button says what that means."""
    group = _group_or_404(request, group_id)
    return _group_form_page(
        request,
        group_id,
        form=SureForm(request.POST if request.method == "POST" else None),
        verb=partial(close_group, actor=request.user, group_id=group_id),
        title=_("Sluit de groep"),
        done=_("De groep is gesloten."),
        template="peergroups/desk/close.html",
        group=group,
    )


@coordinator_only
def give_seat(request, group_id):
    group = _group_or_404(request, group_id)
    people = lifecycle.candidates(actor=request.user, group_id=group_id)
    return _group_form_page(
        request,
        group_id,
        form=SeatForm(request.POST or None, people=people),
        verb=partial(lifecycle.give_seat, actor=request.user, group_id=group_id),
        title=_("Een plek in %(group)s") % {"group": group.name},
        done=_("Zij heeft een plek. Die gaat open als een begeleider van de groep zegt dat ze haar zag."),
        before_showing=partial(_note_seats, request, group, people, What.CHOICE),
        lacks_people=not people,
    )


@coordinator_only
def give_facilitator(request, group_id):
    group = _group_or_404(request, group_id)
    seated = set(group.seats.not_ended().values_list("person", flat=True))
    facilitators = lifecycle.facilitators_to_choose(actor=request.user, house_id=group.house_id)
    people = [person for person in facilitators if person.pk not in seated]
    return _group_form_page(
        request,
        group_id,
        form=SeatForm(request.POST or None, people=people),
        verb=partial(lifecycle.give_seat, actor=request.user, group_id=group_id, kind=Seat.Kind.FACILITATOR),
        title=_("Wie leest er ook mee?"),
        done=_("De groep leest nu dat zij komt. Over twee dagen leest zij mee."),
        lacks_people=not people,
    )


@open_while_shut
@coordinator_only
def end_seat(request, seat_id):
    seats = Seat.objects.run_by(request.user).not_ended().select_related("person", "group")
    seat = get_object_or_404(seats, pk=seat_id)
    return _group_form_page(
        request,
        seat.group_id,
        form=SureForm(request.POST if request.method == "POST" else None),
        verb=partial(lifecycle.end_seat, actor=request.user, seat_id=seat_id),
        title=_("Plek beëindigen van %(name)s") % {"name": seat.person.chosen_name},
        done=_("Die plek is voorbij."),
        before_showing=partial(_note_seats, request, seat.group, [seat.person_id]),
        template="peergroups/desk/end_seat.html",
        seat=seat,
    )
