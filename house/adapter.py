"""How allauth behaves in this house."""

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from house import duties, patience


class ClosedDoor(DefaultAccountAdapter):
    """Nobody registers: a card on paper is the only way in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Naam of wachtwoord klopt niet. Probeer het rustig nog eens."),
        "enter_current_password": _("Dit is niet je wachtwoord van nu. Probeer het rustig nog eens."),
    }

    def is_open_for_signup(self, request):
        return False

    def authenticate(self, request, **credentials):
        """Raises TooManyTries. Takes as long for an unknown name as for a known one."""
        who = {"name": credentials["username"].strip().lower(), "address": patience.address_of(request)}
        patience.before_try(**who)
        with patience.in_turn:
            patience.refuse_too_many(**who)
            person = super().authenticate(request, **credentials)
            (patience.after_success if person else patience.after_failure)(**who)
        return person

    def pre_authenticate(self, request, **credentials):
        """allauth's own limit is off: it locks a name out and remembers addresses."""
        self._login_failed_rl_usage = None

    def add_message(self, *args, **kwargs):
        """Our own verbs speak for themselves."""

    def set_password(self, user, password):
        """A new passphrase closes what is open on every device."""
        super().set_password(user, password)
        transaction.on_commit(lambda: duties.right_ended(user.pk))
