"""Every field of every form that takes an id, sent with ids that the form does not offer.

The fields are found twice: in the forms of the pages, as those who may see them get them, and in the code. Each has a
control, the same form with an id that is offered, which is carried out.
"""

import ast
import re
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path
from urllib.parse import urljoin
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import resolve
from django.utils import timezone

from house.models import House, Person, Role, Room
from house.worries.services import name_readers
from peergroups.models import PeerGroup, Seat
from programs.feedback.services.wishes import ask_wish
from programs.household.services.chores import start_chore
from programs.importing.services.drafts import bring_sheet
from programs.materials.services import add_paper
from programs.models import Draft, Series, Session, Theme
from programs.planning.services.start import start_series
from programs.recurrence.rhythm import DAY, Rhythm
from programs.trainings.services import start_training
from tests import cast
from tests.house.test_access_map import ACCESS, path_of
from tests.once import once
from tests.page_forms import Field, PageForm, forms_of
from tests.world import CAST, build_world

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
UUID_ = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}"
SHEET = b"Training;Dag;Tijd;Duur;T/m;Kamer;Trainer\nKoken;di;10:30;60;;Zolder;Marie\n"
FIRST = object()
"""The first id that the form offers."""
FILLED = {
    "house:new_worker": {"role": "trainer"},
    "house:give_position": {"role": "trainer"},
    "house:name_readers": {"first_id": FIRST, "first_hours": "altijd", "second_hours": "soms"},
    "programs:new_series": {"training_id": FIRST, "trainer_ids": FIRST},
    "programs:new_chore": {"weekdays": "0"},
    "programs:copy_programme": {"to_house_id": FIRST},
    "peergroups:start_meetings": {"weekdays": "0"},
    "peergroups:talk": {"note": ""},
}
WITH_FIELD = {
    ("programs:new_series", "person_id"): {"audience": "personal"},
    ("programs:new_series", "chosen_ids"): {"audience": "chosen"},
    ("programs:edit_series", "key"): {"length_minutes": "45"},
}
ANYTHING_GOES = {
    "key": "the page makes it up, so that sending it twice is harmless",
    "initial-room_id": "only says what the page showed",
    "initial-trainer_ids": "only says what the page showed",
}
"""Fields in which no id is wrong, since nothing is looked up by it: they still name nobody."""
NOT_OF_A_FORM = {
    "number": "how far she read: counts the messages of the group in the path",
    "before": "from where she looks back: counts the messages of the group in the path",
    "after": "from where she reads on: counts the messages of the group in the path",
}
KINDS = (House, Person, Room, Series, Session, PeerGroup, Seat)
PEOPLE = ("fay", "ida", "joke", "cleo", "jip", "bo", "otis")
"""Of both houses: who lives there, runs it, works there, moved out, or stopped; and who belongs to none."""
MADE_WHILE_RUNNING = {"str(person.pk)": f"{UUID_}-{UUID_}", "question.mark": r"(room|person|training)-\w{12}"}
"""Names of fields that the code makes, and how they look on a page."""
WRITTEN_BY_ANY_REQUEST = re.compile(r"house_(look|chain|logkey|checkpoint|browsersession|device|turn)\b")
WRITE = re.compile(r'(?:INSERT (?:OR \w+ )?INTO|DELETE FROM|(?<!FOR )(?<!KEY )(?<!DO )UPDATE)\s+"?(\w+)')
ELSEWHERE = {"ida", "fay", "joke", "karin"}
NAMED_HERE = r"\b(Amal|Bo|Cleo|Dewi|Eva|Gina|Hanne|Jip|Kim|Lena|Mia|Noor|Pia|Theepot|Sterk staan|Grote kamer)\b"
NAMED_ELSEWHERE = r"\b(Fay|Ida|Joke|Karin|Serre|Zwemles|Buitentafel)\b"


