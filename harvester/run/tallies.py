"""What the crawl of each source came to, as its crawling process leaves it in the run's folder.

A source that is tried again in the same night has one tally an attempt. Together they are one night:
every request counts, and the last attempt that came to its end says how the source was found.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from harvester.records import CrawlTally
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def tally_path(run_folder: Path, slug: str, attempt: int = 0) -> Path:
    """Where the tally of a source lies: the last attempt's, or one that was set aside (from 1)."""
    return run_folder / (f"{slug}.tally-{attempt}.json" if attempt else f"{slug}.tally.json")


def write_tally(run_folder: Path, tally: CrawlTally) -> None:
    """Leave a tally for the parent, whole or not at all."""
    path = tally_path(run_folder, tally.source)
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(tally)), encoding="utf-8")
    draft.replace(path)


def set_aside(run_folder: Path, slug: str, attempt: int) -> None:
    """Keep the tally of an attempt (from 1) that is followed by another."""
    path = tally_path(run_folder, slug)
    if path.exists():
        path.replace(tally_path(run_folder, slug, attempt))


def load_tally(run_folder: Path, slug: str) -> CrawlTally | None:
    """What all attempts at a source came to, or None when none ever ended.

    A tally that cannot be read, as a power cut may leave it, counts as none.
    """
    attempts = []
    number = 1
    while (path := tally_path(run_folder, slug, number)).exists():
        attempts.append(_load(path))
        number += 1
    if (path := tally_path(run_folder, slug)).exists():
        attempts.append(_load(path))
    return combined([one for one in attempts if one is not None])


def combined(attempts: Sequence[CrawlTally]) -> CrawlTally | None:
    """One tally of several attempts, oldest first."""
    if not attempts:
        return None
    telling = next((one for one in reversed(attempts) if one.finished), attempts[-1])
    if len(attempts) == 1:
        return telling
    return replace(
        telling,
        requests=sum(one.requests for one in attempts),
        bytes=sum(one.bytes for one in attempts),
        pages_fetched=sum(one.pages_fetched for one in attempts),
        seconds=sum(one.seconds for one in attempts),
        message="; ".join(part for part in (telling.message, f"tried {len(attempts)} times") if part),
    )


def _load(path: Path) -> CrawlTally | None:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        values["entrances"] = {url: Outcome(end) for url, end in values["entrances"].items()}
        values["moved"] = tuple(values["moved"])
        return CrawlTally(**values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
