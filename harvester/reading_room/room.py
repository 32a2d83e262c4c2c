"""One reading room: its edition, and what is worked out of it once, for it never changes."""

from __future__ import annotations

import asyncio
import hashlib
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.publish.entries import NATION_NAMES, TYPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from harvester.reading_room.edition import Edition

NAME = "publication"  # of the database in addresses
HERE = Path(str(files("harvester.reading_room")))
ROLE_NAMES = {
    "overview_report": "Report",
    "executive_summary": "Summary",
    "response": "Response",
    "action_plan": "Action plan",
    "briefing": "Briefing",
    "appendix": "Appendix",
    "statement": "Statement",
    "letter": "Letter",
    "easy_read": "Easy read version",
    "other": "Other document",
}
PRESENCE_NAMES = {
    "present": "offered by its publisher",
    "moved": "offered at another address than before",
    "changed": "replaced at its address by another version",
    "withdrawn": "withdrawn by its publisher",
    "unreachable": "its publisher’s site was not to be reached",
}
WORDS: dict[str, dict[str, str]] = {
    "review_type": TYPE_NAMES,
    "role": ROLE_NAMES,
    "nation": NATION_NAMES,
    "presence": PRESENCE_NAMES,
    "language": {"en": "English", "cy": "Welsh"},
}


def say(value: object, column: str) -> str:
    """A word of a vocabulary as people say it."""
    return WORDS.get(column, {}).get(str(value), str(value))


class Room:
    """What the pages share."""

    def __init__(self, edition: Edition, datasette: Any) -> None:
        self.edition = edition
        self.datasette = datasette
        self._kept: dict[str, Any] = {}
        self._lock = asyncio.Lock()
        style = (HERE / "static" / "reading-room.css").read_bytes()
        self.version = hashlib.sha256(style).hexdigest()[:8]

    @property
    def about(self) -> dict[str, str]:
        """What the edition says of itself."""
        return dict(self.edition.about)

    async def ask(self, question: Callable[..., Any], *values: Any, **more: Any) -> Any:
        """Put a question to the database, in a thread of Datasette's."""
        database = self.datasette.get_database(NAME)
        return await database.execute_fn(lambda connection: question(connection, *values, **more))

    async def once(self, name: str, question: Callable[..., Any]) -> Any:
        """The answer to a question that always has the same one."""
        if name not in self._kept:
            async with self._lock:
                if name not in self._kept:
                    self._kept[name] = await self.ask(question)
        return self._kept[name]
