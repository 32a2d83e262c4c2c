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
        return unread_hint(count_unread(connection))


def unread_hint(number: int) -> str:
    """The same for a number that is known."""
    if not number:
        return ""
    are, them = ("is", "it") if number == 1 else ("are", "them")
    return f"{counted(number, 'file')} {are} not read yet: 'harvester reprocess' reads {them}."
