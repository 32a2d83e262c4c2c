"""Golden cases: a page of a source, and what detection should make of it.

A case is a folder `tests/sources/<slug>/` with `page.html`, `case.yaml` (url, date, nation, basis) and
`expected.json`. `basis` says where the page comes from: `recorded` from the live site, or
`reconstructed` by hand from a documented layout, with neutral text.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import yaml

from harvester.detect.links import ACCEPT, FOLLOW, judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.errors import UsageError
from harvester.vocabulary import Nation

if TYPE_CHECKING:
    from pathlib import Path

PAGE, CASE, EXPECTED = "page.html", "case.yaml", "expected.json"
BASES = ("recorded", "reconstructed")


def read_golden_page(body: bytes, url: str, nation: Nation) -> dict[str, Any]:
    """What detection makes of a page: its kind, its review documents, and where to go next.

    Returns:
        `kind`, `documents` (url, text, review_type, role, case_name, published; in page order) and
        `follow` (addresses of pages worth fetching, sorted).
    """
    page = parse_page(body, url)
    verdict = judge_page(page)
    documents: list[dict[str, Any]] = []
    follow: set[str] = set()
    for link in page.links:
        found = judge_link(link, page, verdict, nation=nation)
        if found.score >= ACCEPT:
            documents.append(
                {
                    "url": link.url,
                    "text": link.text or link.alt,
                    "review_type": found.review_type,
                    "role": found.role,
                    "case_name": found.case_name,
                    "published": found.published,
                }
            )
        elif found.follow >= FOLLOW:
            follow.add(link.url)
    return {"kind": verdict.kind, "documents": documents, "follow": sorted(follow)}


def read_case(folder: Path) -> tuple[bytes, str, Nation, dict[str, Any]]:
    """The page, address, nation and remaining notes of a case.

    Raises:
        UsageError: a file is missing, or `case.yaml` lacks a key.
    """
    try:
        body = (folder / PAGE).read_bytes()
        notes = yaml.safe_load((folder / CASE).read_text(encoding="utf-8"))
        return body, notes["url"], Nation(notes["nation"]), notes
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise UsageError(f"{folder} is no golden case: {err}") from err


def expected_text(expected: dict[str, Any]) -> str:
    """The text of `expected.json`: sorted keys, so that differences are easy to read."""
    return json.dumps(expected, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_case(folder: Path, body: bytes, notes: dict[str, Any]) -> None:
    """Write a case with what detection makes of it now; a person reads it before it counts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE).write_bytes(body)
    (folder / CASE).write_text(yaml.safe_dump(notes, sort_keys=False, allow_unicode=True), encoding="utf-8")
    found = read_golden_page(body, notes["url"], Nation(notes["nation"]))
    (folder / EXPECTED).write_text(expected_text(found), encoding="utf-8")
