"""The servers that are compared. Each has its own data, made anew for every run."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import psycopg

from benchmarks import processes
from benchmarks.measure import Processes
from benchmarks.members import HouseMember, Member, XmppMember
from benchmarks.stores import Postgres, Redis

ROOT = Path(__file__).resolve().parent.parent


class Peer:
    """One server. `open` starts it, `member` makes one who has still to join."""

    name: str
    missing = ""
    """What is not installed here, so that it cannot run."""
    has_pages = True

    def __init__(self, folder: Path, groups: int, members: int) -> None:
        self.folder, self.groups, self.members = folder, groups, members
        self.port = processes.free_port()
        self.stores: list[Postgres | Redis] = []

    def prepare(self) -> None:
        """Once, before it is opened for the first time."""
        self.folder.mkdir(parents=True)
        for store in self.stores:
            store.start()

    def open(self) -> None:
        self.process = self.launch()
        self.processes = Processes([self.process.pid, *(store.process.pid for store in self.stores)])
        self.own_processes = Processes([self.process.pid])

    def close(self) -> None:
        processes.stop(self.process)

    def clear(self) -> None:
        for store in self.stores:
            store.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def launch(self) -> Popen[bytes]:
        raise NotImplementedError

    def member(self, group: int, place: int) -> Member:
        raise NotImplementedError

    def add_messages(self, group: int, count: int) -> None:
        """Behind the server's back."""
        raise NotImplementedError


class OurServer(Peer):
    """Ours, as `manage.py serve` runs it: Daphne and SQLite."""

    name = "ours, SQLite"

    def prepare(self) -> None:
        super().prepare()
        self.env = {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATA_DIR": str(self.folder / "data"),
            "SECRET_KEY": secrets.token_hex(),
            "DEBUG": "0",
            "IS_BEHIND_TLS": "0",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT),
            **self.where(),
        }
        for words in (["make_keys"], ["migrate", "--verbosity", "0"], ["createcachetable"]):
            self.manage(ROOT / "manage.py", *words)
        self.seated = json.loads(self.manage("-m", "benchmarks.fill", "groups", self.groups, self.members))

    def where(self) -> dict[str, str]:
        return {"DATABASE_URL": f"sqlite:///{self.folder}/house.sqlite3", "REDIS_URL": ""}

    def manage(self, *words: object) -> str:
        return processes.run([sys.executable, *words], env=self.env)

    def launch(self) -> Popen[bytes]:
        return self.python(ROOT / "manage.py", "serve", "--port", self.port)

    def python(self, *words: object) -> Popen[bytes]:
        return processes.start([sys.executable, *words], self.folder / "log", port=self.port, env=self.env)

    def member(self, group: int, place: int) -> Member:
        group_id, sessions = self.seated[group]
        return HouseMember(self.port, group_id, sessions[place])

    def add_messages(self, group: int, count: int) -> None:
        self.manage("-m", "benchmarks.fill", "messages", self.seated[group][0], count)


class OurServerOnPostgres(OurServer):
    """Ours on PostgreSQL and Redis, one process."""

    name = "ours, PostgreSQL and Redis"
    missing = Postgres.missing or Redis.missing

    def __init__(self, *told) -> None:
        super().__init__(*told)
        self.postgres, self.redis = Postgres(self.folder), Redis(self.folder)
        self.stores = [self.postgres, self.redis]

    def where(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}


class OurServerUnderUvicorn(OurServer):
    """The same application under another server."""

    name = "ours under uvicorn, SQLite"
    has_pages = False
    uvicorn = ROOT / "var" / "benchmarks" / "uvicorn"
    missing = "" if uvicorn.exists() else "uvicorn"

    def launch(self) -> Popen[bytes]:
        self.env["PYTHONPATH"] = f"{ROOT}:{self.uvicorn}"
        return self.python(
            "-m", "uvicorn", "house.asgi:application", "--port", self.port, "--log-level", "warning",
            "--ws", "websockets-sansio", "--ws-per-message-deflate", "false",
        )  # fmt: skip


