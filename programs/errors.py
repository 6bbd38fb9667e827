"""The refusals of the week: each reason why something is not possible."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext, gettext_lazy as _

from house.errors import Refusal

if TYPE_CHECKING:
    from programs.planning.edits.services.plan import Plan
    from programs.sessions.models.sessions import Session


class RoomTaken(Refusal):
    """Another session holds the room at that moment; `other` is that session. The sentence does not name it."""

    code = "room_taken"

    def __init__(self, other: Session) -> None:
        self.other = other
        times = {
            "room": other.room,
            "from": time_format(timezone.localtime(other.starts_at), "H:i"),
            "until": time_format(timezone.localtime(other.ends_at), "H:i"),
        }
        super().__init__(gettext("%(room)s is dan bezet, van %(from)s tot %(until)s.") % times)


class RoomClosed(Refusal):
    code = "room_closed"
    message = _("Deze kamer is niet meer in gebruik.")


class Passed(Refusal):
    code = "passed"
    message = _("Dit is al geweest.")


class MomentPassed(Refusal):
    code = "moment_passed"
    message = _("Dat moment is al voorbij. Kies een tijd die nog komt.")


class AlreadyCancelled(Refusal):
    code = "already_cancelled"
    message = _("Deze is al afgezegd.")


class Lapsed(Refusal):
    """The session lapsed: its day is closed, or its series pauses. Restore it first."""

    code = "lapsed"
    message = _("Deze vervalt. Laat hem eerst toch doorgaan.")


class AlreadyClosed(Refusal):
    code = "already_closed"
    message = _("Er staat al iets op een van deze dagen. Verander dat, of kies andere dagen.")


class ClosedTooLong(Refusal):
    code = "closed_too_long"
    message = _("Dat is meer dan een jaar. Kies minder dagen.")


class NothingChanges(Refusal):
    code = "nothing_changes"
    message = _("Zo staat het al in de week.")


class NotYet(Refusal):
    """It is too early: attendance is noted from the day of the session on."""

    code = "not_yet"
    message = _("Dit kan vanaf de dag zelf.")


class NoLongerNoted(Refusal):
    code = "no_longer_noted"
    message = _("Dit is te lang geleden om nog aan te passen.")


class NotInPostThen(Refusal):
    """Nobody gives a session on a day on which she does not work in its house."""

    code = "not_in_post_then"
    message = _("Wie dit geeft, moet op die dag in dit huis werken.")


class NotStaffThere(Refusal):
    code = "not_staff_there"
    message = _("Iemand op de lijst werkt nu niet in dit huis.")


class NobodyNamed(Refusal):
    """A series for one person, or for chosen people, names nobody."""

    code = "nobody_named"
    message = _("Kies voor wie dit is.")


class PlaceFilled(Refusal):
    """She was asked together with others, and somebody else accepted first."""

    code = "place_filled"
    message = _("Iemand anders geeft het al. Dank je dat je wilde komen.")


class StillNeeded(Refusal):
    code = "still_needed"
    message = _("Niemand anders geeft dit. Vraag iemand, of zeg het af.")


class NotUnderstood(Refusal):
    """Nothing can be read from the file; the message says why."""

    code = "not_understood"


class AlreadyPut(Refusal):
    code = "already_put"
    message = _("Dit staat al in de week.")


class QuestionsOpen(Refusal):
    """A line that will be imported still has a question without an answer."""

    code = "questions_open"
    message = _("Beantwoord eerst de vragen, of laat die regels weg.")


class SameWeek(Refusal):
    code = "same_week"
    message = _("Dat is dezelfde week. Kies een andere week.")


class NothingToCopy(Refusal):
    code = "nothing_to_copy"
    message = _("Daar is niets om mee te nemen.")


class NothingTaken(Refusal):
    code = "nothing_taken"
    message = _("Er gaat nu niets mee. Kies minstens één regel.")


class TooOften(Refusal):
    """A calendar elsewhere fetches too often, or somebody sends too many files.

    `retry_after_s` says when it may again.
    """

    code = "too_often"
    status = 429
    message = _("Dit gaat te snel na elkaar. Probeer het over een minuut weer.")

    def __init__(self, wait_s: float) -> None:
        self.retry_after_s = max(1, ceil(wait_s))
        super().__init__()


class NotLaidOutYet(Refusal):
    """The day is beyond the horizon; an edit can begin only on a day whose sessions are laid out."""

    code = "not_laid_out_yet"
    message = _("Zo ver vooruit staat de reeks nog niet in de week. Kies een eerdere dag.")


class PlanDiffers(Refusal):
    """Somebody changed something since she looked; `plan` is what would happen now."""

    code = "plan_differs"
    message = _("Er is intussen iets veranderd. Kijk nog eens wat er nu gebeurt.")

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__()


class AlreadyPutBack(Refusal):
    code = "already_put_back"
    message = _("Dit is net ongedaan gemaakt. Begin opnieuw als je het toch wilt.")


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"
    message = _("Ongedaan maken kan tien minuten lang. Verander het opnieuw als het anders moet.")


class EditedSince(Refusal):
    code = "edited_since"
    message = _("Deze reeks is daarna nog eens veranderd. Maak eerst die verandering ongedaan.")


class ChangedSince(Refusal):
    """The session is no longer as the change made it."""

    code = "changed_since"
    message = _("Dit is daarna nog eens veranderd. Kijk eerst hoe het nu staat.")


class Begun(Refusal):
    code = "begun"
    message = _("Dit is intussen begonnen. Ongedaan maken kan niet meer.")


class ClosedSince(Refusal):
    """The day that it would come back to has no training now."""

    code = "closed_since"
    message = _("Die dag is intussen een dag zonder training. Ongedaan maken kan niet meer.")


class DayClosed(Refusal):
    code = "day_closed"
    message = _("Die dag is een dag zonder training. Kies een andere dag.")


class TurnPassed(Refusal):
    code = "turn_passed"
    message = _("Deze beurt is al voorbij.")


class NothingInReturn(Refusal):
    """The week that she would give in return is no longer hers, or she gives it for something else."""

    code = "nothing_in_return"
    message = _("Je beurten zijn veranderd. Kijk nog eens wat je ervoor ruilt.")


class AlreadySaid(Refusal):
    code = "already_said"
    message = _("Je hebt hier al iets over gezegd. Dank je wel.")


class TooManyWishes(Refusal):
    code = "too_many_wishes"
    message = _("Je hebt al vijf wensen staan. Haal er eerst een weg.")


class NotAPaper(Refusal):
    code = "not_a_paper"
    message = _("Dit kan niet mee. Kies een foto (jpg, png of webp) of een eenvoudige pdf, van hooguit 5 MB.")


class PaperLocked(Refusal):
    code = "paper_locked"
    message = _("Deze pdf zit op slot. Bewaar hem eerst zonder wachtwoord, bijvoorbeeld met Afdrukken als pdf.")


class PaperSigned(Refusal):
    """A signed PDF: made anew its signature would no longer hold, and nobody should think that it does."""

    code = "paper_signed"
    message = _("Deze pdf is ondertekend. Maak eerst een gewone kopie, bijvoorbeeld met Afdrukken als pdf.")


class PaperUnread(Refusal):
    """The process that read it died, or took too long."""

    code = "paper_unread"
    message = _("Dit bestand konden we niet lezen. Het is te zwaar of beschadigd. Maak het kleiner of kies een ander.")


class TooManyPapers(Refusal):
    code = "too_many_papers"
    message = _("Er staan al zes bladen bij deze training. Haal er eerst een weg.")