@dataclass
class Met:
    """A form that takes an id, as one person gets it."""

    name: str
    route: str
    path: str
    form: PageForm

    @property
    def id_fields(self):
        """The names of these fields; of those that are named after a person the first."""
        names = {re.sub(UUID_, "id", name): name for name in reversed(self.form.fields)}
        return [name for name in names.values() if takes_id(name, self.form.fields[name])]

    def body(self, changed=None):
        """The form as she sends it: needed fields are filled in, and then `changed` is laid over them."""
        body = self.form.untouched()
        for name, one in self.form.fields.items():
            if one.is_required and not any(body.get(name, [])):
                body[name] = [typed_into(one)]
        for name, value in (FILLED.get(self.route, {}) | (changed or {})).items():
            body[name] = (
                value if isinstance(value, list) else [offered(self.form.fields[name])[0] if value is FIRST else value]
            )
        if "despite" in self.form.fields:
            body["despite"] = ["Dat kan toch."]
        body.pop("csrfmiddlewaretoken", None)
        return body


def takes_id(name, one):
    return (
        name.endswith(("_id", "_ids"))
        or name == "reply_to"
        or any(re.fullmatch(shape, name) for shape in MADE_WHILE_RUNNING.values())
        or any(re.fullmatch(UUID_, value) for value in one.offered)
    )


def offered(one):
    return [value for value in one.offered if re.fullmatch(UUID_, value)]


def typed_into(one):
    """Something that fits."""
    typed = {"date": cast.days(7).isoformat(), "time": "10:00", "number": "1", "file": "file"}
    choices = [value for value in one.offered if value]
    return typed.get(one.kind) or (choices[0] if choices else "Zo gaat het")


def furnish_elsewhere(world):
    """The other house has all that takes an id too, and something of this house has ended."""
    people = world.cast
    here, other = (people[name].stays.current().first().house for name in ("amal", "fay"))
    other.phone_answered_by = "Ida"
    other.save()
    people["joke"] = cast.make_worker("Joke", other, Role.TRAINER)
    people["karin"] = cast.make_worker("Karin", other, Role.FACILITATOR)
    ida, fay = people["ida"], people["fay"]
    room = cast.make_room(other, "Serre")
    told = {"actor": ida, "house_id": other.pk}
    training = start_training(**told, theme=Theme.BODY, title="Zwemles")
    start_series(
        actor=ida,
        training_id=training.pk,
        rhythm=Rhythm(weekdays=frozenset(range(7)), from_on=cast.days(1)),
        start_time=time(10),
        length_minutes=60,
        room_id=room.pk,
        trainer_ids=[people["joke"].pk],
    )
    add_paper(actor=ida, training_id=training.pk, title="Baantjes", data=cast.picture())
    ask_wish(actor=fay, text="Leren duiken")
    start_chore(**told, name="ramen", weekdays={1}, person_ids=[fay.pk])
    words = {"name": "Buitentafel", "promise": "day"}
    group = cast.open_group(**told, facilitator_id=people["karin"].pk, **words)
    cast.take_seat(actor=ida, group_id=group.pk, person_id=fay.pk)
    bring_sheet(**told, data=SHEET)
    Draft.objects.create(house=other, made_by=ida, kind=Draft.Kind.SHEET, words="", put_at=timezone.now())
    name_readers(**told, first_id=people["karin"].pk, first_hours="altijd")
    cast.make_room(here, "Oude kamer", is_closed=True)


def furnished():
    """Both houses with all that takes an id, and a browser for each of the cast."""
    world = build_world()
    furnish_elsewhere(world)
    eva, house = world.cast["eva"], world.cast["amal"].stays.current().first().house
    Draft.objects.create(house=house, made_by=eva, kind=Draft.Kind.SHEET, words="", put_at=timezone.now())
    world.things["draft_id"] = bring_sheet(actor=eva, house_id=house.pk, data=SHEET).pk
    later = house.series.first().sessions.filter(starts_at__gt=timezone.now() + 2 * DAY).first()
    places = {f"programs:{route} session_id": later.pk for route in ("place", "room", "welcome_session")}
    world.things |= places | {
        "house:begin_stay person_id": world.cast["kim"].pk,
        "house:begin_coaching person_id": world.cast["bo"].pk,
        "peergroups:start_meetings group_id": Seat.objects.get(
            pk=world.things["peergroups:open_seat seat_id"]
        ).group_id,
    }
    world.sign_in()
    world.clients = {name: world.browser_of(name) for name in world.cast}
    return world


