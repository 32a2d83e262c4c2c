"""Files that were fetched and not read yet: who finds nothing should know that there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.cli.plain import counted

if TYPE_CHECKING:
    from harvester.catalogue import Catalogue


def said_unread(catalogue: Catalogue) -> str:
    """What to say of files that wait to be read, and what to do; nothing when all are read."""
    from harvester.catalogue.awaiting import count_unread

    with catalogue.reading() as connection:
        number = count_unread(connection)
    return unread_hint(number, _at_work(catalogue) if number else None)


def _at_work(catalogue: Catalogue) -> str | None:
    """Who holds the data directory, and may be reading them just now."""
    from harvester.paths import DataDirectory
    from harvester.run.lock import holder

    return holder(DataDirectory(catalogue.path.parent))


def unread_hint(number: int, at_work: str | None = None) -> str:
    """The same for a number that is known; nobody is to begin while a run is under way."""
    if not number:
        return ""
    are, them = ("is", "it") if number == 1 else ("are", "them")
    what = f"{at_work} is at work" if at_work else f"'harvester reprocess' reads {them}"
    return f"{counted(number, 'file')} {are} not read yet: {what}."
