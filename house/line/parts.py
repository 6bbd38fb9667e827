"""What an app brings to the line. One `Part` of each kind lives in each hub; `registry.line` makes them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from house.line.frames import Shape
from house.line.limits import SharedRateLimit
from house.line.news import LineNews

if TYPE_CHECKING:
    from house.line.consumer import LineConsumer as Tab
    from house.line.hub import Hub

Handler = Callable[["Tab", Any], Awaitable[None]]


class Part:
    """Serves the tabs that say at `hello` what they have of it; the others it serves not at all.

    Everything runs in the loop of the hub, but for `first_words` and `look`, which run in a thread of the database.
    """

    shapes: ClassVar[Mapping[str, Shape]] = {}
    """The frames that it takes; `handlers` names who does, with the same keys."""
    news: ClassVar[tuple[type[LineNews], ...]] = ()
    """What may happen to it."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.handlers: Mapping[str, Handler] = {}

    def paces(self) -> dict[str, SharedRateLimit]:
        """What the processes of a house tell each other that somebody took."""
        return {}

    async def enter(self, tab: Tab) -> None:
        """Listen for her from now on; what is heard before `catch_up` is held."""

    def first_words(self, tab: Tab) -> tuple[dict[str, Any], list[str]]:
        """What it adds to the welcome, and the frames that follow that."""
        return {}, []

    async def catch_up(self, tab: Tab) -> None:
        """After the welcome: what this tab missed, and then what was held."""

    def leave(self, tab: Tab) -> None:
        """Forget this tab. Twice is once."""

    def tell(self, news: LineNews) -> None:
        """One of its own `news` happened."""

    def look(self, people: Collection[UUID]) -> Any:
        """What counts for these people now; `settle` gets it. At each beat, and when a right of hers changed."""

    def settle(self, tabs: Iterable[Tab], looked: Any, *, is_beat: bool) -> None:
        """Take away what ended for these tabs, and add what began."""

    async def finish(self) -> None:
        """The server stops: store what was sent, and answer it."""