class Obvious(OurServer):
    """The consumer that one writes first, on the same tables, under plain Daphne."""

    name = "obvious consumer, SQLite"
    has_pages = False

    def launch(self) -> Popen[bytes]:
        return self.python("-m", "daphne", "-p", self.port, "-v", "0", "benchmarks.obvious:application")


class AsyncioFloor(Peer):
    """Plain asyncio, no rights, nothing sealed."""

    name = "asyncio floor, SQLite"
    has_pages = False

    def launch(self) -> Popen[bytes]:
        words = [sys.executable, "-m", "benchmarks.floor", self.port, self.folder / "floor.sqlite3"]
        return processes.start(words, self.folder / "log", port=self.port, env={"PYTHONPATH": str(ROOT)})

    def member(self, group: int, place: int) -> Member:
        return HouseMember(self.port, f"group{group}", f"group{group}")


class Prosody(Peer):
    """Debian's Prosody with its archive of rooms in SQL."""

    name = "Prosody, SQLite"
    missing = "" if shutil.which("prosody") else "prosody"

    def prepare(self) -> None:
        super().prepare()
        (self.folder / "prosody.cfg.lua").write_text(
            PROSODY.format(folder=self.folder, port=self.port, sql=self.where())
        )

    def where(self) -> str:
        return f'{{ driver = "SQLite3", database = "{self.folder}/prosody.sqlite" }}'

    def launch(self) -> Popen[bytes]:
        words = ["prosody", "--config", self.folder / "prosody.cfg.lua", "-F"]
        return processes.start(words, self.folder / "log", port=self.port)

    def member(self, group: int, place: int) -> Member:
        return XmppMember(self.port, f"group{group}", f"u{group}x{place}")

    def rows(self, group: int, count: int) -> Iterator[tuple]:
        when = int(time.time()) - count
        for place in range(count):
            room, stamp = f"group{group}", f"{when}-{place}"
            stanza = (
                f"<message xmlns='jabber:client' type='groupchat' id='{stamp}' "
                f"from='{room}@conference.localhost/u'><body>{'x' * 120}</body></message>"
            )
            yield "conference.localhost", room, "muc_log", stamp, when + place, "message<groupchat", "xml", stanza

    def add_messages(self, group: int, count: int) -> None:
        with sqlite3.connect(self.folder / "prosody.sqlite") as database:
            database.executemany(PROSODY_ROW.format(",".join("?" * 8)), self.rows(group, count))


class ProsodyOnPostgres(Prosody):
    name = "Prosody, PostgreSQL"
    missing = Prosody.missing or Postgres.missing

    def __init__(self, *told) -> None:
        super().__init__(*told)
        self.postgres = Postgres(self.folder)
        self.stores = [self.postgres]

    def where(self) -> str:
        return (
            f'{{ driver = "PostgreSQL", database = "postgres", username = "postgres", password = "x", '
            f'host = "127.0.0.1", port = {self.postgres.port} }}'
        )

    def add_messages(self, group: int, count: int) -> None:
        with psycopg.connect(self.postgres.url) as database:
            database.cursor().executemany(PROSODY_ROW.format(",".join(["%s"] * 8)), self.rows(group, count))


