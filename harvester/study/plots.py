"""Plots of a study as SVG and PNG: the same bytes for the same numbers, and readable without colour.

One hue, told apart by lightness and hatching; every bar carries its number, so nobody has to read an axis.
matplotlib is imported when the first plot is drawn.
"""

from __future__ import annotations

import io
import textwrap
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from harvester.study.values import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.study.values import Row, Table

_INK, _DARK, _LIGHT, _PALE, _GRID = "#1a1a1a", "#1f4e79", "#9ec3e0", "#ffffff", "#d9d9d9"
_HATCHES = {Kind.NOT_STATED: "....", Kind.NOT_CODED: "////"}
_WRAP = 34  # characters of a label
_MOST = 40  # bars of one plot
_DPI = 150
_SETTINGS: Any = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "svg.hashsalt": "harvester",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "axes.edgecolor": _INK,
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "hatch.color": _INK,
    "hatch.linewidth": 0.6,
}


def plots(tables: Sequence[Table], subtitle: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every plot, each as SVG and PNG; tables without numbers have none."""
    for table in tables:
        if not any(any(row.counts) for row in table.rows):
            continue
        with drawing():
            if table.name == "by_year":
                figure = _years(table, subtitle)
            elif len(table.columns) == 1 or table.name.startswith("by_"):
                figure = _bars(table, subtitle)
            else:
                figure = _parts(table, subtitle)
            found = files_of(table.name, figure, table.title)
        yield from found


@contextmanager
def drawing() -> Iterator[None]:
    """Our settings and no other, while something is drawn; a letter that the font lacks is no matter."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def _figure(width: float, height: float) -> tuple[Any, Any]:
    """A figure of its own: no global state, no display."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained", facecolor=_PALE)
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def files_of(name: str, figure: Any, title: str) -> list[tuple[str, bytes]]:
    """A drawn figure as SVG and PNG."""
    found, wanted = (
        [],
        (
            ("svg", {"metadata": {"Date": None, "Creator": None, "Title": title}}),
            ("png", {"metadata": {"Software": None, "Title": title}, "dpi": _DPI}),
        ),
    )
    for suffix, more in wanted:
        stream = io.BytesIO()
        figure.savefig(stream, format=suffix, **more)
        found.append((f"plots/{name}.{suffix}", stream.getvalue()))
    return found


def _dress(axes: Any, title: str, subtitle: str) -> None:
    axes.set_title(f"{title}\n", loc="left", fontsize=11, fontweight="bold")
    axes.text(0, 1.01, subtitle, transform=axes.transAxes, fontsize=8, va="bottom")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_axisbelow(True)


def _label(text: str) -> str:
    return "\n".join(textwrap.wrap(text, _WRAP)[:2]) or " "


def _shown(table: Table) -> list[Row]:
    """Rows that are drawn: values in their order, then what is not stated and not coded."""
    values = list(table.of_kind(Kind.VALUE))
    if table.several or table.name in ("by_area", "by_type", "by_region", "by_nation", "method"):
        values.sort(key=lambda row: (row.value == "other", -(row.counts[0] or 0), row.label))
    if len(values) > 16 or table.several:
        values = [row for row in values if row.counts[0] != 0]
    return [*values[:_MOST], *table.of_kind(Kind.NOT_STATED), *table.of_kind(Kind.NOT_CODED)]


def _bars(table: Table, subtitle: str) -> Any:
    """Lying bars of the first column, with its numbers."""
    rows = [row for row in _shown(table) if row.kind is Kind.VALUE or row.counts[0] != 0]
    figure, axes = _figure(7.2, 1.3 + 0.34 * max(len(rows), 2))
    places = range(len(rows))
    longest = max([row.counts[0] or 0 for row in rows], default=0) or 1
    for place, row in zip(places, rows, strict=True):
        count, kind = row.counts[0], row.kind
        face = _DARK if kind is Kind.VALUE else _PALE
        axes.barh(place, count or 0, color=face, edgecolor=_INK, hatch=_HATCHES.get(kind), linewidth=0.6)
        axes.text(
            (count or 0) + longest * 0.012, place, "withheld" if count is None else str(count), va="center"
        )
    axes.set_yticks(list(places), [_label(row.label) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.12)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    _dress(axes, table.title, subtitle)
    return figure


def _years(table: Table, subtitle: str) -> Any:
    """Standing bars, one a year, and one for those without."""
    rows = [*table.of_kind(Kind.VALUE), *table.of_kind(Kind.NOT_STATED)]
    figure, axes = _figure(max(5.0, 1.2 + 0.36 * len(rows)), 3.4)
    highest = max([row.counts[0] or 0 for row in rows], default=0) or 1
    for place, row in enumerate(rows):
        count, kind = row.counts[0], row.kind
        face = _DARK if kind is Kind.VALUE else _PALE
        axes.bar(place, count or 0, color=face, edgecolor=_INK, hatch=_HATCHES.get(kind), linewidth=0.6)
        if count:
            axes.text(place, count + highest * 0.015, str(count), ha="center", va="bottom", fontsize=8)
    axes.set_xticks(range(len(rows)), [row.label for row in rows], rotation=90 if len(rows) > 8 else 0)
    axes.set_ylim(0, highest * 1.12)
    axes.yaxis.set_visible(False)
    axes.spines["left"].set_visible(False)
    _dress(axes, table.title, subtitle)
    return figure


PARTS = ((_DARK, ""), (_LIGHT, ""), (_PALE, "////"), (_PALE, "...."), (_GRID, "xxxx"), (_LIGHT, "\\\\\\\\"))


def _parts(table: Table, subtitle: str) -> Any:
    """Bars in parts: one row against the columns; "all" is what they add up to."""
    names = [name for name in table.columns if name != "all" and not name.startswith("of these")]
    index = [table.columns.index(name) for name in names]
    rows = [row for row in table.rows if row.kind is not Kind.TOTAL]
    rows = [row for row in rows if any(row.counts) or len(rows) <= 16] or rows
    figure, axes = _figure(7.6, 1.9 + 0.34 * max(len(rows), 2))
    sums = [sum(row.counts[x] or 0 for x in index) for row in rows]
    longest = max(sums, default=0) or 1
    left = [0] * len(rows)
    for number, (name, x) in enumerate(zip(names, index, strict=True)):
        face, hatch = PARTS[number % len(PARTS)]
        widths = [row.counts[x] or 0 for row in rows]
        axes.barh(
            range(len(rows)),
            widths,
            left=left,
            color=face,
            hatch=hatch,
            edgecolor=_INK,
            linewidth=0.6,
            label=name,
        )
        for place, width in enumerate(widths):
            if width > longest * 0.05:
                box = {"facecolor": _PALE, "edgecolor": "none", "pad": 0.8} if face != _DARK else None
                ink = _PALE if face == _DARK else _INK
                middle = left[place] + width / 2
                axes.text(
                    middle, place, str(width), ha="center", va="center", color=ink, fontsize=8, bbox=box
                )
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for place, row in enumerate(rows):
        hidden = any(row.counts[x] is None for x in index)
        shown = str(sums[place])
        words = f"{shown} and withheld" if hidden and sums[place] else "withheld" if hidden else shown
        axes.text(sums[place] + longest * 0.012, place, words, va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [_label(row.label) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, longest * 1.15)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    _dress(axes, table.title, subtitle)
    figure.legend(loc="outside lower left", ncols=3, frameon=False, fontsize=8)
    return figure