@pytest.fixture(scope="module")
def _built(django_db_setup, django_db_blocker):
    with once(django_db_blocker):
        world = furnished()
        world.met = walk(world)
        world.before = tables()
        yield world


@pytest.fixture
def world(_built, db):
    return _built


def walk(world):
    """The forms that take an id, of every page, as one of each house who may see it gets them."""
    found = {}
    for route, inside in ((route, inside) for (method, route), inside in ACCESS.items() if method == "GET"):
        for name in who_asks(inside):
            answer = undone(partial(world.clients[name].get, path_of(route, world)))
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                for form in forms_of(answer):
                    path = urljoin(path_of(route, world), form.action).partition("#")[0]
                    met = Met(name, resolve(path.partition("?")[0]).view_name, path, form)
                    if met.id_fields:
                        found.setdefault((name, met.route, *sorted(met.id_fields)), met)
    return list(found.values())


def who_asks(inside):
    """One of each house, if she may."""
    here = inside - ELSEWHERE
    return sorted(inside & {"ida", "fay"} | set(sorted(here, key=lambda name: (name != "eva", name))[:1]))


def undone(do):
    """Do it, take back all that it wrote, and return what it gave. Its counts are forgotten too."""
    kept = transaction.savepoint()
    caches["default"].key_prefix = uuid4().hex
    try:
        return do()
    finally:
        transaction.savepoint_rollback(kept)


def tables():
    """Every row of every table that a request may not write by itself."""
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if not WRITTEN_BY_ANY_REQUEST.match(name)
        ]
        return {name: hash_of(cursor, name) for name in names}


def hash_of(cursor, table):
    cursor.execute(f'SELECT * FROM "{table}"')
    return hash(frozenset(repr(row) for row in cursor.fetchall()))


def sent(world, name, path, body):
    """The answer, and the tables in which the request changed something."""
    written = set()

    def watch(execute, sql, *rest):
        written.update(table for table in WRITE.findall(str(sql)) if not WRITTEN_BY_ANY_REQUEST.match(table))
        return execute(sql, *rest)

    def send():
        with connection.execute_wrapper(watch):
            answer = world.clients[name].post(path, with_file(body))
            if seen := agreed(answer, path):
                answer = world.clients[name].post(path, body | {"seen": [seen]})
        after = tables() if written else world.before
        return answer, {table for table in after if after[table] != world.before[table]}

    return undone(send)


def with_file(body):
    return {name: SimpleUploadedFile("x.csv", SHEET) if value == ["file"] else value for name, value in body.items()}


def agreed(answer, path):
    """The mark of a plan that is shown before it is carried out."""
    if answer.status_code not in (200, 422) or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    buttons = [form.fields["seen"] for form in forms_of(answer) if "seen" in form.fields]
    return buttons[0].offered[-1] if buttons else ""


def controls(world, met, name):
    """Bodies with an id in this field that is offered."""
    if name == "reply_to":
        values = [str(world.things["number"])]
    elif re.fullmatch(MADE_WHILE_RUNNING["str(person.pk)"], name):
        values = ["present"]
    else:
        values = offered(met.form.fields[name])
    for value in values[:8]:
        yield met.body(WITH_FIELD.get((met.route, name), {}) | {name: [value]})


def carried_out(world, met, name):
    """The first of the controls that changes something, or None."""
    for body in controls(world, met, name):
        answer, changed = sent(world, met.name, met.path, body)
        if changed and answer.status_code < 400:
            return body
    return None


@pytest.fixture(scope="module")
def controlled(_built, django_db_blocker):
    """Each form and field, with what is carried out."""
    with django_db_blocker.unblock():
        return [(met, name, carried_out(_built, met, name)) for met in _built.met for name in met.id_fields]


