"""Who hears of what was let know: whoever may answer it, and the reporter; when; and nobody else, ever."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from house.errors import NotHere
from house.line.news import Due, RightsChanged
from house.line.rights import open_rights_of
from house.models import Person, Position, Role
from peergroups.care.models import STANDS
from peergroups.care.queries import kept_lately, told_to, who_may_answer
from peergroups.care.services import answer_report, put_away, report_message, tell_of_late
from peergroups.groups.promises import answer_due
from peergroups.models import PeerGroup, Report
from peergroups.news import CareChanged
from peergroups.seats.services.lifecycle import end_seat, freeze_seat
from programs.sessions.models.closures import Closure
from tests import cast

AN_HOUR = timedelta(hours=1)


@pytest.fixture
def people(request, house, group, eva, other_house):
    """The cast, with Joke who also holds the group, Vera who also runs the house and Ida who runs another."""
    joke = cast.make_worker("Joke", house, Role.FACILITATOR)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind="facilitator")
    named = {name: request.getfixturevalue(name) for name in "amal bo cleo dewi eva fay gina hanne".split()}
    cast.make_worker("Vera", house, Role.COORDINATOR)
    cast.make_worker("Ida", other_house, Role.COORDINATOR)
    return named | {person.chosen_name.lower(): person for person in Person.objects.all()}


@pytest.fixture
def report(group, say, amal, cleo):
    """Amal reports what Cleo said."""
    say(cleo, "Je hoort hier niet")
    return report_message(actor=amal, group_id=group.pk, number=1, reason="Dit voelt niet goed")


def seen_by(person):
    """What stands for her now: reports to answer, answers to her, groups that are late."""
    here = told_to(person)
    return list(here.to_answer), list(here.outcomes), here.late_groups


def nothing():
    return [], [], []


def badge(person):
    return open_rights_of([person.pk])[person.pk].new


def move(report, **moments):
    Report.objects.filter(pk=report.pk).update(**moments)
    report.refresh_from_db()


def test_each_report_reaches_who_may_answer_it_and_nobody_else(
    group, people, say, told, django_capture_on_commit_callbacks
):
    """Each writer, reporter and crew that a group can have; each of the cast looks."""
    in_group = ("amal", "cleo", "gina", "joke")
    crews = [(), ("gina",), ("joke",), ("gina", "joke")]
    for number, name in enumerate(in_group, start=1):
        assert say(people[name]).number == number
    seen = set()
    for crew, (number, writer), reporter in product(crews, enumerate(in_group, start=1), in_group):
        is_seated = reporter in ("amal", "cleo", *crew)
        if writer == reporter or not is_seated:
            continue
        before = transaction.savepoint()
        off_duty = [people[name] for name in ("gina", "joke") if name not in crew]
        Position.objects.filter(person__in=off_duty).update(until_on=cast.days(0))
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            report = report_message(actor=people[reporter], group_id=group.pk, number=number)
        report.refresh_from_db()

        is_for_the_house = writer in ("gina", "joke") or not crew
        expected = {"eva", "vera"} if is_for_the_house else set(crew)
        expected -= {writer}
        may = {name for name, person in people.items() if Report.objects.to_answer_by(person).exists()}
        assert may == expected
        assert who_may_answer(report) == {people[name].pk for name in expected}
        assert {news.person_id for news in told if isinstance(news, CareChanged | Due | RightsChanged)} == {
            people[name].pk for name in expected
        }
        assert {name for name, person in people.items() if seen_by(person)[0]} == expected
        assert {name for name, person in people.items() if seen_by(person)[1] or seen_by(person)[2]} == set()
        seen.add((is_for_the_house, len(expected)))
        transaction.savepoint_rollback(before)
    assert seen == {(False, 1), (False, 2), (True, 2)}


def test_report_about_the_only_coordinator_goes_to_the_other_facilitator(house, group, amal, gina, people, say):
    """Gina holds the group, and alone runs the house."""
    Position.objects.filter(house=house, role=Role.COORDINATOR).update(until_on=cast.days(0))
    Position.objects.create(person=gina, house=house, role=Role.COORDINATOR, from_on=cast.days(-1))
    say(gina, "Zeur niet zo")
    joke = people["joke"]
    before = badge(joke)

    report = report_message(actor=amal, group_id=group.pk, number=1)

    assert (who_may_answer(report), seen_by(joke)[0], badge(joke)) == ({joke.pk}, [report], before + 1)
    assert not Report.objects.to_answer_by(gina).exists()

    Position.objects.filter(person=joke).update(until_on=cast.days(0))
    assert who_may_answer(report) == set()
    assert (seen_by(joke), seen_by(gina)) == (nothing(), nothing())


def test_report_about_what_a_facilitator_said_as_a_peer_goes_to_the_house(group, amal, gina, eva, people, say):
    """Her seat was a peer's then, and now she alone holds the group."""
    Position.objects.filter(person=people["joke"]).update(until_on=cast.days(0))
    said = say(gina, "Zeur niet zo")
    report = report_message(actor=amal, group_id=group.pk, number=said.number)
    before = group.seats.create(
        person=gina, dye="moss", from_number=1, state="ended", ended_at=timezone.now(), alias="Berk"
    )
    Report.objects.filter(pk=report.pk).update(about=before)
    report.refresh_from_db()

    assert eva.pk in who_may_answer(report)
    assert list(Report.objects.to_answer_by(eva)) == [report]


