"""How to cite one document, as plain text, and in the formats of reference managers. Pure."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from harvester.publish.formats import FORMATS
from harvester.publish.names import inverted, split_name
from harvester.publish.references import address

if TYPE_CHECKING:
    from harvester.publish.entries import Entry

# Suffix of an address → format, media type.
CITATIONS = {
    "ris": ("ris", "application/x-research-info-systems"),
    "bib": ("bibtex", "application/x-bibtex"),
    "csl.json": ("csl-json", "application/vnd.citationstyles.csl+json"),
    "dc.xml": ("dublin-core", "application/xml"),
    "marc.xml": ("marcxml", "application/marcxml+xml"),
}
_MOST_AUTHORS = 3
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def citation(entry: Entry, edition: str) -> str:
    """The document in the manner of Harvard.

    Args:
        entry: the document.
        edition: how the edition is cited, named as where the record was found.
    """
    who = _authors(entry) or entry.publisher or "Published anonymously"
    year = entry.day[:4] if entry.day else "no date"
    title = entry.title.rstrip(".")
    parts = [f"{who} ({year}) {title}."]
    if entry.authors and entry.publisher:
        place = f"{entry.place}: " if entry.place else ""
        parts.append(f"{place}{entry.publisher}.")
    parts.append(f"{entry.kind}.")
    if link := address(entry):
        where = "Available at" if entry.offered else "Formerly at"
        parts.append(f"{where}: {link} (last seen {said_day(entry.last_seen[:10])}).")
    parts.append(f"Record {entry.id} of: {edition}")
    return " ".join(parts)


def _authors(entry: Entry) -> str:
    names = [_initialled(name) for name in entry.authors]
    if len(names) > _MOST_AUTHORS:
        return f"{names[0]} et al."
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _initialled(name: str) -> str:
    parts = split_name(name)
    if parts is None:
        return inverted(name)
    family, given = parts
    return f"{family}, {' '.join(f'{word[0]}.' for word in given.split())}"


def said_day(iso: str) -> str:
    """A date as people write it: 28 September 2016, September 2016, 2016."""
    year, month, day = (*iso.split("-"), "", "")[:3]
    if not (month.isdigit() and 1 <= int(month) <= 12):
        return year
    if not day.isdigit():
        return f"{_MONTHS[int(month) - 1]} {year}"
    try:
        datetime.date(int(year), int(month), int(day))
    except ValueError:
        return iso
    return f"{int(day)} {_MONTHS[int(month) - 1]} {year}"


def in_format(entry: Entry, suffix: str) -> tuple[bytes, str]:
    """The document in a format, and the media type."""
    name, media_type = CITATIONS[suffix]
    return b"".join(FORMATS[name].write([entry])), media_type
