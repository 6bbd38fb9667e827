"""A quick line is read as the fields of the form; what is not understood is said."""

from datetime import date, datetime, time
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from programs.planning.forms.quick_line import Names, understand
from tests.programs.conftest import AMSTERDAM

COOKING, STRONG, TALKING, KITCHEN, SMALL, BIG, DEWI, GINA, AMAL, BO = (UUID(int=count) for count in range(10))
NAMES = Names(
    trainings={COOKING: "Samen koken", STRONG: "Sterk staan", TALKING: "Samen praten"},
    rooms={KITCHEN: "Keuken", SMALL: "Kleine kamer", BIG: "Grote kamer"},
    trainers={DEWI: "Dewi", GINA: "Gina"},
    residents={AMAL: "Amal", BO: "Bô"},
)
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=AMSTERDAM)  # a Tuesday
WEDNESDAY, NEXT_TUESDAY = date(2026, 12, 2), date(2026, 12, 8)


def read(line):
    understood = understand(line, now=NOW, names=NAMES)
    return understood.fields, understood.unknown


def test_a_whole_line():
    assert read("di 14:00 1,5 uur koken keuken Dewi") == (
        {
            "how_often": "once",
            "from_on": NOW.date(),
            "start_time": time(14),
            "length_minutes": 90,
            "training_id": COOKING,
            "room_id": KITCHEN,
            "trainer_ids": [DEWI],
        },
        [],
    )


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("vandaag", NOW.date()),
        ("morgen", WEDNESDAY),
        ("overmorgen", date(2026, 12, 3)),
        ("di", NOW.date()),
        ("di 9:00", NEXT_TUESDAY),
        ("woensdag", WEDNESDAY),
        ("Ma", date(2026, 12, 7)),
        ("volgende week wo", date(2026, 12, 9)),
        ("wo volgende week", date(2026, 12, 9)),
        ("8 december", NEXT_TUESDAY),
        ("di 8 december", NEXT_TUESDAY),
        ("8 dec", NEXT_TUESDAY),
        ("8-12-2026", NEXT_TUESDAY),
        ("3 jan", date(2027, 1, 3)),
        ("3 januari 2028", date(2028, 1, 3)),
    ],
)
def test_a_day(line, on):
    assert (read(line)[0]["from_on"], read(line)[1]) == (on, [])


@pytest.mark.parametrize(
    ("line", "start", "minutes"),
    [
        ("14:00", time(14), None),
        ("14.30", time(14, 30), None),
        ("14.30 uur", time(14, 30), None),
        ("14u30", time(14, 30), None),
        ("14 uur", time(14), None),
        ("om 10", time(10), None),
        ("om 3 uur", time(15), None),
        ("drie uur", time(15), None),
        ("half 3", time(14, 30), None),
        ("half drie", time(14, 30), None),
        ("half 11", time(10, 30), None),
        ("half 1", time(12, 30), None),
        ("kwart over 3", time(15, 15), None),
        ("kwart voor 3", time(14, 45), None),
        ("9:05", time(9, 5), None),
        ("14-15:30", time(14), 90),
        ("14:00 \u2013 15:30", time(14), 90),
        ("van 14 tot 16 uur", time(14), 120),
        ("14-16", time(14), 120),
        ("10:00 90 minuten", time(10), 90),
        ("10:00 90min", time(10), 90),
        ("10:00 1 uur", time(10), 60),
        ("10 uur 2 uur", time(10), 120),
        ("10:00 anderhalf uur", time(10), 90),
        ("10:00 een half uur", time(10), 30),
        ("10:00 drie kwartier", time(10), 45),
        ("10:00 1.5 uur", time(10), 90),
        ("10:00 0,75 uur", time(10), 45),
    ],
)
def test_hours(line, start, minutes):
    fields, unknown = read(line)

    assert (fields.get("start_time"), fields.get("length_minutes"), unknown) == (start, minutes, [])


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("elke dinsdag", {"how_often": "weekly", "weekdays": [1]}),
        ("iedere di en do", {"how_often": "weekly", "weekdays": [1, 3]}),
        ("elke ma, wo en vr", {"how_often": "weekly", "weekdays": [0, 2, 4]}),
        ("elke week di", {"how_often": "weekly", "weekdays": [1]}),
        ("elke dag", {"how_often": "weekly", "weekdays": [0, 1, 2, 3, 4, 5, 6]}),
        ("om de 2 weken", {"how_often": "weekly", "every_weeks": 2}),
        ("om de week", {"how_often": "weekly", "every_weeks": 2}),
        ("elke dinsdag vanaf 8 december", {"how_often": "weekly", "weekdays": [1], "from_on": NEXT_TUESDAY}),
    ],
)
def test_how_often(line, fields):
    assert read(line) == (fields, [])


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("samen praten", {"training_id": TALKING}),
        ("SAMEN  KOKEN", {"training_id": COOKING}),
        ("in de kleine kamer", {"room_id": SMALL}),
        ("met Dewi en Gina", {"trainer_ids": [DEWI, GINA]}),
        ("sterk staan voor Amal en bo", {"training_id": STRONG, "audience": "chosen", "chosen_ids": [AMAL, BO]}),
    ],
)
def test_names_of_the_house(line, fields):
    assert read(line) == (fields, [])


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("yoga", ["yoga"]),
        ("samen", ["samen"]),  # two trainings
        ("kamer", ["kamer"]),  # two rooms
        ("koken praten", ["praten"]),  # a second training
        ("Fay", ["fay"]),  # of another house
        ("volgende dinsdag", ["volgende"]),
        ("8-12", ["8-12"]),  # a day, or hours
        ("31 november", ["31 november"]),
        ("wo 8 december", ["wo"]),
        ("25:00", ["25:00"]),
        ("16-14:00", ["16-14:00"]),
        ("om de 40 weken", ["om de 40 weken"]),
        ("10:00 1 uur 30 min", ["1 uur"]),
        ("di wo", ["wo"]),
        ("10:00 11:00", ["11:00"]),
    ],
)
def test_what_is_not_understood_is_said(line, unknown):
    assert read(line)[1] == unknown


def test_a_house_without_a_name_knows_none():
    assert understand("koken", now=NOW, names=Names()).unknown == ["koken"]


def test_an_empty_line_says_nothing():
    assert read("   ") == ({}, [])


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from("di 14:00 half 3 uur elke week om de 1,5 - 8 dec koken".split())).map(" ".join)
)
def test_no_line_breaks_it(line):
    assert read(line)[0].get("length_minutes", 0) >= 0