class Ejabberd(Peer):
    """Debian's ejabberd with its archive in SQLite; no Erlang distribution, no epmd."""

    name = "ejabberd, SQLite"
    missing = "" if shutil.which("ejabberdctl") else "ejabberd"

    def prepare(self) -> None:
        super().prepare()
        (self.folder / "ejabberd.yml").write_text(EJABBERD.format(folder=self.folder, port=self.port))
        (self.folder / "inetrc").write_text("{lookup,[file,native]}.\n")
        processes.give(self.folder, "ejabberd")
        self.open()
        asyncio.run(self._register_everyone())
        self.close()

    async def _register_everyone(self) -> None:
        for group in range(self.groups):
            await asyncio.gather(*(self.member(group, place).register() for place in range(self.members)))

    def launch(self) -> Popen[bytes]:
        spool = ["-mnesia", "dir", f'"{self.folder}/spool"']
        words = ["erl", "+K", "true", "+P", "250000", "-noinput", *spool, "-s", "ejabberd"]
        env = {
            "HOME": str(self.folder),
            "ERL_LIBS": "/usr/lib/x86_64-linux-gnu",
            "EJABBERD_CONFIG_PATH": f"{self.folder}/ejabberd.yml",
            "EJABBERD_LOG_PATH": f"{self.folder}/ejabberd.log",
            "ERL_INETRC": f"{self.folder}/inetrc",
            "ERL_MAX_PORTS": "32000",
            "ERL_CRASH_DUMP": f"{self.folder}/crash.dump",
        }
        return processes.start(words, self.folder / "log", port=self.port, env=env, user="ejabberd")

    def member(self, group: int, place: int) -> XmppMember:
        return XmppMember(self.port, f"group{group}", f"u{group}x{place}")

    def add_messages(self, group: int, count: int) -> None:
        room, when = f"group{group}@conference.localhost", (int(time.time()) - count) * 10**6
        text = "x" * 120
        rows = (
            (room, when + place * 10**6, f"{room}/u", room, stanza, text, "groupchat", "u")
            for place in range(count)
            for stanza in [f"<message type='groupchat' id='b{place}' from='{room}/u'><body>{text}</body></message>"]
        )
        with sqlite3.connect(self.folder / "ejabberd.sqlite") as database:
            database.executemany(EJABBERD_ROW, rows)


PEERS = [
    OurServer,
    Obvious,
    AsyncioFloor,
    Prosody,
    Ejabberd,
    OurServerOnPostgres,
    ProsodyOnPostgres,
    OurServerUnderUvicorn,
]

PROSODY = """
pidfile = "{folder}/prosody.pid"
data_path = "{folder}"
run_as_root = true
daemonize = false
log = {{ warn = "{folder}/prosody.log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {port} }}
modules_enabled = {{ "saslauth", "disco" }}
modules_disabled = {{ "s2s", "tls", "offline" }}
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
authentication = "insecure"
insecure_open_authentication = "Yes please, I know what I'm doing!"
network_settings = {{ tcp_backlog = 1024, nagle = false }}
storage = "sql"
sql = {sql}
VirtualHost "localhost"
Component "conference.localhost" "muc"
  modules_enabled = {{ "muc_mam" }}
  restrict_room_creation = false
  muc_room_locking = false
  muc_room_default_persistent = true
  muc_log_all_rooms = true
  muc_log_expires_after = "never"
"""
PROSODY_ROW = 'INSERT INTO prosodyarchive (host, "user", store, "key", "when", "with", type, value) VALUES ({})'

EJABBERD = """
hosts: [localhost]
loglevel: warning
sql_type: sqlite
sql_database: {folder}/ejabberd.sqlite
auth_method: internal
auth_password_format: plain
registration_timeout: infinity
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, max_stanza_size: 262144, shaper: none, backlog: 1024}}
acl: {{}}
access_rules: {{}}
shaper: {{}}
modules:
  mod_disco: {{}}
  mod_register: {{ip_access: all, access: all, welcome_message: {{}}}}
  mod_muc:
    host: conference.localhost
    access: all
    access_create: all
    access_persistent: all
    access_mam: all
    max_users: 5000
    default_room_options: {{persistent: true, mam: true, max_users: 5000}}
  mod_mam: {{db_type: sql, default: never, request_activates_archiving: false}}
"""
EJABBERD_ROW = (
    "INSERT INTO archive (username, timestamp, peer, bare_peer, xml, txt, kind, nick) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
