"""What a publication says of itself: names, counts, how to cite it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.publish.entries import TYPE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

LOSSES_LONGEST = 500  # characters of why losses were accepted
TITLE = "Published safeguarding reviews of the United Kingdom"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One publication."""

    edition: str  # name of its folder: 2026-11-26, 2026-11-26-2
    made: str  # when, ISO 8601 UTC
    title: str = TITLE
    publisher: str = ""  # whom to cite
    homepage: str = ""  # where the folder of publications is served
    licence: str = ""  # of the metadata, an address
    contact: str = ""
    program: str = "harvester"
    accepted_losses: str = ""  # why a gate was passed
    with_text: bool = False
    as_at: str = ""  # the day that it looks back to; "": it is of the day on which it was made

    @property
    def name(self) -> str:
        """Its title, and the day that it looks back to."""
        return f"{self.title}, as at {self.as_at}" if self.as_at else self.title

    @property
    def day(self) -> str:
        """The day it was made."""
        return self.made[:10]

    @property
    def address(self) -> str:
        """Where this edition is served, where that is known."""
        return f"{self.homepage.rstrip('/')}/{self.edition}/" if self.homepage else ""

    @property
    def citation(self) -> str:
        """How to cite it."""
        who = f"{self.publisher} ({self.day[:4]}). " if self.publisher else ""
        when = "" if self.publisher else f" ({self.day[:4]})"
        where = f" {self.address}" if self.address else ""
        return f"{who}{self.name}{when}, edition {self.edition} [data set].{where}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What may be counted, each apart."""

    reviews: int
    documents: int
    reports: int  # overview reports, each text once
    duplicates: int
    texts: int  # documents with text in this publication
    by_type: Mapping[str, int]  # reviews
    people: int | None = None  # that names of cases name; None: no name tells
    people_of: int = 0  # reviews of which that is known
    text_held: Mapping[str, int] | None = None  # reason → documents


def readme(about: About, counts: Counts, files: Mapping[str, str]) -> str:
    """The README of a publication, in Markdown.

    Args:
        about: the publication.
        counts: its counts.
        files: what is in the folder: name → meaning.
    """
    kinds = "\n".join(
        f"| {TYPE_NAMES.get(name, name)} (`{name}`) | {number} |" for name, number in counts.by_type.items()
    )
    listed = "\n".join(f"| `{name}` | {meaning} |" for name, meaning in files.items())
    return f"""# {about.name}

Edition {about.edition}, made {about.made} by {about.program}. This folder is never changed; a
newer edition is a folder of its own, and `latest` beside this one leads to the newest.
{_look_back(about)}
## How to cite

> {about.citation}

Cite a single document with its publisher, title and date (`references.ris`, `references.bib`,
`references.csl.json`), and give its permanent name (`d…`).

## Counts

| what | number |
|---|---|
| Reviews (cases reviewed) | {counts.reviews} |
| People they are about, as far as the names of their cases say | {_people(counts)} |
| Documents (texts published about them) | {counts.documents} |
| of these, overview reports, each text once | {counts.reports} |
| of these, copies of a text that another row has | {counts.duplicates} |
| Documents with their text in this edition | {counts.texts} |

These are different units: several documents belong to one review, one review may be about several people, and
two boards may publish the same text.

| kind of review | reviews |
|---|---|
{kinds}

## What is in it, and what is not

Every record was accepted by a librarian. `coverage.html` and `csv/coverage.csv` say for each body and year
what is in this edition, what is held, and what is only known of: a gap is not proof that nothing was
published.
{_text_words(about, counts)}{_losses(about)}
The documents belong to their publishers; links lead to them as long as they are offered there.
{_licence(about)}

| file | is |
|---|---|
{listed}

Check it: `sha256sum -c SHA256SUMS`. Ask about it, or ask for a record to be taken out:
{about.contact or "the publisher"}.
"""


def _people(counts: Counts) -> str:
    if counts.people is None:
        return "no name of a case says how many"
    return f"{counts.people} in {counts.people_of} reviews; of {counts.reviews - counts.people_of} not said"


def _look_back(about: About) -> str:
    if not about.as_at:
        return ""
    return f"""
It looks back: records are in it that had been found and accepted by the end of {about.as_at} (UTC), with what
had been decided, and whether they were still offered, on that day. What a machine read from a document it
read with the rules of {about.program}. What was taken down since is not in it.
"""


def _text_words(about: About, counts: Counts) -> str:
    if not about.with_text:
        return "It holds metadata and links; no text and no file of a document.\n"
    held = "\n".join(f"- {number}: {reason}" for reason, number in (counts.text_held or {}).items())
    documents = "1 document" if counts.texts == 1 else f"{counts.texts} documents"
    said = f"Texts and files are here of {documents}."
    return f"{said} Those of the others are not:\n\n{held}\n" if held else f"{said}\n"


def _losses(about: About) -> str:
    return (
        f"Against the last edition values or records are missing; accepted because: {about.accepted_losses}\n"
        if (about.accepted_losses)
        else ""
    )


def _licence(about: About) -> str:
    return (
        f"The metadata may be used under {about.licence}."
        if about.licence
        else ("No licence for the metadata is stated; ask before you pass them on as a whole.")
    )
