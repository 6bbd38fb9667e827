"""To look for words in bytes, as somebody would who holds a copy of a disk."""

import base64
from pathlib import Path

import psycopg
import redis
from django.db import connection

NEEDLE_MIN = 5
"""A shorter word stands by chance in a few megabytes of what is sealed."""


def spellings(word):
    """How a word lies in a file: as itself, in wider letters, as hexadecimals, and within something in base64."""
    plain = word.encode()
    yield from (plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode())
    yield word.encode("unicode_escape")
    for before in range(3):
        coded = base64.b64encode(bytes(before) + plain)
        first, last = -(-before * 8 // 6), (before + len(plain)) * 8 // 6
        yield coded[first:last]


def words_in(data, words):
    """Which of these words can be read in these bytes, in capitals or not. One walk, however many words there are."""
    found = _walked(data, {way: word for word in words for way in spellings(word)})
    return found | _walked(data.lower(), {word.lower().encode(): word for word in words})


def _walked(data, ways):
    starts = {way[:NEEDLE_MIN] for way in ways}
    there = {start for place in range(len(data)) if (start := data[place : place + NEEDLE_MIN]) in starts}
    return {word for way, word in ways.items() if way[:NEEDLE_MIN] in there and way in data}


def files_of(folder):
    """The bytes of each file below a folder, by path."""
    return {path: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def database_files(url):
    """The bytes of the database: its files where we may read them, else every row of every table as text.

    Those of SQLite lie with the other files of the house.
    """
    if url.startswith("sqlite"):
        return {}
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("CHECKPOINT")
        (folder, number) = line.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        try:
            return files_of(Path(folder) / "base" / str(number)) or _rows_of(line)
        except PermissionError:
            return _rows_of(line)


def _rows_of(line):
    tables = line.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return {table: b"".join(line.cursor().copy(f'COPY "{table}" TO STDOUT')) for (table,) in tables}


def redis_values(url, prefix):
    """What Redis keeps for this house, as it would write it to its disk."""
    if not url:
        return {}
    store = redis.Redis.from_url(url)
    return {key: key + (store.dump(key) or b"") for key in store.scan_iter(f"*{prefix}*")}


def text_columns():
    """Each column of the database that can hold a word: 'table.column'."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                " WHERE table_schema = current_schema()"
            )
            rows = cursor.fetchall()
        else:
            rows = [
                (table, name, kind)
                for table in connection.introspection.table_names(cursor)
                for _, name, kind, *_ in cursor.execute(f"PRAGMA table_info({table})").fetchall()
            ]
    return {f"{table}.{name}" for table, name, kind in rows if _may_hold_words(kind.lower())}


def _may_hold_words(kind):
    return not kind.startswith(("int", "big", "small", "bool", "date", "time", "uuid", "char(32)", "double", "real"))
