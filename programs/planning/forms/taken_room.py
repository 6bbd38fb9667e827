"""Tell where a room is taken before a series is made."""

from hashlib import sha256

from django.utils.translation import gettext_lazy as _

from programs.planning.services.layout import would_lack_room
from programs.sessions.models.series import Series


class MindsTakenRoom:
    """For a form with room, hour and length of a new series, in the house `self.house`.

    Its first answer shows `roomless`, the sessions that would have no room, and a button that sends `mark` as `seen`.
    """

    roomless = ()

    def warn_of_taken_room(self, fields, rhythm):
        """Show which sessions would lack their room. Sent again with that mark, she agrees to just those."""
        series = Series(
            house=self.house,
            recurrence=rhythm.to_recurrence(),
            room_id=fields["room_id"],
            start_time=fields["start_time"],
            length_minutes=fields["length_minutes"],
        )
        roomless = would_lack_room(series)
        mark = _mark_of(fields["room_id"], roomless)
        if roomless and self.data.get("seen") != mark:
            self.add_error("room_id", _("De kamer is dan bezet"))
        self.roomless, self.mark = roomless, mark


def _mark_of(room_id, sessions):
    """A hash of the moments at which this room is taken."""
    return sha256(f"{room_id} {[session.starts_at.isoformat() for session in sessions]}".encode()).hexdigest()[:16]
