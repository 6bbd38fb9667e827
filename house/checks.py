"""Checks of the settings of a real house. Every command of manage.py runs them, and stops when one fails."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register  # noqa: A004  its name in Django
from django.http.request import validate_host

from house import private
from house.push.parcels import public_key

SECRET_MIN_LENGTH = 50
SECRET_MIN_SIGNS = 12


@register(Tags.security)
def check_hosts(app_configs, **kwargs):
    """Refuse a wildcard in ALLOWED_HOSTS: anyone could serve our pages, and `Origin` would prove nothing."""
    if settings.DEBUG or not any(host.startswith(("*", ".")) for host in settings.ALLOWED_HOSTS):
        return []
    return [Error("ALLOWED_HOSTS holds a wildcard.", hint="Name each host of the house.", id="house.E001")]


@register(Tags.security)
def check_address(app_configs, **kwargs):
    """Refuse a HOUSE_ADDRESS of another site: cards name it, and people type their code there."""
    address = urlsplit(settings.HOUSE_ADDRESS)
    scheme = "https" if settings.IS_BEHIND_TLS else "http"
    is_ours = address == (scheme, address.netloc, "", "", "") and validate_host(
        address.hostname or "", settings.ALLOWED_HOSTS
    )
    if not settings.HOUSE_ADDRESS or is_ours:
        return []
    hint = f"Write it as {scheme}://week.example, with a host of ALLOWED_HOSTS."
    return [Error("HOUSE_ADDRESS is not an address of this house.", hint=hint, id="house.E005")]


@register(Tags.security)
def check_push(app_configs, **kwargs):
    """Refuse a PUSH_KEY that is none, and a PUSH_CONTACT that some push service refuses: nobody is called then."""
    contact = urlsplit(settings.PUSH_CONTACT)
    is_mail = contact.scheme == "mailto" and "@" in contact.path.strip("@")
    is_page = contact.scheme == "https" and bool(contact.hostname) and not contact.path.endswith("/")
    try:
        public_key()
    except ValueError:
        hint = "`manage.py make_keys` makes one; take the old one away first, if it is a file."
        return [Error("PUSH_KEY is no key.", hint=hint, id="house.E007")]
    if not settings.PUSH_KEY or is_mail or is_page:
        return []
    hint = "Write it as mailto:name@example.org, or as https://week.example without a slash at its end."
    return [Error("PUSH_CONTACT is no address that a push service could write to.", hint=hint, id="house.E006")]


@register(Tags.security)
def check_secret(app_configs, **kwargs):
    """Refuse a SECRET_KEY that can be guessed: with it anybody can sign in."""
    secret = settings.SECRET_KEY
    if settings.DEBUG or (len(secret) >= SECRET_MIN_LENGTH and len(set(secret)) >= SECRET_MIN_SIGNS):
        return []
    hint = "Run `manage.py make_keys`, or set SECRET_KEY to 50 random signs or more."
    return [Error("SECRET_KEY is too weak.", hint=hint, id="house.E002")]


@register(Tags.security)
def check_keys_apart(app_configs, **kwargs):
    """Refuse keys inside the folder of the data: a copy of it could be read. With DEBUG this is a warning."""
    inside = keys_in_data()
    if not inside:
        return []
    message = (
        f"The keys lie in {settings.DATA_DIR}, beside what they open: a copy of that folder can be read by anybody."
    )
    hint = (
        f"Stop the house, and run: install -d -m 700 {settings.KEYS_DIR} && mv {' '.join(map(str, inside))} "
        f"{settings.KEYS_DIR}/ - and make copies of the two apart from each other from now on."
    )
    if settings.KEYS_DIR.resolve().is_relative_to(settings.DATA_DIR.resolve()):
        hint = f"Set KEYS_DIR to a folder outside {settings.DATA_DIR}, and move there: {' '.join(map(str, inside))}"
    return [
        Warning(message, hint=hint, id="house.W001") if settings.DEBUG else Error(message, hint=hint, id="house.E003")
    ]


def keys_in_data():
    """The key files inside the folder of the data, in use or left over."""
    names = (settings.SECRET_KEY_FILE.name, settings.SEALING_KEYS_FILE.name)
    files = {folder / name for folder in (settings.KEYS_DIR, settings.DATA_DIR) for name in names}
    data = settings.DATA_DIR.resolve()
    return sorted(file for file in files if file.exists() and file.resolve().is_relative_to(data))


@register(Tags.security)
def check_private(app_configs, **kwargs):
    """Report what could not be closed at the start; see `house/private.py`."""
    return [
        Error(
            f"Others on this machine can reach {path}.",
            hint=f"As its owner, run: chmod go= {path}",
            id="house.E004",
        )
        for path in private.too_open(private.places())
    ]
