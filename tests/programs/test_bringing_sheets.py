"""What is understood of a sheet, and what is said of the rest."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from time import perf_counter, thread_time

import openpyxl.xml
import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook

from programs.importing.readers import cells, words
from programs.importing.readers.example import example_sheet
from programs.importing.readers.ics import read_calendar
from programs.importing.readers.lines import NotReadable, Reading
from programs.importing.readers.sheets import read_sheet
from programs.recurrence.rhythm import is_loose
from tests.programs.conftest import AMSTERDAM, FR, MO, SA, SU, TH, TU, TUESDAY, WE

HALF_ELEVEN = time(10, 30)
SHEET_1 = "xl/worksheets/sheet1.xml"
HEAD = ["Training", "Dag", "Tijd", "Duur"]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("dinsdag", {TU}),
        ("Di.", {TU}),
        ("woe", {WE}),
        ("ma en do", {MO, TH}),
        ("ma, wo/vr", {MO, WE, FR}),
        ("ma t/m vr", {MO, TU, WE, TH, FR}),
        ("elke zondag", {SU}),
        ("zaterdagen", {SA}),
        ("werkdagen", {MO, TU, WE, TH, FR}),
        ("dagelijks", {MO, TU, WE, TH, FR, SA, SU}),
        ("Tuesday and Thu", {TU, TH}),
        ("zonneschijn", None),
        ("di of wo", None),
        ("vr t/m ma", None),
    ],
)
def test_days_of_the_week(said, meant):
    assert words.weekdays(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        *["10:30", "10.30", "10:30 uur", "10u30", "1030", "half elf", "10h30", "'s ochtends half elf", "10:30:00"],
        *[HALF_ELEVEN, datetime(2026, 1, 1, 10, 30), timedelta(hours=10, minutes=30), 0.4375, 10.3],  # noqa: DTZ001
    ],
)
def test_half_past_ten_in_many_ways(said):
    assert words.clock(said) == HALF_ELEVEN


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("3 uur", time(15)),
        ("03:00", time(3)),
        ("half vijf", time(16, 30)),
        ("kwart voor negen", time(8, 45)),
        ("kwart over twaalf", time(12, 15)),
        ("7 uur 's avonds", time(19)),
        ("2 pm", time(14)),
        ("25:00", None),
        ("10:75", None),
        (10.5, None),
        ("straks", None),
        ("", None),
    ],
)
def test_a_time_of_day_is_read_in_many_ways(said, meant):
    assert words.clock(said) == meant


@pytest.mark.parametrize(
    "said",
    ["90", 90, "90 min", "1,5 uur", "1.5 uur", "1u30", "1:30", "1 uur 30", "anderhalf uur", 1.5, time(1, 30), 0.0625],
)
def test_an_hour_and_a_half_in_many_ways(said):
    assert words.minutes(said) == 90


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("uur", 60),
        ("een half uur", 30),
        ("drie kwartier", 45),
        ("twee uur", 120),
        ("lang", None),
        ("infinity uur", None),
    ],
)
def test_a_length_is_read_in_many_ways(said, meant):
    assert words.minutes(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        *["3-11-2026", "03/11/26", "3.11.2026", "2026-11-03", "3 nov", "di 3 november", "3 november 2026", "46329"],
        *[46329, date(2026, 11, 3), datetime(2026, 11, 3, 10)],  # noqa: DTZ001
    ],
)
def test_the_third_of_november_in_many_ways(said):
    assert words.day(said, near=TUESDAY) == date(2026, 11, 3)


@pytest.mark.parametrize("said", ["31-2-2026", "13/25/2026", "3 foo", "morgen", 7, "99999"])
def test_what_is_no_day(said):
    assert words.day(said, near=TUESDAY) is None


def test_a_day_without_a_year_is_the_one_that_is_near():
    assert [words.day(said, near=TUESDAY).year for said in ("3 januari", "3 september")] == [2027, 2026]


# A sheet


def csv(*rows, sign=";", encoding="utf-8"):
    return "\r\n".join(sign.join(row) for row in rows).encode(encoding)


def book(*rows, change=lambda sheet: None):
    file = Workbook()
    for row in rows:
        file.active.append(row)
    change(file.active)
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def the_line(data):
    [line] = read_sheet(data, TUESDAY).lines
    return line


@pytest.mark.parametrize("sign", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_in_any_coat(sign, encoding):
    line = the_line(csv(HEAD, ["Café “één”", "di", "10.30", "90 min"], sign=sign, encoding=encoding))

    assert (line.title, line.rhythm.weekdays, line.start_time, line.length_minutes) == (
        "Café “één”",
        {TU},
        HALF_ELEVEN,
        90,
    )


def test_a_csv_that_names_its_sign():
    assert the_line(b"sep=|\r\n" + csv(HEAD, ["Koken", "di", "10,30", "60"], sign="|")).title == "Koken"


def test_columns_in_any_order_with_other_names_and_others_between():
    head = ["Ruimte", "Opmerking", "End", "START", "Weekdag", "Activiteit"]

    reading = read_sheet(csv(head, ["Keuken", "geheim", "12:00", "10:30", "vrijdag", "Koken"]), TUESDAY)

    [line] = reading.lines
    assert (line.title, line.room, line.length_minutes, line.rhythm.weekdays) == ("Koken", "Keuken", 90, {FR})
    assert reading.remarks == ["Deze kolommen lazen we niet, en ze worden niet bewaard: “Opmerking”."]
    assert "geheim" not in str(reading.to_json())


def test_names_of_residents_are_not_taken_along():
    reading = read_sheet(csv([*HEAD, "Bewoonsters"], ["Koken", "di", "10:30", "60", "Amal, Bo"]), TUESDAY)

    assert "Amal" not in str(reading.to_json())
    assert "Namen van bewoonsters nemen we nooit mee" in reading.remarks[-1]


def test_a_workbook_with_days_and_times_as_numbers_and_a_title_above():
    data = book(
        ["Ons programma"],
        [],
        ["Training", "Datum", "Tijd", "Duur", "T/m", "Herhaling"],
        ["Koken", datetime(2026, 10, 16), time(10, 30), timedelta(minutes=90), date(2026, 12, 18), "om de week"],  # noqa: DTZ001
    )

    line = the_line(data)

    assert (line.where, line.start_time, line.length_minutes) == ("regel 4", HALF_ELEVEN, 90)
    assert line.rhythm.days(TUESDAY, date(2026, 11, 14)) == [date(2026, 10, 16), date(2026, 10, 30), date(2026, 11, 13)]


def test_a_cell_that_spans_rows_is_said_of_each():
    data = book(
        HEAD, ["Koken", "di", "10:30", 60], ["Yoga", None, "14:00", 60], change=lambda sheet: sheet.merge_cells("B2:B3")
    )

    assert [line.rhythm.weekdays for line in read_sheet(data, TUESDAY).lines] == [{TU}, {TU}]


def test_a_merge_over_all_rows_there_can_be_is_quick():
    data = book(HEAD, ["Koken", "di", "10:30", 60], change=lambda sheet: sheet.merge_cells("G1:G2"))
    data = changed_part(data, SHEET_1, lambda part: part.replace(b'"G1:G2"', b'"G1:XFD1048576"'))

    assert the_line(data).title == "Koken"


def test_a_merge_beyond_what_is_read_spoils_nothing():
    data = book(HEAD, ["Koken", "di", "10:30", 60], change=lambda sheet: sheet.merge_cells("AP1:AQ1"))

    assert the_line(data).title == "Koken"


def test_merges_that_never_end_are_quick():
    data = book(HEAD, ["Koken", "di", "10:30", 60])
    endless = b"<!--" + b"<mergeCell " * 100_000 + b"--></worksheet>"
    data = changed_part(data, SHEET_1, lambda part: part.replace(b"</worksheet>", endless))
    began = perf_counter()

    assert the_line(data).title == "Koken"
    assert perf_counter() - began < 5  # each of them looked through all that came after it


def changed_part(data, name, change):
    """The same workbook with another part in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def test_a_formula_gives_what_it_last_gave():
    data = book(HEAD, ["Koken", "di", "10:30", "=30*3"])
    data = changed_part(data, SHEET_1, lambda part: part.replace(b"<f>30*3</f><v />", b"<f>30*3</f><v>90</v>"))

    assert the_line(data).length_minutes == 90


