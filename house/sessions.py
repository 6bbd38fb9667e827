"""Where sessions are kept: as Django does, for keys that Django could have made."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """A cookie can hold any sign, and PostgreSQL is not to be asked about some of them."""
        return super()._validate_session_key(key) and key.isalnum()
