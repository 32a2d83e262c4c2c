"""Rules of the shipped set of declarations, which a single file cannot break."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from harvester.resources import resource
from harvester.sources import suggest
from harvester.vocabulary import Nation, SourceKind, SourceStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.sources import Declaration


def authority_names() -> dict[str, str]:
    """Every ONS code that data/reference/authorities.csv knows, with its area's nation and name.

    An area that got a new code (Barnsley and Sheffield in 2025) has both, with the same name.
    """
    text = resource("reference", "authorities.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: f"{row['nation']}: {row['name']}" for row in rows}


def check_shipped(declarations: Mapping[str, Declaration], authorities: Mapping[str, str]) -> list[str]:
    """Rules of the shipped set: known codes, every area once; nothing for closed sites; bounds stated.

    Args:
        declarations: the set, by slug.
        authorities: names of the known areas by ONS code (`authority_names`).

    Returns:
        One sentence for each broken rule, naming the slug and the key.
    """
    broken: list[str] = []
    holder: dict[str, str] = {}
    homepages: dict[str, str] = {}
    for slug, one in declarations.items():
        broken += [f"{slug}: {rule}" for rule in (*_broken_alone(one), *_broken_kin(one, declarations))]
        for code in one.authorities:
            area = authorities.get(code)
            if area is None:
                broken.append(f"{slug}: authorities: unknown code {code}{suggest(code, authorities)}")
            elif area in holder:
                broken.append(f"{slug}: authorities: {code} belongs to {holder[area]} already")
            else:
                holder[area] = slug
        if one.status is SourceStatus.LIVE and one.homepage:
            page = one.homepage.rstrip("/").lower()
            if page in homepages:
                broken.append(f"{slug}: homepage: is also the homepage of {homepages[page]}")
            homepages.setdefault(page, slug)
    missing = sorted(set(authorities.values()) - set(holder))
    return broken + [f"authorities: no source covers {area}" for area in missing]


def _broken_alone(one: Declaration) -> Iterator[str]:
    """Rules of the shipped set that need no other declaration."""
    gone = one.status is SourceStatus.GONE
    national = one.kind is SourceKind.NATIONAL
    if gone and one.authorities:
        yield "authorities: a closed site (status: gone) has none"
    # The ONS has no codes for the Crown dependencies.
    if not (gone or one.authorities or national or one.nation is Nation.CROWN_DEPENDENCY):
        yield "authorities: a live site names the areas it serves"
    if not gone and one.expect.documents.min is None:
        yield "expect: documents.min is not stated (0 is a statement; say why in a comment)"
    if national and one.authorities:
        yield "authorities: a national source has none"
    if one.status is SourceStatus.PAUSED and not one.note:
        yield "note: says why a source is paused"
    if one.successors and not gone:
        yield "successors: only a closed body (status: gone) has them"
    if one.checked is None:
        yield "checked: is missing"


def _broken_kin(one: Declaration, declarations: Mapping[str, Declaration]) -> Iterator[str]:
    for slug in one.successors:
        if slug not in declarations:
            yield f"successors: no source is called {slug}{suggest(slug, declarations)}"
        elif slug == one.slug:
            yield "successors: names itself"
