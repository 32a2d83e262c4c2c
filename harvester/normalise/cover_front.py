"""The lines in front of a document: which of them are its title page, or a repository's sheet before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.normalise.cover_lines import CoverLine, enough, title_zone
from harvester.normalise.cover_sheet import Sheet, may_be_sheet, read_sheet
from harvester.normalise.cover_wraps import join_wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.records import Line


class Front(NamedTuple):
    """The lines that count, broken ones joined; those of the title page; the sheet before it."""

    lines: list[Line]
    zone: list[CoverLine]
    sheet: Sheet | None = None


def read_front(lines: Sequence[Line]) -> Front:
    """What stands in front of a document.

    A first page that is a title page is all of it, so that the lines of the text, of which there are many,
    need not be joined.
    """
    first = [line for line in lines if line.page == lines[0].page]
    if first == lines[: len(first)]:
        joined = join_wrapped(first)
        zone = [] if may_be_sheet(joined, lines) else title_zone(joined)
        if enough(zone):
            return Front(joined, zone)
    joined = join_wrapped(lines)
    sheet, taken = read_sheet(joined)
    return Front(joined, title_zone(joined[taken:]), sheet)
