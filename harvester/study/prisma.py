"""The flow of documents into a study, as PRISMA 2020 draws it for systematic reviews."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from harvester.study.plots import drawing, files_of

if TYPE_CHECKING:
    from harvester.study.values import Screening

REASONS = {
    "not_a_review": "Not a review",
    "another_area": "Another area’s",
    "training_or_guidance": "Training or guidance",
    "duplicate": "Duplicate",
    "wrong_file": "Wrong file",
    "other": "Other reason",
}
_SIZE = 8.6
_LINE = 0.19  # inches of one line of text
_WIDTHS = (3.6, 3.4)  # of the boxes in the two columns, inches
_LEFT, _GAP, _AIR = 0.45, 0.5, 0.28


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the flow; `aside` holds what leaves it to the right."""

    stage: str
    lines: tuple[str, ...]
    aside: tuple[str, ...] = ()


def boxes(flow: Screening) -> tuple[Box, ...]:
    """What stands in the boxes, from top to bottom."""
    people = (
        "people: not known" if flow.people is None else f"people: {flow.people} (in {flow.people_of} reviews)"
    )
    excluded = [f"  {REASONS.get(name, name)}: {number}" for name, number in flow.excluded.items()]
    return (
        Box(
            "Identification",
            (
                f"Documents identified: {flow.identified}",
                f"  on publishers’ sites: {flow.from_sites}",
                f"  in national collections: {flow.from_lists}",
            ),
            (
                "Removed before screening:",
                f"  copies of a text held already: {flow.duplicates}",
                f"  no review document, by rule: {flow.ineligible}",
                f"  not fetched or read: {flow.unread}",
            ),
        ),
        Box(
            "Screening",
            (f"Documents to be screened: {flow.screened + flow.waiting}",),
            (f"Not screened yet: {flow.waiting}",),
        ),
        Box(
            "",
            (f"Documents screened: {flow.screened}",),
            (f"Excluded: {flow.all_excluded}", *excluded, f"Held, not decided: {flow.held}"),
        ),
        Box("", (f"Documents sought: {flow.sought}",), (f"Not retrieved: {flow.not_retrieved}",)),
        Box(
            "Included",
            (
                f"Documents included: {flow.included}",
                f"  of these, copies: {flow.copies}",
                f"Reviews: {flow.reviews}",
                f"  overview reports: {flow.reports}",
                f"  {people}",
            ),
        ),
    )


def sums_up(flow: Screening) -> bool:
    """Whether nothing is lost between two boxes."""
    removed = flow.duplicates + flow.ineligible + flow.unread
    return (
        flow.identified - removed == flow.screened + flow.waiting
        and flow.screened - flow.all_excluded - flow.held == flow.sought
        and flow.sought - flow.not_retrieved == flow.included
    )


def drawn(flow: Screening, subtitle: str) -> list[tuple[str, bytes]]:
    """The flow as SVG and PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    found = boxes(flow)
    heights = [max(len(one.lines), len(one.aside), 1) * _LINE + 0.2 for one in found]
    high = sum(heights) + _AIR * len(heights) + 0.75
    wide = _LEFT + sum(_WIDTHS) + _GAP + 0.15
    title = "Flow of documents into the study"
    with drawing():
        figure = Figure(figsize=(wide, high), facecolor="white")
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, wide)
        axes.set_ylim(high, 0)
        axes.axis("off")
        axes.text(0.12, 0.22, title, fontsize=11, fontweight="bold", va="center")
        axes.text(0.12, 0.48, subtitle, fontsize=8, va="center")
        _draw(axes, found, heights)
        return files_of("prisma", figure, title)


def _draw(axes: Any, found: tuple[Box, ...], heights: list[float]) -> None:
    top = 0.7
    edges: list[tuple[float, float]] = []
    for one, height in zip(found, heights, strict=True):
        own = len(one.lines) * _LINE + 0.2
        _box(axes, (_LEFT, top, _WIDTHS[0], own), one.lines)
        edges.append((top, top + own))
        if one.aside:
            right = _LEFT + _WIDTHS[0] + _GAP
            _box(axes, (right, top, _WIDTHS[1], len(one.aside) * _LINE + 0.2), one.aside)
            y = top + min(own, 0.4) / 2
            _arrow(axes, (_LEFT + _WIDTHS[0], y), (right, y))
        top += height + _AIR
    for (_start, end), (following, _end) in pairwise(edges):
        middle = _LEFT + _WIDTHS[0] / 2
        _arrow(axes, (middle, end), (middle, following))
    _stages(axes, found, edges)


def _box(axes: Any, place: tuple[float, float, float, float], lines: tuple[str, ...]) -> None:
    from matplotlib.patches import Rectangle

    x, y, width, height = place
    axes.add_patch(Rectangle((x, y), width, height, facecolor="white", edgecolor="#1a1a1a", linewidth=0.8))
    for number, line in enumerate(lines):
        indent = 0.18 if line.startswith("  ") else 0
        axes.text(x + 0.1 + indent, y + 0.1 + _LINE * (number + 0.5), line.strip(), va="center")


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    style = {"arrowstyle": "-|>", "color": "#1a1a1a", "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", xy=end, xytext=start, arrowprops=style)


def _stages(axes: Any, found: tuple[Box, ...], edges: list[tuple[float, float]]) -> None:
    """The names of the stages, standing at the left of their boxes."""
    from matplotlib.patches import Rectangle

    starts = [index for index, one in enumerate(found) if one.stage]
    for index, following in zip(starts, [*starts[1:], len(found)], strict=True):
        top, bottom = edges[index][0], edges[following - 1][1]
        axes.add_patch(
            Rectangle((0.1, top), 0.24, bottom - top, facecolor="#1f4e79", edgecolor="#1a1a1a", linewidth=0.8)
        )
        axes.text(
            0.22,
            (top + bottom) / 2,
            found[index].stage,
            rotation=90,
            ha="center",
            va="center",
            color="white",
            fontsize=7,
        )
