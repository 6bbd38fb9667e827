"""Whoever changes, adds, swaps or takes away a line of the log is found out."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from house.access_log.services.checkpoints import RememberedHead, check_chain, make_checkpoints, read_known
from house.access_log.services.log import note
from house.logs import masked
from house.models import Chain, Checkpoint, Look, What
from tests.house.test_looking import as_stored, tamper


@pytest.fixture
def log(eva, dewi, amal, bo, house):
    """Five lines about two women."""
    for actor in (eva, dewi):
        note(actor=actor, whose=[amal, bo], what=What.PAGE, house_id=house.pk)
    note(actor=eva, whose=[amal], what=What.NAME, house_id=house.pk)
    return house


def insert_after(number):
    """A line of a forger, who has no key: all others move up."""
    tamper("UPDATE house_look SET number = number + 100 WHERE number > %s", [number])
    tamper("UPDATE house_look SET number = number - 99 WHERE number > %s", [number + 99])
    tamper(
        "INSERT INTO house_look (house_id, number, at, mark, box, link)"
        " SELECT house_id, number + 1, at, %s, box, link FROM house_look WHERE number = %s",
        [b"x" * 16, number],
    )


def swap(one, other):
    tamper("UPDATE house_look SET number = 100 WHERE number = %s", [one])
    tamper("UPDATE house_look SET number = %s WHERE number = %s", [one, other])
    tamper("UPDATE house_look SET number = %s WHERE number = 100", [other])


def test_a_log_that_nobody_touched_is_whole(log, other_house):
    assert (check_chain(log), check_chain(other_house)) == (None, None)


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "2020-01-01 00:00:00+00:00"),
        ("mark", b"x" * 16),
        ("mark", b""),
        ("box", b"x" * 40),
        ("box", b""),
        ("link", b"x" * 32),
        ("link", b""),
        ("number", 77),
    ],
)
def test_any_column_of_any_line_that_changes_shows(log, number, column, value):
    tamper(f"UPDATE house_look SET {column} = %s WHERE number = %s", [value, number])

    assert check_chain(log) == number


def test_a_line_that_went_to_another_house_shows_in_both(log, other_house):
    tamper("UPDATE house_look SET house_id = %s WHERE number = 1", [as_stored(other_house.pk)])

    assert (check_chain(log), check_chain(other_house)) == (1, 1)


@pytest.mark.parametrize("number", range(1, 5))
def test_a_line_that_is_gone_from_the_middle_shows(log, number):
    tamper("DELETE FROM house_look WHERE number = %s", [number])

    assert check_chain(log) == number


def test_numbers_closed_up_over_a_hole_show(log):
    tamper("DELETE FROM house_look WHERE number = 2")
    for number in (3, 4, 5):
        tamper("UPDATE house_look SET number = %s WHERE number = %s", [number - 1, number])

    assert check_chain(log) == 2


@pytest.mark.parametrize("number", range(1, 5))
def test_a_line_that_was_put_in_shows(log, number):
    insert_after(number)

    assert check_chain(log) == number + 1


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 4), (1, 5)])
def test_lines_that_changed_places_show(log, one, other):
    swap(one, other)

    assert check_chain(log) == one


def test_lines_gone_from_the_end_show_by_the_checkpoint(log):
    make_checkpoints()
    tamper("DELETE FROM house_look WHERE number > 3")

    assert check_chain(log) == 4


def test_without_a_checkpoint_the_end_can_go_unseen(log):
    """Said as it is: that is why the checkpoints are made, each hour."""
    tamper("DELETE FROM house_look WHERE number > 3")

    assert check_chain(log) is None


def test_lines_written_anew_over_a_lost_end_show_by_the_checkpoint(log, eva, bo):
    make_checkpoints()
    tamper("DELETE FROM house_look WHERE number > 4")
    note(actor=eva, whose=[bo], what=What.CARD, house_id=log.pk)

    assert check_chain(log) == 5


def test_a_checkpoint_outside_shows_what_was_taken_away_together_with_those_inside(log, caplog):
    with caplog.at_level("INFO", "house.access_log.services.checkpoints"):
        make_checkpoints()
    known = read_known(caplog.messages)
    for table in ("house_look", "house_checkpoint", "house_chain"):
        tamper(f"DELETE FROM {table}")

    assert (check_chain(log), check_chain(log, known)) == (None, 1)


@pytest.mark.parametrize("sql", ["DELETE FROM house_chain", "UPDATE house_chain SET key = %s"])
def test_a_chain_without_its_key_is_broken_from_the_beginning(log, sql):
    tamper(sql, [b"\x01" + b"x" * 60] if "%s" in sql else None)

    assert check_chain(log) == 1


def test_a_checkpoint_is_made_only_when_something_was_added(log, eva, amal):
    make_checkpoints()
    make_checkpoints()
    note(actor=eva, whose=[amal], what=What.PAGE, house_id=log.pk)
    make_checkpoints()

    assert list(Checkpoint.objects.values_list("house", "number")) == [(log.pk, 5), (log.pk, 6)]
    assert check_chain(log) is None


def test_the_line_in_the_output_of_the_server_is_neutral_and_survives_its_masks(log, eva, amal, caplog):
    with caplog.at_level("INFO", "house.access_log.services.checkpoints"):
        make_checkpoints()

    [line] = caplog.messages
    assert masked(line) == line
    assert not any(word in line for word in (str(log.pk), "house", "huis", "Eva", "Amal"))
    assert read_known([f"INFO house.access_log.services.checkpoints: {line}\n", "GET /week/ 200"]) == [
        RememberedHead.of(log.pk, 5, bytes(Look.objects.get(number=5).link))
    ]


def check(*args):
    out = StringIO()
    call_command("check_looks", *args, stdout=out)
    return out.getvalue()


def test_the_command_says_which_house_is_whole(log, other_house):
    told = check()

    assert str(log.pk) in told
    assert str(other_house.pk) in told
    assert "broken" not in told


def test_the_command_fails_where_a_house_is_broken_and_says_at_which_line(log, other_house):
    tamper("DELETE FROM house_look WHERE number = 2")

    with pytest.raises(CommandError) as failure:
        check()

    assert f"{log.pk}: broken from line 2" in str(failure.value)
    assert failure.value.returncode == 1


def test_the_command_reads_the_output_of_a_server(log, tmp_path, caplog):
    with caplog.at_level("INFO", "house.access_log.services.checkpoints"):
        make_checkpoints()
    output = tmp_path / "server.log"
    output.write_text("\n".join(["INFO daphne: Listening", *caplog.messages, "\udcff"]), errors="surrogateescape")
    assert "5 lines, whole" in check(str(output))

    tamper("DELETE FROM house_checkpoint")
    tamper("DELETE FROM house_look WHERE number = 5")

    assert "4 lines, whole" in check()
    with pytest.raises(CommandError):
        check(str(output))


def test_the_command_refuses_a_file_that_is_not_there_or_knows_nothing(log, tmp_path):
    empty = tmp_path / "empty.log"
    empty.write_text("nothing here\n")

    for path in (empty, tmp_path / "absent.log"):
        with pytest.raises(CommandError):
            check(str(path))


def test_the_key_of_a_chain_is_not_readable_in_the_database(log):
    key = Chain.objects.get().key
    [stored] = Chain.objects.values_list("key", flat=True)

    assert key.encode() not in bytes(stored)
