"""Title pages in the shapes that real ones have, as `Paper` values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tools.sampleweb.site import Paper

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case review: what it is called, and by whom."""

    review_type: str
    words: str  # "Serious Case Review"
    name: str | None
    board: str
    review: str = ""
    also: tuple[str | None, ...] = ()  # other good names of the case

    def paper(self, path: str, role: str, lines: tuple[str, ...], title: str, **more: Any) -> Paper:
        """A document of this review."""
        also = dict(more.pop("also", {}))
        if self.also:
            also["case_name"] = self.also
        more.setdefault("board", self.board)
        return Paper(
            path=path, review_type=self.review_type, role=role, case=self.name, lines=lines, title=title,
            review=self.review, also=also, **more,
        )  # fmt: skip


def in_words(date: str, *, ordinal: bool = False) -> str:
    """`2016-09-28` as "28 September 2016", `2016-09` as "September 2016"."""
    year, *rest = date.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix if ordinal else ''} {month} {year}"


def report(case: Case, path: str, author: str, when: str, **more: Any) -> Paper:
    """A report: board, kind, case, role, author, an unlabelled date."""
    name = case.name or ""
    lines = (
        f"+{case.board}",
        "",
        f"!{case.words}",
        f"!{name}",
        "+Overview Report",
        "",
        f".Independent reviewer: {author}",
        f".{in_words(when)}",
    )
    return case.paper(
        path,
        "overview_report",
        lines,
        f"{case.words} {name} Overview Report",
        authors=(author,),
        completed=when,
        **more,
    )


def concerning(case: Case, path: str, author: str, when: str, **more: Any) -> Paper:
    """A report whose title runs over three lines, with qualifications after the author's name."""
    lines = (
        "!Report of the",
        f"!{case.words}",
        f"!concerning {case.name}",
        "",
        ".Author",
        f".{author} BA (Hons), MSc, CQSW",
        f".Report completed: {in_words(when, ordinal=True)}",
        f".Commissioned by {case.board}",
    )
    return case.paper(
        path,
        "overview_report",
        lines,
        f"Report of the {case.words} concerning {case.name}",
        authors=(author,),
        completed=when,
        **more,
    )


def dated(case: Case, path: str, author: str, published: str, **more: Any) -> Paper:
    """A report that labels its own publication date."""
    lines = (
        f"+{case.board.upper()}",
        f"!{case.words.upper()}",
        f"!{(case.name or '').upper()}",
        "",
        f".Lead reviewer: {author}",
        f".Date of publication: {in_words(published)}",
    )
    return case.paper(
        path,
        "overview_report",
        lines,
        f"{case.words} {case.name}",
        authors=(author,),
        published=published,
        align="centre",
        **more,
    )


def presented(case: Case, path: str, author: str, when: str, **more: Any) -> Paper:
    """A report with the day on which the board received it, and a mark of secrecy left on."""
    lines = (
        ".CONFIDENTIAL",
        f"!{case.name}",
        f"!{case.words}",
        "",
        f".Presented to {case.board} on {in_words(when)}",
        f".Report by: {author}",
    )
    return case.paper(
        path,
        "overview_report",
        lines,
        f"{case.name} {case.words}",
        authors=(author,),
        completed=when,
        align="right",
        footer=f"{case.name} - page #",
        **more,
    )


def summary(case: Case, path: str, **more: Any) -> Paper:
    """An executive summary without author or date."""
    lines = (f"+{case.board}", f"!{case.words}", f"!{case.name}", "!Executive Summary")
    return case.paper(
        path, "executive_summary", lines, f"{case.words} {case.name} Executive Summary", length=6, **more
    )


def briefing(case: Case, path: str, words: str = "Seven Minute Briefing", **more: Any) -> Paper:
    """A short briefing for staff."""
    lines = (f"!{words}", f"!{case.name}", f"+{case.words}", f".{case.board}")
    return case.paper(path, "briefing", lines, f"{words} {case.name} {case.words}", length=3, **more)


def response(case: Case, path: str, when: str = "", **more: Any) -> Paper:
    """The board's answer to a report."""
    lines = (
        f"+{case.board}",
        "!Partnership response to the",
        f"!{case.words}",
        f"!{case.name}",
        *((f".{in_words(when)}",) if when else ()),
    )
    return case.paper(
        path,
        "response",
        lines,
        f"Partnership response to the {case.words} {case.name}",
        completed=when or None,
        length=4,
        **more,
    )


def action_plan(case: Case, path: str, **more: Any) -> Paper:
    """An action plan."""
    lines = (f"!{case.words}", f"!{case.name}", "!Multi-agency action plan", f".{case.board}")
    return case.paper(
        path, "action_plan", lines, f"{case.words} {case.name} Multi-agency action plan", length=4, **more
    )


def statement(case: Case, path: str, **more: Any) -> Paper:
    """A statement to the press."""
    lines = (f"+{case.board}", "!Statement from the Independent Chair", f"+{case.words}: {case.name}")
    return case.paper(
        path,
        "statement",
        lines,
        f"Statement from the Independent Chair {case.words}: {case.name}",
        length=2,
        **more,
    )
