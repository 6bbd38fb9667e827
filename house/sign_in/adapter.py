"""The adapters that tell allauth how to behave in this house."""

import base64

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from house import registry, throttle
from house.sealing import SECOND_FACTORS, ring
from house.sign_in.services import devices


class ClosedDoor(DefaultAccountAdapter):
    """Nobody registers: a card on paper is the only way in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Naam of wachtwoord klopt niet. Probeer het rustig nog eens."),
        "enter_current_password": _("Dit is niet je wachtwoord van nu. Probeer het rustig nog eens."),
        "incorrect_password": _("Dit is niet je wachtwoord van nu. Probeer het rustig nog eens."),
    }

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """Check name and passphrase. Takes as long for an unknown name as for a known one. Raises TooManyTries."""
        name = credentials["username"].strip().lower()
        who = {"name": name, "address": throttle.place_of(request, name)}
        throttle.before_try(**who)
        with throttle.in_turn():
            throttle.refuse_too_many(**who)
            person = super().authenticate(request, **credentials)
            (throttle.after_success if person else throttle.after_failure)(**who)
        return person

    def pre_authenticate(self, request, **credentials):
        """Switch off allauth's own limit: it locks a name out and remembers addresses."""
        self._login_failed_rl_usage = None

    def add_message(self, *args, **kwargs):
        """Show no messages of allauth: our own verbs have theirs."""

    def login(self, request, user):
        """Sign in. In a browser that is new to her she reads, once, how to leave and how to lock."""
        super().login(request, user)
        if not throttle.is_known(request, user.sign_in_name):
            with translation.override(user.language):
                messages.info(request, self._welcome())

    def _welcome(self):
        sentence = _("Fijn dat je er bent. Kijkt er iemand mee? Tik op Sluit. {link}Zo werkt dat.{end}")
        link = format_html('<a href="{}">', reverse("house:leaving"))
        return format_html(sentence, link=link, end=mark_safe("</a>"))

    def set_password(self, user, password):
        """Set a new passphrase: covers what is open on every device, and signs the other devices out."""
        super().set_password(user, password)
        devices.end_other_devices(actor=user, session_key=self.request.session.session_key or "")
        transaction.on_commit(lambda: registry.right_ended(user.pk))

    def get_reauthentication_methods(self, user):
        """Before a change of her second step she gives her passphrase, which no telephone knows."""
        return [{"id": "reauthenticate", "description": "", "url": reverse("account_reauthenticate")}]


class SealedFactors(DefaultMFAAdapter):
    """Secrets of second steps are sealed in the database."""

    def encrypt(self, text):
        return base64.b64encode(ring().seal(text, SECOND_FACTORS)).decode()

    def decrypt(self, encrypted_text):
        """Raises SealBroken."""
        return ring().open(base64.b64decode(encrypted_text), SECOND_FACTORS)

    def build_totp_svg(self, url):
        return segno.make(url, error="m").svg_inline(scale=4, border=2, omitsize=True)
