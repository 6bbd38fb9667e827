"""Sign this device out, at once."""

from django.conf import settings
from django.contrib.auth import logout

from house import registry
from house.sign_in.services import devices
from house.sign_in.sessions import mark_of

LEFT_COOKIE = f"{settings.COOKIE_PREFIX}left"


def sign_out(request):
    """End the session of this device, and tell open lines."""
    session_key = request.session.session_key
    logout(request)
    if session_key:
        devices.forget(session_key)
        registry.session_ended(mark_of(session_key))
