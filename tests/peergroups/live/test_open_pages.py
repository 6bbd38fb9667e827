"""The line of a page that shows no talk: what ends covers it, what is new is counted, and nothing else is said."""

import asyncio
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from house.desk.services import end_position
from house.line import news
from house.line.rights import open_rights_of
from house.line.tickets import State, enter
from house.models import Device, Emergency, Position
from house.sign_in.services import devices, lock
from house.sign_in.sessions import mark_of
from tests import cast
from tests.peergroups.live.talker import connected, post, sign_in, talking

COVERED = {"t": "cover", "reason": "right_ended"}


def on_server(test):
    return pytest.mark.process(pytest.mark.django_db(transaction=True)(test))


async def open_line(talker, **more):
    await talker.tell(t="hello", v=1, **more)
    return await talker.hear("welcome")


def begin_device(person, session_key):
    return devices.find_or_begin(person=person, session_key=session_key, agent="", is_remembered=False)


def leave_alone(device):
    Device.objects.filter(pk=device.pk).update(there_at=timezone.now() - timedelta(minutes=16))


def test_a_line_opens_with_three_queries(group, say, amal, gina, cleo, django_assert_num_queries):
    say(cleo)
    for person in (amal, gina):
        key = sign_in(person)
        begin_device(person, key)
        with django_assert_num_queries(3):
            entered = enter(key)
            open_rights = open_rights_of([entered.person.pk])[person.pk]

        assert (entered.state, open_rights.new) == (State.HERE, 1)


def test_every_right_that_counts_today_is_one_of_hers(group, house, amal, gina, hanne, seat_of):
    open_rights = open_rights_of([amal.pk, gina.pk, hanne.pk])

    assert open_rights[amal.pk].rights == {amal.stays.current().first().pk, seat_of(amal).pk}
    assert open_rights[gina.pk].rights == {gina.positions.current()[0].pk, seat_of(gina).pk}
    assert open_rights[hanne.pk].rights == {
        *(fact.pk for fact in [*hanne.positions.current(), *hanne.coaches.current()])
    }


def test_an_hour_after_the_glass_was_broken_a_right_is_gone(house, amal, dewi):
    now = timezone.now()
    hour = Emergency.objects.create(
        person=amal, house=house, opened_by=dewi, reason="Zij belde", began_at=now, ends_at=now + timedelta(hours=1)
    )
    before = open_rights_of([dewi.pk])[dewi.pk].rights
    Emergency.objects.update(began_at=now - timedelta(hours=2), ends_at=now)

    assert before - open_rights_of([dewi.pk])[dewi.pk].rights == {hour.pk}


@on_server
async def test_a_line_without_a_talk_hears_nothing_of_it(server, group, sessions):
    async with connected(server, sessions["amal"]) as hers, talking(server, sessions["cleo"]) as cleo:
        welcome = await open_line(hers)
        await cleo.say(group.pk, "Onder de wilg")
        badge = await hers.hear("badge", within_s=8)
        await hers.tell(t="send", group=str(group.pk), key=str(group.pk), text="Hoi")
        refused = await hers.hear("refused")

    assert {*welcome} == {"t", "v", "beat_s", "rights"}
    assert badge == {"t": "badge", "count": 1}
    assert refused["code"] == "bad_frame"
    assert hers.frames == []


@on_server
async def test_a_line_begins_with_what_is_new(server, group, sessions, say, cleo, do):
    await do(say, cleo)
    await do(say, cleo, "Nog iets")
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)

        assert await hers.hear("badge") == {"t": "badge", "count": 2}


@on_server
async def test_who_was_away_hears_no_count_until_she_proves_herself(server, sessions, amal, say, cleo, do):
    device = await do(begin_device, amal, sessions["amal"])
    await do(say, cleo)
    async with connected(server, sessions["amal"]) as hers:
        await open_line(hers)
        await hers.hear("badge")
        await do(leave_alone, device)
        assert await hers.hear("cover", within_s=4) == {"t": "cover", "reason": "locked"}
        assert await hers.hear("badge") == {"t": "badge", "count": 0}
        await do(lock.open_device, device)
        assert await hers.hear("badge", within_s=4) == {"t": "badge", "count": 1}


@on_server
@pytest.mark.parametrize("path", ["house:device_end_all", "house:sign_out"])
async def test_what_she_ends_covers_every_page_of_hers_at_once(server, sessions, path, do):
    async with connected(server, sessions["eva"]) as one, connected(server, sessions["eva"]) as two:
        await open_line(one)
        await open_line(two)
        await do(post, server, sessions["eva"], reverse(path))
        codes = [await tab.hear_close(within_s=2) for tab in (one, two)]

    assert codes == [4401, 4401]
    assert one.frames[-1] == two.frames[-1] == {"t": "cover", "reason": "signed_out"}


@on_server
async def test_staff_who_sign_her_out_everywhere_cover_her_pages(server, sessions, eva, bo, do):
    async with connected(server, sessions["bo"]) as hers:
        await open_line(hers)
        await do(post, server, sessions["eva"], reverse("house:end_devices", args=[bo.pk]))

        assert await hers.hear_close(within_s=2) == 4401


