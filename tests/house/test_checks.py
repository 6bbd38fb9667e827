"""A real house does not start with settings that would leave its door open."""

import pytest
from django.core.checks import Tags, run_checks

from house import checks


def found():
    return {told.id for told in run_checks(tags=[Tags.security]) if told.id.startswith("house.")}


def test_the_settings_of_a_real_house_pass():
    assert found() == set()


@pytest.mark.parametrize("hosts", [["*"], ["house.example", "*"], [".example"]])
def test_a_wildcard_for_a_host_is_refused(settings, hosts):
    settings.ALLOWED_HOSTS, settings.HOUSE_ADDRESS = hosts, ""

    assert found() == {"house.E001"}


@pytest.mark.parametrize(
    "address",
    [
        "testserver",
        "https://testserver",
        "http://elsewhere.example",
        "http://testserver/week",
        "http://",
        "http://testserver?x",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(settings, address):
    settings.HOUSE_ADDRESS = address

    assert found() == {"house.E005"}


@pytest.mark.parametrize("address", ["", "http://testserver", "http://localhost:8443"])
def test_no_address_or_one_of_this_house_passes(settings, address):
    settings.HOUSE_ADDRESS = address

    assert found() == set()


@pytest.mark.parametrize("secret", ["secret", "abc" * 30, "change-me-" * 6])
def test_a_secret_that_can_be_guessed_is_refused(settings, secret):
    settings.SECRET_KEY = secret

    assert found() == {"house.E002"}


@pytest.fixture
def old_keys(settings, tmp_path):
    """Both keys in the folder of the data, as they lay before they had one of their own."""
    settings.DATA_DIR, settings.KEYS_DIR = tmp_path, tmp_path.with_name("keys")
    settings.SECRET_KEY_FILE, settings.SEALING_KEYS_FILE = files = tmp_path / "secret.key", tmp_path / "sealing.keys"
    for file in files:
        file.touch(mode=0o600)
    return files


def test_keys_beside_what_they_open_are_refused_and_the_way_out_is_told(settings, old_keys):
    (told,) = checks.check_keys_apart(None)

    assert (told.id, told.is_serious()) == ("house.E003", True)
    assert f"mv {' '.join(map(str, sorted(old_keys)))} {settings.KEYS_DIR}/" in told.hint


def test_a_copy_that_was_left_in_the_data_is_refused_too(settings, old_keys):
    settings.SECRET_KEY_FILE = settings.SEALING_KEYS_FILE = settings.KEYS_DIR / "sealing.keys"
    old_keys[0].unlink()

    assert [old_keys[1].name in told.hint for told in checks.check_keys_apart(None)] == [True]


def test_a_folder_for_keys_within_the_data_is_refused(settings, old_keys):
    settings.KEYS_DIR = settings.DATA_DIR / "keys"

    assert [told.hint.startswith("Set KEYS_DIR to a folder outside") for told in checks.check_keys_apart(None)] == [
        True
    ]


def test_the_demo_house_may_and_says_so(settings, old_keys):
    settings.DEBUG = True

    (told,) = checks.check_keys_apart(None)

    assert (told.id, told.is_serious()) == ("house.W001", False)


def test_the_demo_house_may_be_simple(settings):
    settings.DEBUG = True
    settings.SECRET_KEY = "demo"
    settings.ALLOWED_HOSTS = ["*"]

    assert found() == set()


@pytest.mark.parametrize(
    ("contact", "is_fine"),
    [
        ("mailto:push@house.example", True),
        ("https://week.example", True),
        ("https://week.example:8443", True),
        ("https://week.example/", False),
        ("http://week.example", False),
        ("push@house.example", False),
        ("mailto:@", False),
        ("", False),
    ],
)
def test_contact_for_push_services_is_one_that_they_take(settings, contact, is_fine):
    settings.PUSH_CONTACT = contact

    assert [error.id for error in checks.check_push(None)] == ([] if is_fine else ["house.E006"])


@pytest.mark.parametrize("key", ["!", "abc", "x" * 80])
def test_push_key_that_is_none_stops_the_start(settings, key):
    settings.PUSH_KEY = key

    assert [error.id for error in checks.check_push(None)] == ["house.E007"]


def test_house_without_a_push_key_may_start(settings):
    settings.PUSH_KEY = settings.PUSH_CONTACT = ""

    assert checks.check_push(None) == []