def in_code():
    """The names of the fields that take an id, by the code of the forms."""
    for path in [path for app in ("house", "programs", "peergroups") for path in (ROOT / app).rglob("*.py")]:
        if not {"forms", "fields"} & set(path.with_suffix("").parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                yield from (
                    key.value for key in node.keys if isinstance(key, ast.Constant) and is_named_as_id(key.value)
                )
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                yield from _assigned(node)


def _assigned(node):
    target, call = node.targets[0], ast.unparse(node.value)
    if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "self.fields":
        name = target.slice.value if isinstance(target.slice, ast.Constant) else ast.unparse(target.slice)
    elif isinstance(target, ast.Name) and "Field(" in call:
        name = target.id
    else:
        return
    if (
        is_named_as_id(name)
        or name in MADE_WHILE_RUNNING
        or re.search(r"UUID|NumberField|room_field|people_field", call)
    ):
        yield name


def is_named_as_id(name):
    return isinstance(name, str) and name.endswith(("_id", "_ids"))


def test_every_field_that_takes_an_id_is_met(world):
    met = {name for one in world.met for name in one.id_fields}

    missing = [
        name
        for name in set(in_code()) - set(NOT_OF_A_FORM)
        if not any(re.fullmatch(MADE_WHILE_RUNNING.get(name, re.escape(name)), one) for one in met)
    ]

    assert missing == []
    assert len(set(in_code())) > 15


@pytest.mark.django_db
def test_an_id_that_is_offered_is_carried_out(controlled):
    done = {(met.route, name) for met, name, body in controlled if body}

    assert {(met.route, name) for met, name, _ in controlled if not name.startswith("initial-")} - done == set()


def pks():
    """The ids of all rows that have a random one, by model; and those of the files that were brought."""
    yield "source", [str(source) for source in Draft.objects.values_list("source", flat=True)]
    for model in apps.get_models():
        if (
            model._meta.app_label in ("house", "programs", "peergroups")
            and model._meta.pk.get_internal_type() == "UUIDField"
        ):
            yield model, [str(pk) for pk in model.objects.values_list("pk", flat=True)]


def wrong_ids(ids, one):
    """All of the kind that is offered, one of every other kind, and what was never an id of anything."""
    right = set(offered(one))
    for model, found in ids.items():
        others = [pk for pk in found if pk not in right]
        yield from others[:8] if right & set(found) else others[-1:] if model in KINDS else ()
    yield from (str(uuid4()), "geen-id", "0", "\x00")


def wrong_bodies(ids, met, name, body):
    one = met.form.fields[name]
    if re.fullmatch(MADE_WHILE_RUNNING["str(person.pk)"], name):
        rest = {key: value for key, value in body.items() if not re.search(UUID_, key)}
        session = name[:36]
        for pk in wrong_ids(ids, Field("hidden", [other[37:] for other in met.id_fields])):
            yield rest | {f"{session}-{pk}": ["present"]}
        return
    for pk in wrong_ids(ids, one):
        yield body | {name: [*body.get(name, []), pk] if one.takes_many else [pk]}


def names_of_the_other_house(name, answer):
    page = answer.content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""
    return re.findall(NAMED_HERE if name in ELSEWHERE else NAMED_ELSEWHERE, page)


@pytest.mark.parametrize("app", ["house", "programs", "peergroups"])
def test_an_id_that_is_not_offered_changes_nothing_and_names_nobody(world, controlled, app):
    ids, opened, count = dict(pks()) | {Person: [str(world.cast[name].pk) for name in PEOPLE]}, [], 0
    for met, name, control in [one for one in controlled if one[0].route.startswith(app)]:
        for body in wrong_bodies(ids, met, name, control or met.body()):
            answer, changed = sent(world, met.name, met.path, body)
            count += 1
            told = names_of_the_other_house(met.name, answer)
            if answer.status_code >= 500 or told or (changed and name not in ANYTHING_GOES):
                opened.append((met.name, met.route, name, body.get(name), answer.status_code, changed, told))

    assert count > 50
    assert opened == []


def test_nobody_else_sends_what_is_right_for_another(world, controlled):
    opened = []
    for route, (met, body) in {met.route: (met, body) for met, _, body in controlled if body}.items():
        for name in set(CAST) - ACCESS["POST", route]:
            answer, changed = sent(world, name, met.path, body)
            if answer.status_code >= 500 or changed:
                opened.append((name, route, answer.status_code, changed))

    assert opened == []