def test_several_sheets_are_all_read():
    file = Workbook()
    for title, sheet in (("Koken", file.active), ("Yoga", file.create_sheet("Tweede"))):
        sheet.append(HEAD)
        sheet.append([title, "di", "10:30", 60])
    file.create_sheet("Kladje").append(["zomaar iets"])
    data = io.BytesIO()
    file.save(data)

    reading = read_sheet(data.getvalue(), TUESDAY)

    assert [(line.title, line.where) for line in reading.lines] == [
        ("Koken", "Sheet, regel 2"),
        ("Yoga", "Tweede, regel 2"),
    ]
    assert reading.remarks == ["Het blad “Kladje” heeft geen namen van kolommen. Dat lazen we niet."]


def test_what_was_not_understood_is_said_of_its_line():
    line = the_line(csv(HEAD, ["Yoga", "elke zonneschijn", "straks", "lang"]))

    assert (line.is_whole, line.where) == (False, "regel 2")
    assert line.remarks == (
        "“elke zonneschijn” begrijpen we niet als een dag.",
        "“straks” begrijpen we niet als een tijd.",
        "“lang” begrijpen we niet als hoelang het duurt.",
    )


def test_what_was_guessed_is_said_too():
    line = the_line(csv(HEAD[:3], ["Yoga", "di", "3 uur"]))

    assert (line.start_time, line.length_minutes) == (time(15), 60)
    assert line.remarks == ("“3 uur” lazen we als 15:00.", "Er staat niet hoelang het duurt. We namen een uur.")


