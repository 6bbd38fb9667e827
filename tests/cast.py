"""The cast that every test knows, made in one line each."""

import time
from datetime import timedelta
from io import BytesIO

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from PIL import Image

from house.models import Background, House, Person, Phase, Position, Room, Stay, Vouch
from peergroups.agreements.models import Line
from peergroups.agreements.services import write_agreements
from peergroups.seats.services import lifecycle, naming
from peergroups.seats.services.admission import begin
from programs.models import Session
from programs.sessions.models.changes import UNDONE_WITHIN

PASSPHRASE = "samen-verder-lopen"
_HASH = make_password(PASSPHRASE)
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def days(count):
    """The local day so many days from today."""
    return timezone.localdate() + timedelta(days=count)


def soon():
    """A moment of tomorrow."""
    return timezone.now() + timedelta(hours=24)


def open_house(name="Het huis"):
    """A house without quiet hours, so that no test depends on the hour at which it runs."""
    facts = {"phone": "020-000 00 00", "phone_answered_by": "Eva of Gina", "quiet_from": 0, "quiet_until": 0}
    return House.objects.create(name=name, **facts)


def make_room(house, name="Grote kamer", **extra):
    return Room.objects.create(house=house, name=name, **extra)


def make_person(name, **extra):
    return Person.objects.create(sign_in_name=name.lower(), chosen_name=name, password=_HASH, **extra)


def before_her_card(person):
    """The same, who did not come in yet and has no sign-in name."""
    person.sign_in_name = None
    person.save(update_fields=["sign_in_name", "sign_in_hash"])
    return person


def make_resident(name, house, *, since=60, **extra):
    person = make_person(name, **extra)
    Stay.objects.create(person=person, house=house, arrived_on=days(-since), phase=Phase.TRAINING)
    return person


def make_alumna(name, house, *, since=300, left=40, **extra):
    person = make_person(name, **extra)
    Stay.objects.create(person=person, house=house, arrived_on=days(-since), left_on=days(-left), phase=Phase.AFTERCARE)
    return person


def give_app(person):
    """An app with codes as her second step."""
    data = {"secret": encrypt(APP_SECRET), "used": encrypt("0")}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)


def prove(client, minutes_ago=0, methods=("password", "mfa")):
    """As if who is signed in gave these at the door, so many minutes ago."""
    session = client.session
    at = time.time() - 60 * minutes_ago
    session["account_authentication_methods"] = [{"method": method, "at": at} for method in methods]
    session["account_authentication_methods_user"] = session[SESSION_KEY]
    session.save()


def make_worker(name, house, role, *, background=Background.PROFESSIONAL, since=100, until=None, vouched=True, **extra):
    """Somebody who works here; `vouched` when she counts as a second person."""
    person = make_person(name, **extra)
    Position.objects.create(
        person=person,
        house=house,
        role=role,
        background=background,
        from_on=days(-since),
        until_on=None if until is None else days(until),
    )
    give_app(person)
    if vouched:
        vouch_for(person)
    return person


def vouch_for(person, by=None):
    """As if a colleague who is gone met her, or `by` did."""
    return Vouch.objects.create(person=person, by=by, how=Vouch.How.MET)


def picture(size=(40, 30), kind="PNG", **extra):
    """The bytes of a small picture."""
    written = BytesIO()
    Image.new("RGB", size, "teal").save(written, kind, **extra)
    return written.getvalue()


@transaction.atomic
def open_group(*, agreements="", **facts):
    """A group as `open_group` makes it; its facilitator wrote down what it agreed, a line for each."""
    group = lifecycle.open_group(**{"review_on": days(90)} | facts)
    if agreements:
        lines = [Line(text) for text in agreements.splitlines()]
        write_agreements(actor=group.seats.get().person, group_id=group.pk, lines=lines)
        group.refresh_from_db()
    return group


def give_seat(*, alias="", **seat):
    """A place as the coordinator gives it; with an alias her name there is chosen too."""
    seat = lifecycle.give_seat(**seat)
    return called(seat, alias) if alias else seat


@transaction.atomic
def take_seat(*, alias="", **seat):
    """A place that is given and open, as if somebody who counts met her, she chose a name, and she agreed."""
    seat = begin(lifecycle.give_seat(**seat))
    seat.agreed_number = seat.group.agreements_number
    seat.save(update_fields=["agreed_number"])
    return seat if seat.is_facilitator else called(seat, alias or seat.person.chosen_name)


def called(seat, alias):
    """This seat, as if she chose this alias and the first drawing that is free."""
    seat.alias, (seat.dye, seat.figure) = alias, naming.free_faces(seat.group)[0]
    seat.save(update_fields=["alias", "dye", "figure"])
    return seat


def changed_long_ago():
    """No change of a session can be undone any more, so no page notes that it was shown."""
    Session.objects.update(changed_at=F("changed_at") - UNDONE_WITHIN)
