"""What the row and the column of a table say of each cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml import html

_CELL_TEXT: Final = 240  # a longer cell is layout, not a label
_MAX_ROWS: Final = 3_000
_MAX_COLUMNS: Final = 40
_PUBLISHED: Final = re.compile(r"publish|publication|added|cyhoedd|ychwaneg", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellContext:
    """The other cells of a cell's row, and its column's header."""

    row: str = ""
    column: str = ""
    caption: str = ""  # a full-width row or caption above


def read_table(table: html.HtmlElement) -> dict[html.HtmlElement, CellContext]:
    """Contexts of all cells of a data table; layout tables give nothing."""
    if table.find(".//table") is not None:
        return {}
    rows = _grid(table)
    if not rows or max(len(row) for row in rows) < 2:
        return {}
    header = _header(rows)
    out: dict[html.HtmlElement, CellContext] = {}
    caption = ""
    element = table.find("caption")
    if element is not None:
        caption = text_of(element)
    for index, row in enumerate(rows):
        distinct = list(dict.fromkeys(cell for cell in row if cell is not None))
        if index == 0 and header is not None:
            continue
        if (common := _common(distinct, wide=len(row) > 1)) is not None:
            caption = common[:_CELL_TEXT]
            continue
        for position, cell in enumerate(row):
            if cell is None or cell in out:
                continue
            others = [
                text_of(other) for other in distinct if other is not cell and _labels_row(other, distinct[0])
            ]
            column = header[position] if header is not None and position < len(header) else ""
            out[cell] = CellContext(
                row=" | ".join(text for text in others if text and len(text) <= _CELL_TEXT)[:600],
                column=column,
                caption=caption,
            )
    return out


_DATE: Final = re.compile(r"\W*(?:[^\W\d_]{3,10}\W+)?(?:19|20)\d\d(?:\s?[-/–]\s?(?:(?:19|20)?\d\d))?\W*")


def _common(cells: list[html.HtmlElement], *, wide: bool) -> str | None:
    """What a row says of the rows below: one cell over the whole width, or a year beside empty cells."""
    if any(cell.find(".//a") is not None for cell in cells):
        return None
    if len(cells) == 1 and (wide or cells[0].tag == "th"):
        return text_of(cells[0])
    told = [text for cell in cells if (text := text_of(cell))]
    return told[0] if len(told) == 1 and _DATE.fullmatch(told[0][:_CELL_TEXT]) else None


def heads_rows(tr: html.HtmlElement) -> bool:
    """Whether a row only says what the rows below it have in common: a year over the whole width."""
    cells = [cell for cell in tr if cell.tag in {"td", "th"}]
    filled = [cell for cell in cells if text_of(cell)]
    if len(filled) != 1 or tr.find(".//a") is not None or _PUBLISHED.search(text_of(filled[0])[:_CELL_TEXT]):
        return False
    wide = len(cells) > 1 or _span(filled[0], "colspan", _MAX_COLUMNS) > 1
    return wide or filled[0].tag == "th"


def _grid(table: html.HtmlElement) -> list[list[html.HtmlElement | None]]:
    """Rows of cells with spans filled in."""
    rows: list[list[html.HtmlElement | None]] = []
    carried: dict[int, tuple[int, html.HtmlElement]] = {}
    for tr in table.iter("tr"):
        if len(rows) >= _MAX_ROWS:
            break
        row: list[html.HtmlElement | None] = []
        cells = [cell for cell in tr if cell.tag in {"td", "th"}]
        while cells or any(column >= len(row) for column in carried):
            column = len(row)
            if column >= _MAX_COLUMNS:
                break
            if column in carried:
                left, cell = carried.pop(column)
                row.append(cell)
                if left > 1:
                    carried[column] = (left - 1, cell)
            elif cells:
                cell = cells.pop(0)
                wide, tall = _span(cell, "colspan", _MAX_COLUMNS), _span(cell, "rowspan", 200)
                for offset in range(min(wide, _MAX_COLUMNS - column)):
                    row.append(cell)
                    if tall > 1:
                        carried[column + offset] = (tall - 1, cell)
            else:
                row.append(None)
        rows.append(row)
    return rows


def _span(cell: html.HtmlElement, name: str, most: int) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), most) if value.isdigit() and len(value) < 6 else 1


def _header(rows: list[list[html.HtmlElement | None]]) -> list[str] | None:
    """Texts of the header row: all `th`, in `thead`, or short and without links above rows that have some."""
    first = [cell for cell in rows[0] if cell is not None]
    if not first or len(rows) < 2:
        return None
    texts = [text_of(cell) if cell is not None else "" for cell in rows[0]]
    if all(cell.tag == "th" for cell in first) or first[0].getparent().getparent().tag == "thead":
        return texts
    plain = all(cell.find(".//a") is None for cell in first) and all(len(text) <= 60 for text in texts)
    below = any(cell is not None and cell.find(".//a") is not None for row in rows[1:6] for cell in row)
    return texts if plain and below and len(set(first)) > 1 and _labels(texts) else None


def _labels_row(cell: html.HtmlElement, first: html.HtmlElement) -> bool:
    """The first cell, and those without links of their own, say what the row is about."""
    return cell is first or cell.find(".//a") is None


def _labels(texts: list[str]) -> bool:
    return sum(1 for text in texts if text and not any(char.isdigit() for char in text)) >= max(
        1, len(texts) - 1
    )


def text_of(element: html.HtmlElement) -> str:
    """All text of an element as one line."""
    return " ".join(element.text_content().split())
