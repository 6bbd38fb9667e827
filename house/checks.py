"""What must be true of the settings of a real house. Every command of manage.py looks, and does not start otherwise."""

from django.conf import settings
from django.core.checks import Error, Tags, register

SECRET_MIN_LENGTH = 50
SECRET_MIN_SIGNS = 12


@register(Tags.security)
def check_hosts(app_configs, **kwargs):
    """With a wildcard anyone could serve our pages under a name of her own, and `Origin` would prove nothing."""
    if settings.DEBUG or not any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        return []
    return [Error("ALLOWED_HOSTS holds a wildcard.", hint="Name each host of the house.", id="house.E001")]


@register(Tags.security)
def check_secret(app_configs, **kwargs):
    """A secret that can be guessed signs anybody in."""
    secret = settings.SECRET_KEY
    if settings.DEBUG or (len(secret) >= SECRET_MIN_LENGTH and len(set(secret)) >= SECRET_MIN_SIGNS):
        return []
    hint = "Run `manage.py make_keys`, or set SECRET_KEY to 50 random signs or more."
    return [Error("SECRET_KEY is too weak.", hint=hint, id="house.E002")]
