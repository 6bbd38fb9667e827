"""Sealing: what lies in the database cannot be read there, moved, changed or searched."""

import base64

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from hypothesis import given, strategies as st

from house.models import House, Person
from house.sealing import KeyRing, SealBroken, Sealed, SealedTextField, new_key, read_keys
from programs.models import Training

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def at_rest(person):
    """The bytes of her name as the database holds them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT chosen_name FROM house_person WHERE sign_in_hash = %s", [person.sign_in_hash])
        return bytes(cursor.fetchone()[0])


def put_at_rest(person, sealed):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE house_person SET chosen_name = %s WHERE sign_in_hash = %s", [sealed, person.sign_in_hash]
        )


@given(TEXTS)
def test_any_text_comes_back_as_it_was(text):
    ring = KeyRing((new_key(),))

    assert ring.open(ring.seal(text, "here"), "here") == text


def test_the_same_text_is_sealed_differently_each_time():
    ring = KeyRing((new_key(),))

    assert ring.seal("Amal", "here") != ring.seal("Amal", "here")


def test_a_wrong_key_does_not_open():
    sealed = KeyRing((new_key(),)).seal("Amal", "here")

    with pytest.raises(SealBroken, match="No key opens here"):
        KeyRing((new_key(),)).open(sealed, "here")


def test_a_wrong_key_that_claims_the_right_name_does_not_open():
    ring, other = KeyRing((new_key(),)), KeyRing((new_key(),))
    sealed = ring.seal("Amal", "here")
    forged = sealed[:1] + other.seal("", "")[1:5] + sealed[5:]

    with pytest.raises(SealBroken, match="here was changed outside the house"):
        other.open(forged, "here")


def test_an_old_key_still_opens_and_the_newest_seals():
    old, new = new_key(), new_key()
    sealed_before = KeyRing((old,)).seal("Amal", "here")
    ring = KeyRing((new, old))

    assert ring.open(sealed_before, "here") == "Amal"
    assert (ring.is_newest(sealed_before), ring.is_newest(ring.seal("Amal", "here"))) == (False, True)


def test_a_key_that_was_dropped_no_longer_opens():
    old, new = new_key(), new_key()
    sealed = KeyRing((old,)).seal("Amal", "here")

    with pytest.raises(SealBroken):
        KeyRing((new,)).open(sealed, "here")


@pytest.mark.parametrize("position", [0, 1, 5, 17, -1])
def test_a_value_with_one_changed_bit_does_not_open(position):
    ring = KeyRing((new_key(),))
    sealed = bytearray(ring.seal("Amal", "here"))
    sealed[position] ^= 1

    with pytest.raises(SealBroken):
        ring.open(bytes(sealed), "here")


@pytest.mark.parametrize("length", [0, 1, 4, 5, 16, 17, 32])
def test_a_value_cut_short_does_not_open(length):
    ring = KeyRing((new_key(),))

    with pytest.raises(SealBroken):
        ring.open(bytes(ring.seal("Amal", "here"))[:length], "here")


@pytest.mark.parametrize(
    "key", ["short", "", "é" * 43, base64.urlsafe_b64encode(b"x" * 31).decode(), base64.b64encode(b"x" * 33).decode()]
)
def test_a_key_that_is_no_key_is_refused_without_being_shown(key):
    with pytest.raises(ImproperlyConfigured) as refused:
        KeyRing((key,))

    assert str(refused.value) == "A key in SEALING_KEYS is not url-safe base64 of 32 bytes."


def test_without_a_key_nothing_is_sealed():
    with pytest.raises(ImproperlyConfigured, match="There is no key to seal with"):
        KeyRing(())


def test_keys_come_from_the_environment_before_the_file(tmp_path):
    file = tmp_path / "sealing.keys"
    file.write_text("from-file\nolder\n\n")

    assert read_keys(text="first, second", path=file) == ("first", "second")
    assert read_keys(text="", path=file) == ("from-file", "older")
    assert read_keys(text="", path=tmp_path / "absent") == ()


def test_the_database_holds_no_name_in_the_clear(amal):
    assert b"Amal" not in at_rest(amal)
    assert Person.objects.get().chosen_name == "Amal"


def test_a_name_that_is_moved_to_another_row_does_not_open(amal, bo):
    put_at_rest(bo, at_rest(amal))

    with pytest.raises(SealBroken, match=str(bo.pk)):
        _ = Person.objects.get(pk=bo.pk).chosen_name


def test_a_value_that_is_moved_to_another_column_does_not_open(house):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE house_house SET phone = name")

    with pytest.raises(SealBroken, match=r"house_house\.phone"):
        _ = House.objects.get().phone


def test_plaintext_in_the_database_is_never_shown(amal):
    put_at_rest(amal, b"Amal")

    with pytest.raises(SealBroken):
        _ = Person.objects.get().chosen_name


def test_a_broken_value_costs_nothing_until_it_is_read(amal):
    put_at_rest(amal, b"broken")

    assert Person.objects.get().sign_in_name == "amal"


def test_a_row_saved_unread_keeps_its_text(amal):
    before = at_rest(amal)

    Person.objects.get().save()

    assert at_rest(amal) == before


def test_a_deferred_value_opens_when_it_is_read(amal):
    person = Person.objects.defer("chosen_name").get()

    assert person.chosen_name == "Amal"


def test_a_refreshed_row_shows_what_was_saved_elsewhere(amal):
    elsewhere = Person.objects.get()
    elsewhere.chosen_name = "Amal B."
    elsewhere.save()

    amal.refresh_from_db()

    assert amal.chosen_name == "Amal B."


def test_an_empty_text_is_sealed_too(house):
    house.phone = ""
    house.save()

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM house_house")
        assert bytes(cursor.fetchone()[0]) != b""
    assert House.objects.get().phone == ""


def test_values_give_no_text(amal):
    [value] = Person.objects.values_list("chosen_name", flat=True)

    assert (type(value), b"Amal" in value) == (Sealed, False)


@pytest.mark.parametrize(
    "lookup", ["chosen_name", "chosen_name__in", "chosen_name__contains", "chosen_name__gt", "chosen_name__startswith"]
)
def test_a_sealed_text_cannot_be_searched(db, lookup):
    with pytest.raises(FieldError, match="cannot be filtered on"):
        Person.objects.filter(**{lookup: ["Amal"]}).exists()


def test_a_sealed_text_can_be_asked_whether_it_is_there(amal):
    assert list(Person.objects.filter(chosen_name__isnull=False)) == [amal]


def test_a_sealed_text_can_be_asked_whether_it_is_empty(house):
    with_phone = House.objects.filter(phone__is_empty=False)
    assert (list(with_phone), list(House.objects.filter(phone__is_empty=True))) == ([house], [])

    house.phone = ""
    house.save()

    assert (list(with_phone.all()), list(House.objects.filter(phone__is_empty=True))) == ([], [house])


def test_a_training_without_a_quiet_title_is_refused_by_form_and_database(house):
    training = Training(house=house, theme="body", title="Boksen", quiet_title="Sport")
    training.validate_constraints()
    training.quiet_title = ""

    with pytest.raises(ValidationError, match="every_training_has_a_quiet_title"):
        training.validate_constraints()
    with pytest.raises(IntegrityError, match="every_training_has_a_quiet_title"), transaction.atomic():
        training.save()


def test_nothing_is_ordered_by_what_is_sealed():
    """The database would order what lies there, which is chance."""
    fields = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedTextField)
    }
    ordered = {(model, str(name).lstrip("-")) for model in apps.get_models() for name in model._meta.ordering}

    assert ordered & fields == set()


@pytest.mark.parametrize("value", ["Amal", b"Amal", F("language")], ids=["text", "bytes", "column"])
def test_update_of_a_sealed_text_is_refused(amal, value):
    with pytest.raises(FieldError, match="save it through its row"):
        Person.objects.update(chosen_name=value)


def test_bulk_update_of_a_sealed_text_is_refused(amal):
    amal.chosen_name = "Someone else"

    with pytest.raises(FieldError, match="save it through its row"), transaction.atomic():
        Person.objects.bulk_update([amal], ["chosen_name"])
    assert Person.objects.get().chosen_name == "Amal"


def test_bulk_create_seals(db):
    people = Person.objects.bulk_create([Person(chosen_name=name) for name in ("Amal", "Bo")])

    assert {Person.objects.get(pk=person.pk).chosen_name for person in people} == {"Amal", "Bo"}


def test_a_lone_surrogate_is_an_error_and_saves_nothing(amal):
    amal.chosen_name = "Amal \ud83d"

    with pytest.raises(UnicodeEncodeError), transaction.atomic():
        amal.save()
    assert Person.objects.get().chosen_name == "Amal"
