"""Parts: what an app adds to the line. Each hub has one `Part` of each kind; `registry.line` makes them."""

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
    """Serves the tabs whose hello says what they have of it, and no others.

    Everything runs in the loop of the hub, except `first_words` and `look`, which run in a database thread.
    """

    shapes: ClassVar[Mapping[str, Shape]] = {}
    """The frames that it accepts; `handlers` has a handler for each, with the same keys."""
    news: ClassVar[tuple[type[LineNews], ...]] = ()
    """The kinds of news that it handles."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.handlers: Mapping[str, Handler] = {}

    def paces(self) -> dict[str, SharedRateLimit]:
        """Its rate limits by name, which the processes charge to each other."""
        return {}

    async def enter(self, tab: Tab) -> None:
        """Listen for this tab from now on; news before `catch_up` waits."""

    def first_words(self, tab: Tab) -> tuple[dict[str, Any], list[str]]:
        """Its members of the welcome frame, and the frames after it."""
        return {}, []

    async def catch_up(self, tab: Tab) -> None:
        """After the welcome: send what this tab missed, and then the news that waited."""

    def leave(self, tab: Tab) -> None:
        """Forget this tab. Doing it twice has no effect."""

    def tell(self, news: LineNews) -> None:
        """Handle one of its own `news`."""

    def look(self, people: Collection[UUID]) -> Any:
        """The present rights of these people, for `settle`. At each beat, and when a right of hers changed."""

    def settle(self, tabs: Iterable[Tab], looked: Any, *, is_beat: bool) -> None:
        """Take away what ended for these tabs, and add what began."""

    async def finish(self) -> None:
        """The server stops: store what was sent, and answer it."""
