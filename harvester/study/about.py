"""What a study says of itself: what it counts, how to cite it, what its figures are not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.publish.entries import NATION_NAMES, TYPE_NAMES
from harvester.study.prisma import REASONS
from harvester.study.written import escaped, markdown_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harvester.study.gather import Wanted
    from harvester.study.values import Screening, Table

TITLE = "Published safeguarding reviews of the United Kingdom"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """One study."""

    made: str  # when, ISO 8601 UTC
    day: str  # at whose end it looks
    edition: str = ""  # name of its folder
    title: str = TITLE
    publisher: str = ""
    homepage: str = ""
    licence: str = ""
    contact: str = ""
    program: str = "harvester"
    rules: int = 0  # number of the rules that suggest codings
    least: int = 0  # smaller numbers are withheld

    @property
    def citation(self) -> str:
        """How to cite it."""
        year = self.made[:4]
        who = f"{self.publisher} ({year}). " if self.publisher else ""
        when = "" if self.publisher else f" ({year})"
        edition = f", {self.edition}" if self.edition else ""
        where = f" {self.homepage}" if self.homepage else ""
        return f"{who}{self.title}: tables as at {self.day}{when}{edition} [data set].{where}"


def scope(wanted: Wanted) -> str:
    """Which reviews a study is about, in words."""
    kinds = ", ".join(TYPE_NAMES.get(name, name) for name in sorted(wanted.types)) or "all kinds of review"
    nations = ", ".join(NATION_NAMES.get(name, name) for name in sorted(wanted.nations)) or "all nations"
    years = f"published {wanted.years[0]} to {wanted.years[1]}" if wanted.years else "all years"
    return f"{kinds}; {nations}; {years}"


def subtitle(about: About, wanted: Wanted, reviews: int) -> str:
    """One line beneath the title of every plot."""
    number = "1 review" if reviews == 1 else f"{reviews} reviews"
    narrowed = "" if wanted.everything else " (a part of the catalogue)"
    return f"{number}, as at {about.day}{narrowed}; confirmed codings only"


def readme(about: About, wanted: Wanted, flow: Screening, files: Sequence[str]) -> str:
    """The README of a study, in Markdown."""
    listed = "\n".join(f"| {_code(name)} | {_meaning(name)} |" for name in files)
    people = "not known" if flow.people is None else f"{flow.people} (known of {flow.people_of} reviews)"
    licence = f"It may be used under {about.licence}." if about.licence else "No licence is stated."
    withheld = (
        f"Numbers from 1 to {about.least - 1} are withheld in tables of codings, and what gives them away.\n"
        if about.least > 1
        else "No small numbers are withheld (`--suppress N` does so).\n"
    )
    return f"""# {escaped(about.title)}: tables as at {about.day}

Made {about.made} by {about.program}. This folder is never changed.

## How to cite

> {escaped(about.citation)}

{licence} Contact: {escaped(about.contact) or "the publisher"}.

## What is counted

{scope(wanted)}.

| what | number |
|---|---:|
| Reviews (cases reviewed) | {flow.reviews} |
| People they are about | {people} |
| Overview reports, each text once | {flow.reports} |

Reviews, people and reports are different units: a table says in its title which it counts. Only reviews with
a document that a librarian accepted are in the tables; `tables/known.csv` says what is known beside them.

**Values are what a person confirmed.** Rules (number {about.rules}) suggest codings from the words of the
reports; a suggestion is never counted as a value. Every table of codings has rows for "not stated" (somebody
looked, and the review does not say) and "not coded yet", and says how many of the latter have a suggestion.
`tables/coding.csv` has both counts for every field. Per cents are of what is stated.

Titles, kinds, publishers and years are those of the catalogue when the study was made, of documents that were
found by {about.day}; decisions and codings are those made by that day.
{withheld}
{_screened(flow)}
| file | is |
|---|---|
{listed}
"""


def _screened(flow: Screening) -> str:
    excluded = "; ".join(f"{REASONS.get(name, name)}: {number}" for name, number in flow.excluded.items())
    span = f" between {flow.first[:10]} and {flow.last[:10]}" if flow.first and flow.last else ""
    who = "1 person" if flow.screeners == 1 else f"{flow.screeners} people"
    return f"""## Screening

{flow.identified} documents were identified, {flow.screened} screened{span} by {who}, {flow.waiting} wait.
Excluded: {flow.all_excluded}{f" ({excluded})" if excluded else ""}. Verdicts changed later: {flow.changed}.
The flow is of the whole catalogue; its last box is of the reviews counted here (`plots/prisma.svg`).
"""


_MEANINGS = {
    "study.json": "all tables and the flow as JSON",
    "tables.md": "all tables to read",
    "frame.csv": "the coding frame: fields, values, meanings",
    "reviews.csv": "the reviews that are counted",
    "codings.csv": "every confirmed coding: review, field, person, value, document, page",
    "tables/": "each table as CSV (UTF-8; a leading apostrophe is ours, against formulas)",
    "plots/": "plots as SVG and PNG; `prisma` is the flow",
    "SHA256SUMS": "the checksum of every file: `sha256sum -c SHA256SUMS`",
}


def _code(name: str) -> str:
    return f"`{name}`"


def _meaning(name: str) -> str:
    return _MEANINGS[name]


def files_of(names: Sequence[str]) -> list[str]:
    """Files and folders as the README lists them."""
    tops = {name if "/" not in name else f"{name.partition('/')[0]}/" for name in names} | {"SHA256SUMS"}
    return [name for name in _MEANINGS if name in tops]


def tables_page(about: About, tables: Sequence[Table]) -> str:
    """All tables in Markdown."""
    body = "\n".join(markdown_of(table) for table in tables)
    return f"# {escaped(about.title)}: tables as at {about.day}\n\n{body}"