def test_a_date_alone_is_once():
    line = the_line(csv(["Training", "Datum", "Tijd"], ["Uitje", "16-10-2026", "10:30 - 12:00"]))

    assert (is_loose(line.rhythm), line.rhythm.from_on, line.length_minutes) == (True, date(2026, 10, 16), 90)


def test_days_that_are_skipped_and_added():
    head = [*HEAD, "Niet op", "Ook op"]
    line = the_line(csv(head, ["Koken", "di", "10:30", "60", "20 okt, 3-11-2026", "vr 16 okt"]))

    assert (line.rhythm.skipped, line.rhythm.added) == ({date(2026, 10, 20), date(2026, 11, 3)}, {date(2026, 10, 16)})


def test_what_ran_already_comes_along_from_today_in_the_same_weeks():
    line = the_line(csv([*HEAD, "Vanaf", "Herhaling"], ["Koken", "di", "10:30", "60", "29-9-2026", "2"]))

    assert (line.rhythm.from_on, line.remarks) == (TUESDAY, ("Dit liep al. Het komt erbij vanaf vandaag.",))


def test_the_example_is_understood_without_a_word():
    reading = read_sheet(example_sheet(), TUESDAY)

    assert [(line.is_whole, line.remarks) for line in reading.lines] == [(True, ()), (True, ())]
    assert reading.remarks == []


def test_a_reading_is_kept_as_it_was():
    reading = read_sheet(example_sheet(), TUESDAY)

    assert Reading.from_json(reading.to_json()) == reading


# What is no sheet


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n \n",
        b"\x00\x01\x02",
        b"hallo",
        b"\xd0\xcf\x11\xe0oud",
        b"PK\x03\x04stuk",
        csv(["Dag", "Tijd"], ["di", "10:30"]),
        csv(HEAD),
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        zipped(**{"xl__workbook.xml": "<x"}),
        b"x" * (cells.BYTES_MAX + 1),
        b'"' * 200_000,
    ],
    ids=range(12),
)
def test_what_is_no_sheet_gets_a_sentence(data):
    with pytest.raises(NotReadable) as said:
        read_sheet(data, TUESDAY)
    assert str(said.value).endswith(".")


