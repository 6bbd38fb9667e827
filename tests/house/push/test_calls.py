"""Who is called, when, and how often."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from house.models import Device, House, Subscription
from house.people.models.quiet import QuietHours
from house.people.services import people
from house.push.services import calls, subscriptions
from house.push.services.calls import call
from house.sign_in.services import devices, lock

HOUR = timedelta(hours=1)


def later(**fields):
    """Let time pass for all subscriptions: these moments lie so much further back."""
    for name, by in fields.items():
        for subscription in Subscription.objects.exclude(**{name: None}):
            Subscription.objects.filter(pk=subscription.pk).update(**{name: getattr(subscription, name) - by})


@pytest.fixture
def telephone(amal, as_, called):
    return called(amal, as_(amal))


def test_call_tells_one_neutral_line(amal, telephone, news):
    news.happens_to(amal)

    assert call() == 1

    assert telephone.heard() == ["Er is iets nieuws"]


def test_nobody_is_called_without_news(telephone, news):
    assert call() == 0
    assert telephone.requests == []


def test_what_happened_before_she_chose_it_calls_nobody(amal, telephone, news):
    news.happens_to(amal, timezone.now() - HOUR)

    assert call() == 0


def test_news_of_another_calls_nobody(bo, telephone, news):
    news.happens_to(bo)

    assert call() == 0


def test_same_news_never_calls_twice(amal, telephone, news):
    news.happens_to(amal)
    call()
    later(called_at=24 * HOUR)

    assert call() == 0
    assert len(telephone.requests) == 1


def test_more_news_does_not_call_again_within_a_minute(amal, telephone, news):
    news.happens_to(amal)
    call()
    news.happens_to(amal)
    later(called_at=timedelta(seconds=50))

    assert call() == 0


def test_who_does_not_come_is_called_less_and_less(amal, telephone, news):
    Device.objects.update(there_at=timezone.now() - 48 * HOUR)
    waited = []
    for minutes in (0, 2, 2, 11, 11, 50, 12):
        later(called_at=timedelta(minutes=minutes))
        news.happens_to(amal)
        if call():
            waited.append(minutes)

    assert waited == [0, 2, 11, 50]  # 2 + 11; then 11 + 50: an hour


def test_who_came_is_called_again_after_a_minute(amal, telephone, news):
    for _ in range(4):
        news.happens_to(amal)
        call()
        later(called_at=timedelta(minutes=2))
        Device.objects.update(there_at=timezone.now() - timedelta(minutes=1))

    assert len(telephone.requests) == 4


def test_reminder_does_not_wait_for_her_to_come(amal, telephone, news, reminders):
    Device.objects.update(there_at=timezone.now() - 48 * HOUR)
    for _ in range(3):
        news.happens_to(amal)
        call()
        later(called_at=timedelta(minutes=61))
    later(called_at=-timedelta(minutes=59))  # two minutes after the last
    reminders.happens_to(amal)

    assert call() == 1


def test_quiet_hours_hold_the_call_until_they_end(amal, telephone, news):
    hour = timezone.localtime().hour
    House.objects.update(quiet_from=hour, quiet_until=(hour + 1) % 24)
    news.happens_to(amal)
    assert call() == 0

    House.objects.update(quiet_from=(hour + 2) % 24, quiet_until=(hour + 3) % 24)
    assert call() == 1


def test_own_quiet_hours_count_before_those_of_the_house(amal, telephone, news):
    hour = timezone.localtime().hour
    House.objects.update(quiet_from=hour, quiet_until=(hour + 1) % 24)
    people.choose_quiet_hours(actor=amal, hours=QuietHours(0, 0))
    news.happens_to(amal)

    assert call() == 1


def test_silent_day_holds_the_call_and_can_be_ended(amal, telephone, news):
    device = Subscription.objects.get().device
    subscriptions.be_silent_for_a_day(actor=amal, device_id=device.pk)
    news.happens_to(amal)
    assert call() == 0

    subscriptions.speak_again(actor=amal, device_id=device.pk)
    assert call() == 1


def test_device_that_was_left_calls_only_if_she_wants_it_always(amal, as_, called, news):
    near, always = called(amal, as_(amal), is_always=False), called(amal, as_(amal), is_always=True)
    Device.objects.update(there_at=timezone.now() - HOUR)
    news.happens_to(amal)
    call()

    assert (len(near.requests), len(always.requests)) == (0, 1)


def test_locked_device_calls_only_if_she_wants_it_always(amal, as_, called, news):
    near, always = called(amal, as_(amal), is_always=False), called(amal, as_(amal), is_always=True)
    for device in Device.objects.all():
        lock.choose_code(actor=amal, device_id=device.pk, code="7294")
    Device.objects.update(locks_at=timezone.now() - timedelta(seconds=1))
    news.happens_to(amal)
    call()

    assert (len(near.requests), len(always.requests)) == (0, 1)


def test_nobody_is_called_while_a_page_of_hers_is_in_sight(amal, as_, telephone, news):
    other = devices.find_or_begin(person=amal, session_key="x" * 32, agent="", is_remembered=False)
    devices.note_looking([other.session_hash], timezone.now() + timedelta(seconds=30))
    news.happens_to(amal)
    assert call() == 0

    devices.note_looking([other.session_hash], timezone.now())
    assert call() == 0  # the page that was in sight told her

    news.happens_to(amal)
    assert call() == 1


@pytest.mark.parametrize("name", ["told_until", "called_at", "claimed_at", "wait_until"])
def test_clock_that_ran_ahead_silences_nobody(amal, telephone, news, name):
    ahead = {name: timezone.now() + 24 * HOUR} | ({"claim": uuid4()} if name == "claimed_at" else {})
    Subscription.objects.update(**ahead)
    news.happens_to(amal)

    assert call() == 1
    assert call() == 0
    assert len(telephone.requests) == 1


def test_sight_that_was_noted_by_a_clock_that_ran_ahead_silences_nobody(amal, telephone, news):
    Device.objects.update(looks_until=timezone.now() + 24 * HOUR)
    news.happens_to(amal)

    assert call() == 1


def test_shut_device_calls_nobody(amal, telephone, news):
    Device.objects.update(is_shut=True)
    news.happens_to(amal)

    assert call() == 0


def test_every_call_is_alike(amal, bo, as_, called, news):
    hers, another = called(amal, as_(amal), words="time"), called(bo, as_(bo), words="look")
    for person in (amal, bo):
        news.happens_to(person)
    call()

    [one], [two] = hers.requests, another.requests
    assert len(one.body) == len(two.body)
    assert len(hers.read(one)) == len(another.read(two)) == 96
    assert one.headers == two.headers


def test_words_are_in_her_language(amal, telephone, news):
    amal.language = "en"
    amal.save(update_fields=["language"])
    news.happens_to(amal)
    call()

    assert telephone.heard() == ["There is something new"]


def test_two_workers_call_once(transactional_db, house, amal, as_, called, news):
    telephone = called(amal, as_(amal))
    news.happens_to(amal)
    together = Barrier(2)

    def work():
        together.wait(10)
        call()
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(telephone.requests) == 1


def test_worker_killed_before_its_note_is_followed_after_a_minute(amal, telephone, news, monkeypatch):
    class Killed(BaseException):
        pass

    def die(*args):
        raise Killed

    news.happens_to(amal)
    with monkeypatch.context() as patch:
        patch.setattr(calls, "deliver", die)
        with pytest.raises(Killed):
            call()

    assert call() == 0
    later(claimed_at=timedelta(seconds=59))
    assert call() == 0
    later(claimed_at=timedelta(seconds=2))
    assert call() == 1
    assert len(telephone.requests) == 1


def test_number_of_queries_does_not_grow_with_people(amal, bo, cleo, as_, called, news, django_assert_num_queries):
    called(amal, as_(amal))
    assert call() == 0
    with django_assert_num_queries(4):  # who may be called, and the quiet hours of themselves, their stays and posts
        call()
    for person in (bo, cleo):
        called(person, as_(person))

    with django_assert_num_queries(4):
        call()


def test_number_of_queries_to_call_does_not_grow_with_people(
    amal, bo, dewi, as_, called, news, django_assert_num_queries
):
    people = (amal, bo, dewi)
    for person in people:
        called(person, as_(person))
        news.happens_to(person)

    with django_assert_num_queries(8):  # besides: their rights, a claim, those it got and a note
        assert call() == 3


def test_without_anybody_to_call_it_is_one_query(db, django_assert_num_queries):
    call()
    with django_assert_num_queries(1):
        call()


def test_house_without_a_key_calls_nobody(amal, telephone, news, settings):
    settings.PUSH_KEY = ""
    news.happens_to(amal)

    assert call() == 0
