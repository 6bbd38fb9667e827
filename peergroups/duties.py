"""What the ground floor starts for the groups; `house.duties` says what each list is for."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from house.duties import PEOPLE, MenuLine, Tick, registry, runs_a_house
from peergroups import demo, news
from peergroups.live import hub
from peergroups.models import Seat
from peergroups.services import fade
from peergroups.services.forgetting import forget
from peergroups.services.keeping import kept_of


def register() -> None:
    registry.bar.append(MenuLine("peergroups:groups", "messages-square", _("Groep"), 20, _has_a_place))
    registry.desk.append(
        MenuLine("peergroups:desk_groups", "messages-square", _("Groepen"), 45, runs_a_house, head=PEOPLE)
    )
    registry.ticks.append(Tick("let old talk fade", timedelta(hours=1), fade))
    registry.unattended |= {"peergroups:sync", "peergroups:read"}
    registry.behind_proof.add("peergroups:")
    registry.on_right_ended.append(lambda person_id: news.tell(news.RightsChanged(person_id)))
    registry.on_session_ended.append(lambda session_key: news.tell(news.SessionEnded.of(session_key)))
    registry.on_device_locked.append(lambda session_key: news.tell(news.DeviceLocked.of(session_key)))
    registry.on_erase.append(forget)
    registry.kept.append(kept_of)
    registry.demo.append(demo.fill)
    news.listeners.append(hub.hear)


def _has_a_place(person):
    return Seat.objects.kept_by(person).exists()
