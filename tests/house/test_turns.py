"""Whose turn it is to write: in order of coming, lane by lane, and nobody for ever."""

from threading import Thread
from time import monotonic, sleep

from house.lanes import PAGES, TALK, FairSemaphore

SOON_S = 5


def waits(turns, name, of_lane, told):
    def wait():
        if turns.acquire(of_lane, SOON_S):
            told.append(name)
            turns.release()

    thread = Thread(target=wait)
    before = sum(len(waiting) for waiting in turns._waiting.values())
    thread.start()
    while sum(len(waiting) for waiting in turns._waiting.values()) == before:
        sleep(0.001)
    return thread


def order_of(*waiting):
    """In which order they write who come one after the other while somebody writes."""
    turns, told = FairSemaphore(), []
    turns.acquire(PAGES, SOON_S)
    threads = [waits(turns, name, of_lane, told) for name, of_lane in waiting]
    turns.release()
    for thread in threads:
        thread.join()
    return told


def test_who_came_first_writes_first():
    assert order_of(*[(number, PAGES) for number in range(8)]) == list(range(8))


def test_the_talk_waits_for_one_form_however_many_there_are():
    forms = [(f"form {number}", PAGES) for number in range(5)]

    assert order_of(*forms, ("ack", TALK)) == ["form 0", "ack", "form 1", "form 2", "form 3", "form 4"]


def test_forms_do_not_wait_for_all_of_the_talk():
    talk = [(f"ack {number}", TALK) for number in range(3)]

    assert order_of(*talk, ("form", PAGES)) == ["ack 0", "form", "ack 1", "ack 2"]


def test_who_waited_too_long_gives_up_and_keeps_nobody_waiting():
    turns = FairSemaphore()
    turns.acquire(PAGES, SOON_S)
    began = monotonic()

    gave_up = not turns.acquire(PAGES, 0.05)
    turns.release()

    assert (gave_up, turns.acquire(TALK, 0), monotonic() - began < SOON_S) == (True, True, True)
