"""After a new key came, what lies under the old one is sealed anew, beside a running site."""

from threading import Thread
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.utils import decrypt
from django.apps import apps
from django.core.management import call_command

from house.door.services.opening import prove_keys
from house.models import Person
from house.sealing import KeyRing, SealedTextField, new_key
from house.sign_in.services import second_factor
from house.upkeep.services import reseal
from peergroups.models import Message
from tests.built import manage
from tests.cast import APP_SECRET, give_app
from tests.server import running_server, test_database
from tests.visitor import Visitor
from tests.world import build_world


def sealed_values():
    for model in apps.get_models():
        for field in (field for field in model._meta.concrete_fields if isinstance(field, SealedTextField)):
            for row in model._base_manager.all():
                if (sealed := row.__dict__[field.attname]) is not None:
                    yield field, row, sealed


def under_older_keys(settings):
    ring = KeyRing(tuple(settings.SEALING_KEYS))
    return [(field.model.__name__, field.name) for field, _, sealed in sealed_values() if not ring.is_newest(sealed)]


@pytest.fixture
def world(db):
    prove_keys()
    return build_world()


@pytest.fixture
def turned(world, settings):
    """The old key is still there, behind a new one."""
    settings.SEALING_KEYS = [new_key(), *settings.SEALING_KEYS]


def test_after_resealing_the_new_key_alone_opens_everything(world, turned, settings):
    assert under_older_keys(settings)

    call_command("reseal", verbosity=0)

    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    opened = {field.model.__name__ for field, row, _ in sealed_values() if getattr(row, field.attname) is not None}
    assert opened >= {"Person", "House", "Message", "Seat", "Report", "LogKey", "Chain", "Emergency", "Canary"}
    assert Person.objects.get(pk=world.cast["amal"].pk).chosen_name == "Amal"


def test_second_steps_too(amal, settings):
    give_app(amal)
    passkey = second_factor.add_passkey(person=amal, name="mijn telefoon", credential={"id": "AQIDBA"})
    settings.SEALING_KEYS = [new_key(), *settings.SEALING_KEYS]

    tables = {table: done for table, _, done in reseal.reseal()}

    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    assert tables["mfa_authenticator"] == Authenticator.objects.count() == 3
    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == APP_SECRET
    key = Authenticator.objects.get(type="webauthn")
    assert (decrypt(key.data["name"]), key.data["credential"]) == ("mijn telefoon", {"id": "AQIDBA"})
    paper = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert paper.get_unused_codes() == passkey


def test_resealing_twice_changes_nothing(world, turned):
    list(reseal.reseal())

    assert sum(done for _, _, done in reseal.reseal()) == 0


def test_resealing_goes_on_where_it_was_stopped(world, turned, settings, monkeypatch):
    monkeypatch.setattr(reseal, "AT_ONCE", 2)
    steps = reseal.reseal()
    next(steps)
    steps.close()
    before = len(under_older_keys(settings))

    list(reseal.reseal())

    assert before > 0
    assert under_older_keys(settings) == []


def test_what_was_tampered_with_stops_it(world, turned, settings):
    from house.sealing import SealBroken

    message = Message.objects.first()
    other = Message._base_manager.filter(pk=message.pk).values_list("text", flat=True).get()
    Person.objects.filter(pk=world.cast["amal"].pk).update(chosen_name=other)

    with pytest.raises(SealBroken):
        list(reseal.reseal())


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_beside_a_running_site_nobody_waits_and_nothing_is_lost(settings, as_):
    prove_keys()
    world = build_world()
    old = list(settings.SEALING_KEYS)
    keys = [new_key(), *old]
    path, said = f"/groups/{world.things['group_id']}/", []
    with running_server({"SEALING_KEYS": ",".join(keys)}, database=test_database()) as server:
        bo = Visitor(server.url)
        bo.get("/in/")
        bo.carry(as_(world.cast["bo"]).session.session_key)

        def talk():
            said.extend(bo.post(path, {"text": f"Hoi {n}", "key": str(uuid4())})[0] for n in range(10))

        talking = Thread(target=talk)
        talking.start()
        manage("reseal", env=server.env)
        talking.join()

    settings.SEALING_KEYS = keys
    assert said == [302] * 10
    assert under_older_keys(settings) == []
    assert Message.objects.filter(author=world.cast["bo"]).count() == 11