def test_a_coordinator_hears_nothing_of_a_report_about_herself(house, group, amal, gina, eva, people, say):
    """Gina runs the house too: what is said about her goes to the others who do."""
    Position.objects.create(person=gina, house=house, role=Role.COORDINATOR, from_on=cast.days(-1))
    say(gina, "Zeur niet zo")
    report = report_message(actor=amal, group_id=group.pk, number=1)
    move(report, due_at=timezone.now() - AN_HOUR)

    assert seen_by(gina) == nothing()
    assert seen_by(eva)[0] == [report]


def test_the_outcome_is_told_until_she_puts_it_away(report, people, amal, cleo, gina, eva):
    answer_report(actor=gina, report_id=report.pk, answer="Ik sprak haar.")

    assert seen_by(amal) == ([], [report], [])
    assert badge(amal) == 2  # what Cleo said is new to her as well
    assert {name for name, person in people.items() if seen_by(person) != nothing()} == {"amal"}

    put_away(actor=amal, report_id=report.pk)
    put_away(actor=amal, report_id=report.pk)

    assert seen_by(amal) == nothing()
    assert badge(amal) == 1
    assert Report.objects.visible_to(amal).get().answer == "Ik sprak haar."


def test_the_outcome_is_told_for_thirty_days(report, amal, gina):
    answer_report(actor=gina, report_id=report.pk, answer="Ik sprak haar.")

    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    move(report, answered_at=midnight - STANDS)
    assert seen_by(amal) == ([], [report], [])
    move(report, answered_at=midnight - STANDS - timedelta(minutes=1))
    assert seen_by(amal) == nothing()


def test_nobody_else_puts_it_away_nor_she_before_there_is_an_answer(report, people, amal, gina):
    with pytest.raises(NotHere):
        put_away(actor=amal, report_id=report.pk)
    answer_report(actor=gina, report_id=report.pk, answer="Ik sprak haar.")

    for name in people.keys() - {"amal"}:
        with pytest.raises(NotHere):
            put_away(actor=people[name], report_id=report.pk)
    report.refresh_from_db()
    assert report.put_away_at is None


