"""How well title pages are read, measured on labelled covers.

Two ways: from the labelled lines directly (`measure_lines`), and end to end from files that a test
rendered from those lines (`measure_files`). A field is right when it equals the label exactly;
titles are compared without regard to case, punctuation and spacing, and strictly beside that.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.normalise.covers import read_cover
from harvester.normalise.describe import describe
from harvester.records import Description, Line
from harvester.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

FIELDS = ("title", "review_type", "role", "case_name", "authors", "published", "completed")


@dataclass(frozen=True, slots=True)
class Cover:
    """One labelled title page."""

    id: str
    lines: tuple[str, ...]
    running_header: str | None
    truth: Mapping[str, Any]


@dataclass(slots=True)
class CoverScores:
    """Right answers per field over the covers measured, and every wrong one."""

    right: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    misses: list[tuple[str, str, Any, Any]] = field(default_factory=list)  # id, field, truth, answer

    def accuracy(self, name: str) -> float:
        """Share of right answers for one field."""
        return self.right.get(name, 0) / self.asked[name] if self.asked.get(name) else 0.0

    @property
    def mean(self) -> float:
        """Mean accuracy over the seven fields of the contract."""
        return sum(self.accuracy(name) for name in FIELDS) / len(FIELDS)

    def as_dict(self) -> dict[str, float]:
        """Accuracy per field, `title_strict` and `mean`."""
        names = (*FIELDS, "title_strict")
        return {**{n: round(self.accuracy(n), 4) for n in names}, "mean": round(self.mean, 4)}


def load_covers(path: Path | None = None) -> tuple[Cover, ...]:
    """Labelled covers: those shipped with the program, or those of a JSON-lines file."""
    source = path if path is not None else resource("labels", "covers.jsonl")
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(Cover(r["id"], tuple(r["cover_lines"]), r["running_header"], r["truth"]) for r in rows)


def lines_of(cover: Cover) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The cover's lines and its running header as extraction would hand them on."""
    lines = tuple(Line(text=t, page=1, number=i) for i, t in enumerate(cover.lines, 1))
    header = (Line(text=cover.running_header, page=1, number=0),) if cover.running_header else ()
    return lines, header


def loose_title(title: str | None) -> str:
    """A title as it is compared: letters and figures only."""
    return " ".join(re.findall(r"\w+", (title or "").casefold()))


def measure_lines(covers: Iterable[Cover]) -> CoverScores:
    """Reads the labelled lines directly."""
    return measure(covers, lambda cover: read_cover(*lines_of(cover)))


def measure_files(covers: Sequence[Cover], paths: Mapping[str, Path]) -> CoverScores:
    """Reads a file per cover (by cover id) through extraction and description."""
    from harvester.extract import read_file

    def read(cover: Cover) -> Description:
        return describe(read_file(paths[cover.id], "0" * 64), (), None, None)

    return measure(covers, read)


def measure(covers: Iterable[Cover], read: Callable[[Cover], Description]) -> CoverScores:
    """Compares what `read` makes of each cover with its label."""
    scores = CoverScores()
    for cover in covers:
        answer = read(cover)
        for name in FIELDS:
            truth = cover.truth.get(name)
            _score(scores, cover, name, truth, _plain(answer, name))
        _score(scores, cover, "title_strict", cover.truth.get("title"), answer.title)
    return scores


def _plain(answer: Description, name: str) -> Any:
    value = getattr(answer, name)
    return list(value) if isinstance(value, tuple) else value


def _score(scores: CoverScores, cover: Cover, name: str, truth: Any, answer: Any) -> None:
    scores.asked[name] = scores.asked.get(name, 0) + 1
    same = loose_title(truth) == loose_title(answer) if name == "title" else truth == answer
    if same:
        scores.right[name] = scores.right.get(name, 0) + 1
    else:
        scores.misses.append((cover.id, name, truth, answer))