@on_server
async def test_a_lock_covers_every_page_of_the_device(server, sessions, bo, do):
    device = await do(begin_device, bo, sessions["bo"])
    await do(lock.choose_code, actor=bo, device_id=device.pk, code="7305")
    async with connected(server, sessions["bo"]) as hers:
        await open_line(hers)
        await do(post, server, sessions["bo"], reverse("house:lock"))
        code = await hers.hear_close(within_s=2)

    assert (hers.frames[-1], code) == ({"t": "cover", "reason": "locked"}, 4423)


@pytest.mark.django_db(transaction=True)
async def test_a_post_that_is_ended_covers_at_once(knock, sessions, gina, eva, do):
    """A beat here is 25 seconds, so it is the news that covers it."""
    hers = await knock(sessions["gina"])
    await hers.send_to(json.dumps({"t": "hello", "v": 1}))
    await hers.receive_from(timeout=5)
    position = await do(Position.objects.get, person=gina)

    await do(end_position, actor=eva, position_id=position.pk, on=cast.days(0))

    assert json.loads(await hers.receive_from(timeout=2)) == COVERED


@on_server
async def test_a_stay_that_ends_by_its_date_covers_within_a_beat(server, sessions, bo, do):
    async with connected(server, sessions["bo"]) as hers:
        await open_line(hers)
        await do(bo.stays.update, left_on=cast.days(0))

        assert await hers.hear("cover", within_s=4) == COVERED


@on_server
async def test_a_right_that_ended_while_no_line_was_open_covers_the_page(server, sessions, bo, do):
    async with connected(server, sessions["bo"]) as hers:
        rights = (await open_line(hers))["rights"]
    await do(bo.stays.update, left_on=cast.days(0))
    async with connected(server, sessions["bo"]) as again, connected(server, sessions["bo"]) as fresh:
        await open_line(again, rights=rights)
        assert await again.hear("cover") == COVERED
        await open_line(fresh)
        await fresh.tell(t="ping", have={})
        await fresh.hear("pong")

    assert fresh.frames == []


@pytest.mark.django_db(transaction=True)
async def test_before_her_second_step_her_line_has_no_count_and_no_talk(
    knock, sessions, group, say, cleo, settings, do
):
    settings.SECOND_FACTOR_REQUIRED = True
    await do(Authenticator.objects.all().delete)
    await do(say, cleo)
    alone, talk = await knock(sessions["gina"]), await knock(sessions["gina"])
    await alone.send_to(json.dumps({"t": "hello", "v": 1}))
    await talk.send_to(json.dumps({"t": "hello", "v": 1, "have": {}}))

    assert json.loads(await alone.receive_from(timeout=5))["t"] == "welcome"
    assert await alone.receive_nothing(0.3)
    assert json.loads(await talk.receive_from(timeout=5)) == {"t": "cover", "reason": "signed_out"}


@pytest.mark.django_db(transaction=True)
async def test_a_reminder_that_is_due_is_said_to_whom_it_is_for(knock, sessions, amal, do):
    hers, cleo = await knock(sessions["amal"]), await knock(sessions["cleo"])
    for line in (hers, cleo):
        await line.send_to(json.dumps({"t": "hello", "v": 1}))
        assert json.loads(await line.receive_from(timeout=5))["t"] == "welcome"

    await do(news.tell, news.Due(amal.pk))

    assert json.loads(await hers.receive_from(timeout=5)) == {"t": "due"}
    assert await cleo.receive_nothing(0.3)


@pytest.mark.django_db(transaction=True)
async def test_what_ends_while_she_comes_in_shows_her_out(knock, sessions, do):
    hers = await knock(sessions["amal"])
    await asyncio.sleep(0.2)

    await do(news.tell, news.SessionEnded(mark_of(sessions["amal"])))

    assert json.loads(await hers.receive_from(timeout=5)) == {"t": "cover", "reason": "signed_out"}


# The same by request


@pytest.fixture
def asks(as_, amal):
    client = as_(amal)

    def ask(rights=""):
        answer = client.get(reverse("house:still"), {"rights": rights}, headers={"accept": "application/json"})
        return json.loads(answer.content)["frames"]

    return ask


def test_a_page_without_a_line_asks_the_same(asks, group, say, cleo, amal):
    say(cleo)
    welcome, badge = asks()

    assert badge == {"t": "badge", "count": 1}
    assert asks(".".join(welcome["rights"])) == [welcome, badge]


def test_a_page_without_a_line_hears_that_a_right_ended(asks, amal):
    (welcome, _) = asks()
    amal.stays.update(left_on=cast.days(0))

    assert COVERED in asks(".".join(welcome["rights"]))


def test_asking_costs_no_more_than_a_bare_page(as_, amal):
    client = as_(amal)
    client.get("/help/")
    with CaptureQueriesContext(connection) as bare:
        client.get("/help/")
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("house:still"))

    assert len(asked) <= len(bare)