def test_a_workbook_that_grows_when_it_is_unpacked_is_refused():
    data = zipped(**{"xl__workbook.xml": "<x/>", "xl__big.xml": "0" * (cells.UNPACKED_MAX + 1)})

    assert len(data) < 100_000
    with pytest.raises(NotReadable, match="uitgepakt te groot"):
        read_sheet(data, TUESDAY)


@pytest.mark.parametrize(
    ("part", "before", "unit", "says"),
    [
        ("xl/styles.xml", "</cellXfs>", "<xf><alignment/><protection/></xf>", "opmaak"),
        ("xl/styles.xml", "</fonts>", "<font><b/><i/></font>", "opmaak"),
        ("xl/workbook.xml", "</sheets>", '<sheet name="Week" sheetId="2"/>', "te groot"),
        ("xl/workbook.xml", "</sheets>", '<definedName name="x"/>', "te groot"),
        (SHEET_1, "</row>", "<c/>", "te groot"),
        ("docProps/core.xml", "</cp:coreProperties>", "<a/>", "te groot"),
    ],
)
def test_workbook_of_many_objects_is_refused_before_one_is_made(part, before, unit, says):
    data = changed_part(
        book(HEAD, ["Koken", "di", "10:30", 60]),
        part,
        lambda found: found.replace(before.encode(), (unit * 160_000 + before).encode(), 1),
    )
    began = thread_time()

    with pytest.raises(NotReadable, match=says):
        read_sheet(data, TUESDAY)
    assert thread_time() - began < 2  # styles took eight seconds, sheets half a minute


def test_a_part_that_is_many_sheets_is_read_once():
    data = book(HEAD, ["Koken", "di", "10:30", 60])
    sheet = b'<sheet name="%d" sheetId="%d" state="visible" r:id="rId1" />'
    names = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def with_many(part):
        told = b"".join(sheet % (number, number) for number in range(1, 12))
        return re.sub(b"<sheets>.*</sheets>", b"<sheets %s>%s</sheets>" % (names, told), part)

    lines = read_sheet(changed_part(data, "xl/workbook.xml", with_many), TUESDAY).lines

    assert [line.title for line in lines] == ["Koken"]


def test_a_workbook_that_declares_what_grows_is_refused():
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    data = book(HEAD, ["Koken", "di", "10:30", 60])
    data = changed_part(data, SHEET_1, lambda part: laughs + part.replace(b"Koken", b"&b;"))

    assert openpyxl.xml.DEFUSEDXML is True
    assert openpyxl.xml.LXML is False
    with pytest.raises(NotReadable):
        read_sheet(data, TUESDAY)


def test_a_very_long_sheet_is_read_as_far_as_one_can():
    rows = [[f"Training {number}", "di", "10:30", "60"] for number in range(5000)]

    reading = read_sheet(csv(HEAD, *rows), TUESDAY)

    assert len(reading.lines) == 300
    assert reading.remarks == ["We lazen de eerste 300 regels. Breng de rest in een tweede bestand."]


SAID = ["di", "10:30", "half elf", "13 okt", "1,5 uur", "om de week", "€", "=1/0", "0", "-1", "9" * 30, "1e999"]
CELL = st.one_of(st.sampled_from(SAID), st.text(max_size=12))
BEGINNINGS = [b"", b"PK\x03\x04", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"Training;Dag\n"]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.lists(CELL, min_size=6, max_size=9), max_size=5))
def test_wild_cells_are_read_or_refused(rows):
    head = ["Training", "Dag", "Tijd", "Duur", "Vanaf", "T/m", "Herhaling", "Niet op", "Trainer"]
    clean = [[cell.replace(";", " ") for cell in row] for row in rows]
    try:
        reading = read_sheet(csv(head, *clean, encoding="utf-16"), TUESDAY)
    except (NotReadable, UnicodeEncodeError):
        return
    assert Reading.from_json(reading.to_json()) == reading


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.binary(max_size=300),
    st.sampled_from(BEGINNINGS),
)
def test_wild_bytes_are_read_or_refused(data, before):
    for read in (lambda: read_sheet(before + data, TUESDAY), lambda: read_calendar(before + data, TUESDAY, AMSTERDAM)):
        try:
            read()
        except NotReadable as said:
            assert str(said)  # noqa: PT017