def test_who_is_told_of_an_answer(report, amal, cleo, gina, people, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer_report(actor=gina, report_id=report.pk, answer="Gedaan.")
    assert {news.person_id for news in told} == {amal.pk, gina.pk, people["joke"].pk}
    told.clear()

    with django_capture_on_commit_callbacks(execute=True):
        put_away(actor=amal, report_id=report.pk)
    assert {news.person_id for news in told} == {amal.pk}


def test_reporting_again_tells_nobody_again(report, group, amal, told, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        report_message(actor=amal, group_id=group.pk, number=1)

    assert told == []


def test_the_badge_counts_what_waits_for_her_alone(report, people, amal, bo, cleo, gina, eva):
    assert badge(gina) == 2  # what Cleo said is new to her as well
    assert badge(people["joke"]) == 1
    assert badge(amal) == 1
    assert badge(cleo) == badge(eva) == badge(bo) == 0


def test_a_promise_holds_from_the_moment_that_she_let_it_know(report, group, eva):
    due_at = report.due_at

    PeerGroup.objects.filter(pk=group.pk).update(promise="week")

    report.refresh_from_db()
    assert report.due_at == due_at


def test_without_a_promise_nothing_is_ever_late(group, say, amal, cleo, eva, gina):
    PeerGroup.objects.filter(pk=group.pk).update(promise="")
    say(cleo)

    report = report_message(actor=amal, group_id=group.pk, number=1)

    move(report, reported_at=timezone.now() - timedelta(days=80))
    assert (report.due_at, report.is_late, report.due_in_words) == (None, False, "")
    assert report.waits_in_words == "Wacht 80 dagen."
    assert seen_by(eva) == nothing()


def test_a_holiday_on_which_the_house_is_closed_is_no_workday(house, group, say, amal, cleo):
    """The next seven days are closed, so nothing is due within them."""
    for ahead in range(7):
        on = cast.days(ahead)
        Closure.objects.create(house=house, kind="holiday", name="Feest", from_on=on, until_on=cast.days(ahead + 1))
    say(cleo)

    report = report_message(actor=amal, group_id=group.pk, number=1)

    assert timezone.localdate(report.due_at) >= cast.days(7)


@pytest.mark.parametrize("kind", ["break", "own"])
def test_other_closed_days_move_no_promise(house, group, say, amal, cleo, kind):
    Closure.objects.create(house=house, kind=kind, name="Vrij", from_on=cast.days(0), until_on=cast.days(9))
    say(cleo)

    report = report_message(actor=amal, group_id=group.pk, number=1)

    assert report.due_at == answer_due("workday", report.reported_at)


def test_too_late_is_told_to_the_coordinator_without_a_word_of_it(report, group, people, eva, gina):
    move(report, due_at=timezone.now() - AN_HOUR)

    assert seen_by(eva) == ([], [], [group])
    assert seen_by(people["vera"]) == ([], [], [group])
    assert seen_by(gina) == ([report], [], [])
    assert {name for name, person in people.items() if seen_by(person)[2]} == {"eva", "vera"}
    answer_report(actor=gina, report_id=report.pk, answer="Toch nog.")
    assert seen_by(eva) == nothing()


def test_open_pages_hear_once_when_an_answer_becomes_late(
    report, people, eva, gina, told, django_capture_on_commit_callbacks
):
    """Whoever may answer it, and who runs the house; the reporter and the writer hear nothing."""

    def heard_at(moment):
        told.clear()
        with django_capture_on_commit_callbacks(execute=True):
            tell_of_late(moment)
        return {news.person_id for news in told}

    concerned = {eva.pk, people["vera"].pk, gina.pk, people["joke"].pk}
    assert heard_at(report.due_at) == set()
    assert heard_at(report.due_at + timedelta(seconds=59)) == concerned
    assert heard_at(report.due_at + timedelta(minutes=3)) == set()
    answer_report(actor=gina, report_id=report.pk, answer="Gedaan.")
    assert heard_at(report.due_at + timedelta(seconds=59)) == set()


def test_a_report_waits_for_the_house_when_nobody_holds_the_group(report, eva, gina):
    move(report, due_at=timezone.now() - AN_HOUR)
    Position.objects.filter(person=gina).update(until_on=cast.days(0))

    assert seen_by(eva) == ([report], [], [])
    assert seen_by(gina) == nothing()


def test_a_seat_that_is_closed_to_her_leaves_her_the_answer(report, amal, eva, gina, seat_of):
    """She cannot read the talk, but what she let know was hers to hear of."""
    answer_report(actor=gina, report_id=report.pk, answer="Ik sprak haar.")
    freeze_seat(actor=gina, seat_id=seat_of(amal).pk)
    assert seen_by(amal) == ([], [report], [])
    assert badge(amal) == 0

    end_seat(actor=eva, seat_id=seat_of(amal).pk)
    assert seen_by(amal) == ([], [report], [])


# --- Was the promise kept?

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
IN_OCTOBER = datetime(2026, 10, 15, 12, tzinfo=UTC)


@pytest.fixture
def reports(group, house, say, cleo, seat_of):
    """Make a report by another woman, due in October and answered in time: `reports(late=True)`."""
    say(cleo)
    count = 0

    def make(due_at=IN_OCTOBER, late=False, reporter=None):
        nonlocal count
        count += 1
        reporter = reporter or cast.make_resident(f"Bewoonster{count}", house)
        return Report.objects.create(
            group=group,
            number=1,
            about=seat_of(cleo),
            reporter=reporter,
            words="Hoi",
            state="answered",
            answer="Ja.",
            due_at=due_at,
            answered_at=due_at + AN_HOUR * (1 if late else -1),
        )

    return make


def test_nothing_is_told_of_four(group, reports):
    for _ in range(4):
        reports(late=True)

    assert kept_lately(group, NOW) is None


def test_five_reports_of_four_women_are_four_voices(group, reports):
    first = reports()
    for _ in range(3):
        reports()
    reports(reporter=first.reporter)

    assert kept_lately(group, NOW) is None


@pytest.mark.parametrize("late", [False, True])
def test_of_five_it_is_told_whether_all_came_in_time(group, reports, late):
    for _ in range(4):
        reports()
    reports(late=late)

    kept = kept_lately(group, NOW)

    assert kept.is_kept is not late
    assert [month.month for month in kept.months] == [9, 10]


def test_one_that_never_got_an_answer_was_not_in_time(group, reports):
    for _ in range(4):
        reports()
    move(reports(), state="waiting", answered_at=None)

    assert kept_lately(group, NOW).is_kept is False


def test_what_happens_this_month_moves_nothing(group, reports):
    """Her report of today is seen in no sentence on the page that the writer reads."""
    for _ in range(5):
        reports()
    before = kept_lately(group, NOW)

    for ahead in range(-19, 10):
        reports(due_at=NOW + timedelta(days=ahead), late=True)

    assert kept_lately(group, NOW) == before


def test_the_months_turn_at_midnight_of_the_house(group, reports):
    last = datetime(2026, 10, 31, 22, 59, tzinfo=UTC)  # one minute before November begins in Amsterdam
    for _ in range(5):
        reports(due_at=last)

    assert kept_lately(group, datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) is None
    assert kept_lately(group, datetime(2026, 10, 31, 23, 1, tzinfo=UTC)).is_kept
