"""A real house does not start with settings that would leave its door open."""

import pytest
from django.core.checks import Tags, run_checks


def found():
    return {told.id for told in run_checks(tags=[Tags.security]) if told.id.startswith("house.")}


def test_the_settings_of_a_real_house_pass():
    assert found() == set()


@pytest.mark.parametrize("hosts", [["*"], ["house.example", "*"], [".example"]])
def test_a_wildcard_for_a_host_is_refused(settings, hosts):
    settings.ALLOWED_HOSTS = hosts

    assert found() == {"house.E001"}


@pytest.mark.parametrize("secret", ["secret", "abc" * 30, "change-me-" * 6])
def test_a_secret_that_can_be_guessed_is_refused(settings, secret):
    settings.SECRET_KEY = secret

    assert found() == {"house.E002"}


def test_the_demo_house_may_be_simple(settings):
    settings.DEBUG = True
    settings.SECRET_KEY = "demo"
    settings.ALLOWED_HOSTS = ["*"]

    assert found() == set()
