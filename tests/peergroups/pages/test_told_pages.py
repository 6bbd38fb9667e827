"""What pages say of what was let know: to who may answer it, to the coordinator, and to who let it know."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from house.models import Device, Role
from peergroups.care.services import answer_report, report_message
from peergroups.models import Report, Seat
from tests import cast

AN_HOUR = timedelta(hours=1)
SECRET = ("Je hoort hier niet", "Dit voelt niet goed", "Ik sprak haar.")
FIRST, WEEK, TODAY = reverse("house:first"), reverse("programs:week"), reverse("programs:sessions")
GROUPS, DESK = reverse("peergroups:groups"), reverse("peergroups:desk_groups")


@pytest.fixture
def report(group, say, amal, cleo):
    say(cleo, SECRET[0])
    return report_message(actor=amal, group_id=group.pk, number=1, reason=SECRET[1])


@pytest.fixture
def answered(report, gina):
    return answer_report(actor=gina, report_id=report.pk, answer=SECRET[2])


@pytest.fixture
def late(report):
    Report.objects.filter(pk=report.pk).update(
        reported_at=timezone.now() - 50 * AN_HOUR, due_at=timezone.now() - AN_HOUR
    )


@pytest.fixture
def read(as_):
    """The text of a page as somebody sees it: `read(amal, WEEK)`."""

    def read(person, path, **asked):
        return as_(person).get(path, asked).content.decode()

    return read


def talk(group):
    return reverse("peergroups:talk", args=[group.pk])


def about(group):
    return reverse("peergroups:about", args=[group.pk])


def told(group):
    return reverse("peergroups:told", args=[group.pk])


def desk_group(group):
    return reverse("peergroups:desk_group", args=[group.pk])


def leave_alone():
    Device.objects.update(there_at=timezone.now() - timedelta(minutes=16))


def test_it_waits_on_each_first_page_of_who_answers_with_its_age(read, gina, group, report):
    move = Report.objects.filter(pk=report.pk).update
    tomorrow = timezone.localtime() + timedelta(days=1)
    move(reported_at=timezone.now() - 2.5 * AN_HOUR, due_at=tomorrow.replace(hour=17, minute=0))

    for path in (TODAY, WEEK, FIRST, GROUPS, about(group), talk(group)):
        page = read(gina, path)
        assert "Iemand liet iets weten" in page or "Wat iemand liet weten" in page
        assert "Wacht 2 uur. Antwoord beloofd voor morgen 17:00." in page
        assert reverse("peergroups:answer", args=[report.pk]) in page
        assert "Dit voelt niet goed" not in page


def test_too_late_is_said_to_who_answers(read, gina, report):
    then = timezone.localtime() - timedelta(days=1)
    Report.objects.filter(pk=report.pk).update(
        reported_at=timezone.now() - 50 * AN_HOUR, due_at=then.replace(hour=17, minute=0)
    )

    assert "Wacht 2 dagen. Te laat: antwoord was beloofd voor gisteren 17:00." in read(gina, TODAY)


@pytest.mark.parametrize("who", ["amal", "bo", "cleo", "dewi", "eva", "fay", "hanne"])
def test_nobody_else_reads_that_it_waits(request, read, group, report, who):
    person = request.getfixturevalue(who)
    for path in (TODAY, WEEK, FIRST, GROUPS, DESK, desk_group(group), talk(group), told(group)):
        page = read(person, path)
        assert "Iemand liet iets weten" not in page
        assert "Lees en antwoord" not in page
        assert str(report.pk) not in page


def test_the_coordinator_reads_that_it_is_late_and_no_more(read, eva, group, report, late):
    for path in (TODAY, WEEK, FIRST, desk_group(group)):
        page = read(eva, path)
        assert "In Keukentafel wacht iets langer dan beloofd" in page
        for word in (*SECRET, "Wilg", "Kaneel", str(report.pk)):
            assert word not in page
    desk = read(eva, DESK)
    assert "Hier wacht iets langer dan beloofd." in desk
    assert "Kaneel" not in desk


@pytest.mark.parametrize("who", ["amal", "bo", "cleo", "dewi", "fay", "hanne"])
def test_nobody_else_reads_that_it_is_late(request, read, group, report, late, who):
    for path in (TODAY, WEEK, FIRST, GROUPS, about(group), talk(group)):
        assert "langer dan beloofd" not in read(request.getfixturevalue(who), path)


def test_what_a_facilitator_said_waits_for_the_coordinator(read, say, group, amal, eva, gina):
    say(gina, "Zeur niet zo")
    report = report_message(actor=amal, group_id=group.pk, number=1)

    for path in (TODAY, WEEK, FIRST, DESK, desk_group(group)):
        assert "Iemand liet iets weten" in read(eva, path)
    assert reverse("peergroups:answer", args=[report.pk]) in read(eva, TODAY)
    for path in (TODAY, FIRST, GROUPS, about(group), talk(group)):
        page = read(gina, path)
        assert "Iemand liet iets weten" not in page
        assert "langer dan beloofd" not in page
    assert "1 nieuw" in read(eva, reverse("house:more"))  # at the line of the groups


def test_the_reporter_reads_the_outcome_until_she_puts_it_away(as_, read, amal, group, answered):
    week = read(amal, WEEK)
    assert "Er staat iets voor jou bij je groep." in week
    assert SECRET[2] not in week
    for path in (talk(group), GROUPS, about(group)):
        assert SECRET[2] in read(amal, path)

    away = as_(amal).post(reverse("peergroups:put_away", args=[answered.pk]), {"page": "groups"})

    assert away["Location"] == GROUPS
    for path in (talk(group), GROUPS, told(group)):
        assert SECRET[2] not in read(amal, path)
    assert "Er staat iets voor jou bij je groep." not in read(amal, WEEK)
    assert SECRET[2] in read(amal, about(group))


def test_without_script_she_is_back_in_the_talk(as_, amal, group, answered):
    away = as_(amal).post(reverse("peergroups:put_away", args=[answered.pk]))

    assert away["Location"] == talk(group) + "#schrijf"


@pytest.mark.parametrize("who", ["bo", "cleo", "dewi", "eva", "fay", "gina", "hanne"])
def test_nobody_else_reads_the_outcome(request, as_, read, group, answered, who):
    person = request.getfixturevalue(who)
    for path in (TODAY, WEEK, FIRST, GROUPS, DESK, about(group), talk(group), told(group)):
        page = read(person, path)
        assert SECRET[2] not in page
        assert "Er staat iets voor jou bij je groep." not in page
    assert as_(person).post(reverse("peergroups:put_away", args=[answered.pk])).status_code == 404


def test_while_she_is_away_her_first_pages_say_nothing(as_, amal, gina, group, say, answered):
    say(amal)
    report_message(actor=amal, group_id=group.pk, number=1)
    gina_reads, amal_reads = as_(gina), as_(amal)
    assert "Iemand liet iets weten" in gina_reads.get(TODAY).content.decode()
    assert "Er staat iets voor jou bij je groep." in amal_reads.get(WEEK).content.decode()
    leave_alone()

    for hers, path in ((gina_reads, TODAY), (gina_reads, WEEK), (gina_reads, FIRST), (amal_reads, WEEK)):
        page = hers.get(path).content.decode()
        assert "Iemand liet iets weten" not in page
        assert "Er staat iets voor jou bij je groep." not in page
    assert SECRET[2] not in amal_reads.get(GROUPS).content.decode()


def test_who_answers_just_after_another_keeps_what_she_typed(as_, eva, group, gina, report, amal):
    joke = cast.make_worker("Joke", group.house, Role.FACILITATOR)
    cast.take_seat(actor=eva, group_id=group.pk, person_id=joke.pk, kind="facilitator")
    hers = as_(joke)
    answer = reverse("peergroups:answer", args=[report.pk])
    hers.get(answer)
    answer_report(actor=gina, report_id=report.pk, answer=SECRET[2])

    refused = hers.post(answer, {"answer": "Ik bel haar morgen."})

    assert refused.status_code == 422
    assert "Hier is al iets mee gedaan." in refused.content.decode()
    assert "Ik bel haar morgen." in refused.content.decode()
    assert Report.objects.get().answer == SECRET[2]
    assert hers.get(answer).status_code == 404


def test_an_open_page_asks_and_hears_what_is_new_alone(as_, gina, report):
    hers = as_(gina)
    page = hers.get(FIRST).content.decode()
    mark = page.partition("?shown=")[2].partition('"')[0]

    assert hers.get(FIRST, {"shown": mark}).status_code == 204
    Report.objects.filter(pk=report.pk).update(due_at=timezone.now() - AN_HOUR)
    assert "Te laat" in hers.get(FIRST, {"shown": mark}).content.decode()


def test_the_talk_asks_with_a_mark(as_, amal, group, answered):
    told_now = as_(amal).get(told(group)).json()

    assert SECRET[2] in told_now["markup"]
    assert f'data-mark="{told_now["mark"]}"' in as_(amal).get(talk(group)).content.decode()


def test_when_an_answer_comes_stands_on_the_page_where_she_lets_it_know(read, amal, cleo, say, group):
    say(cleo)

    assert "Antwoord: elke werkdag voor 17:00." in read(amal, reverse("peergroups:report", args=[group.pk, 1]))


def test_what_she_let_know_says_for_when(read, amal, group, report):
    page = read(amal, about(group))

    assert "Het is aangekomen." in page
    assert "Antwoord beloofd voor" in page


def test_whether_answers_came_in_time_stands_on_the_page_of_the_group(read, amal, cleo, house, group, say):
    say(cleo)
    seat = Seat.objects.get(group=group, person=cleo)
    last_month = (timezone.localtime().replace(day=1) - timedelta(days=3)).replace(hour=12)
    kept = f"en {date_format(last_month, 'F')} kwam elk antwoord op tijd."
    facts = {"group": group, "number": 1, "about": seat, "words": "Hoi", "state": "answered", "answer": "Ja."}
    for number in range(5):
        assert "op tijd" not in read(amal, about(group))
        reporter = cast.make_resident(f"Bewoonster{number}", house)
        Report.objects.create(reporter=reporter, due_at=last_month, answered_at=last_month - AN_HOUR, **facts)

    assert kept in read(amal, about(group))
