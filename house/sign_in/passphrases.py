"""The rule for a passphrase: it must be long. Django itself refuses common ones and her own sign-in name."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self):
        return _("Dit is te kort. Neem minstens %(count)d tekens.") % {"count": self.min_length}
