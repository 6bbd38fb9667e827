"""Everything that sign-in uses of allauth outside its public interface, as it was read in the release below.

An upgrade may move or change any of it without notice: read each again in the new release, then name that release.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import get_authentication_records, perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

if TYPE_CHECKING:
    from allauth.mfa.webauthn.internal import auth as webauthn

READ_IN = "65.21.1"

__all__ = [
    "LOGIN_SESSION_KEY",
    "RecoveryCodes",
    "compare_user_code",
    "get_authentication_records",
    "login_stage_required",
    "perform_login",
    "reauthenticate_by_password",
    "record_authentication",
    "totp",
    "webauthn",
]


def __getattr__(name: str) -> Any:
    """Passkeys are read by the pages that ask for one: fido2 is large, and no command needs it."""
    if name == "webauthn":
        return import_module("allauth.mfa.webauthn.internal.auth")
    raise AttributeError(name)
