"""The shape of frames, without a socket."""

import json
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as some

from house.errors import TooFast
from house.line import frames as line, limits
from peergroups.groups.standing import GroupStanding, Out
from peergroups.news import GroupChanges
from peergroups.talk import frames
from peergroups.talk.services.store import Said

GROUP = UUID("6f0a6a52-3a0e-4c7e-9a54-0d2b3b9f6c11")
G = str(GROUP)
SHAPES = line.SHAPES | frames.SHAPES

PLAIN = some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9) | some.just(G)
ANYTHING = PLAIN | some.lists(PLAIN, max_size=3) | some.dictionaries(some.just(G) | some.text(), PLAIN, max_size=3)
MEMBERS = some.sampled_from(
    ["v", "have", "group", "key", "text", "reply_to", "note", "number", "op", "value", "from", "rights", "t"]
)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ({"t": "hello", "v": 1, "have": {G: 3}}, line.Hello(1, {GROUP: 3})),
        ({"t": "hello", "v": 1}, line.Hello(1)),
        ({"t": "hello", "v": 1, "rights": ["5f1c", "a0"]}, line.Hello(1, rights=frozenset({"5f1c", "a0"}))),
        ({"t": "send", "group": G, "key": G, "text": "Hoi"}, frames.SendFrame(GROUP, GROUP, "Hoi")),
        (
            {"t": "send", "group": G, "key": G, "text": "Hoi", "reply_to": 2, "note": "regen"},
            frames.SendFrame(GROUP, GROUP, "Hoi", 2, "regen"),
        ),
        ({"t": "change", "group": G, "number": 1, "op": "take_back"}, frames.ChangeFrame(GROUP, 1, "take_back")),
        ({"t": "read", "group": G, "number": 1}, frames.ReadFrame(GROUP, 1)),
        ({"t": "need", "group": G, "from": 0}, frames.NeedFrame(GROUP, 0)),
        ({"t": "ping", "have": {}}, line.Ping({})),
    ],
)
def test_parse_reads_what_was_agreed(text, frame):
    assert line.parse(json.dumps(text), SHAPES) == frame


def test_a_wrong_member_tells_which_frame_it_was():
    with pytest.raises(line.BadMember) as bad:
        line.parse(json.dumps({"t": "send", "group": G, "key": G, "text": 1}), SHAPES)

    assert (bad.value.ref, bad.value.key) == ("send", G)


@pytest.mark.parametrize("length", [limits.FRAME_MAX_BYTES - 2, limits.FRAME_MAX_BYTES])
def test_size_is_counted_in_bytes(length):
    with pytest.raises(line.Unreadable) as closed:
        line.parse('"' + "é" * (length // 2) + '"', SHAPES)

    assert closed.value.close_code == (4413 if length == limits.FRAME_MAX_BYTES else 4400)


@settings(max_examples=1000, deadline=None)
@given(told=some.dictionaries(MEMBERS, ANYTHING, max_size=6), name=some.sampled_from([*SHAPES, "dance"]))
def test_any_object_is_a_frame_or_is_refused(told, name):
    _parses_or_refuses(json.dumps({**told, "t": name}))


@settings(max_examples=1000, deadline=None)
@given(text=some.text() | some.text(alphabet='{}[]":,0123456789eE-.tfn\\u'))
def test_any_text_is_a_frame_or_is_refused(text):
    _parses_or_refuses(text)


def _parses_or_refuses(text):
    try:
        frame = line.parse(text, SHAPES)
    except (line.Unreadable, line.BadMember):
        return
    assert type(frame).__name__.lower() in SHAPES


def test_a_page_is_encoded_as_agreed():
    page = GroupChanges(GROUP, 3, 4, 1, [{"number": 2, "text": "é"}])

    assert frames.page(page) == (
        f'{{"t":"page","group":"{G}","from":3,"to":4,"more":false,"floor":1,"messages":[{{"number":2,"text":"é"}}]}}'
    )
    assert json.loads(frames.page(page.cut_for(3)))["messages"] == []


@pytest.mark.parametrize(
    ("state", "writes", "sentence"),
    [
        ("forming", True, "De groep begint net. Schrijven kan al."),
        ("open", True, "De groep is weer open. Je kunt weer schrijven."),
        ("resting", False, "De groep rust nu. Lezen kan wel."),
        ("closed", False, "De groep is gesloten. Lezen kan tot de berichten weg zijn."),
    ],
)
def test_each_state_of_a_group_has_a_sentence(state, writes, sentence):
    told = {"t": "standing", "group": G, "state": state, "writes": writes, "sentence": sentence}

    assert json.loads(frames.standing(GROUP, GroupStanding(state, 2, 2, "peer", "owl"))) == told


def test_agreements_without_her_yes_are_told_with_their_number():
    told = json.loads(frames.standing(GROUP, GroupStanding("open", 3, 2, "peer", "owl")))

    assert (told["writes"], told["asked"]) == (False, 3)
    assert told["sentence"] == "Lees eerst onze afspraken. Doe je mee, dan kun je schrijven."


def test_each_reason_to_be_out_has_a_sentence_of_its_own():
    told = [json.loads(frames.gone(GROUP, out)) for out in Out]

    assert [frame["reason"] for frame in told if "again" not in frame] == ["left", "ended", "not_here"]
    assert len({frame["sentence"] for frame in told}) == len(Out)


def test_answers_are_encoded_as_agreed():
    assert json.loads(frames.ack(Said(GROUP, GROUP, 5, 7))) == {
        "t": "ack",
        "key": G,
        "group": G,
        "number": 5,
        "version": 7,
    }
    assert json.loads(line.refused(TooFast(1.2), "send", key=GROUP, group=GROUP, number=None)) == {
        "t": "refused",
        "ref": "send",
        "code": "too_fast",
        "message": "Dat ging snel achter elkaar. Wacht even, dan gaat het weer.",
        "key": G,
        "group": G,
        "retry_after_s": 2,
    }
