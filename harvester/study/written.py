"""Tables as CSV, Markdown and plain values. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harvester.publish.rows import csv_bytes
from harvester.publish.text import one_line
from harvester.study.values import Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WITHHELD = "withheld"


def shares(table: Table) -> dict[str, float] | None:
    """Per cent of each value among what is stated, where a table has one column and nothing is withheld."""
    values = table.of_kind(Kind.VALUE)
    if len(table.columns) != 1 or table.confirmed is None:
        return None
    counts = [row.counts[0] for row in values]
    if any(count is None for count in counts):
        return None
    stated = _base(table, [count or 0 for count in counts])
    return {row.value: round(100 * (row.counts[0] or 0) / stated, 1) for row in values} if stated else None


def _base(table: Table, counts: Sequence[int]) -> int:
    """What the per cents are of: units of which something is stated."""
    if not table.several:
        return sum(counts)
    silent = sum(row.counts[0] or 0 for row in table.of_kind(Kind.NOT_STATED))
    return (table.confirmed or 0) - silent


def rows_of(table: Table) -> list[dict[str, Any]]:
    """The rows by column names, as CSV and JSON have them; None where a count is withheld."""
    per_cent = shares(table)
    found = []
    for row in table.rows:
        cells: dict[str, Any] = {"kind": row.kind.value, "value": row.value, "label": one_line(row.label)}
        cells.update(zip(table.columns, row.counts, strict=True))
        if per_cent is not None:
            cells["percent_of_stated"] = per_cent.get(row.value) if row.kind is Kind.VALUE else None
        found.append(cells)
    return found


def csv_of(table: Table) -> Iterator[bytes]:
    """A table as CSV; `kind` tells values from "not stated", "not coded" and the total."""
    rows = rows_of(table)
    names = list(rows[0]) if rows else ["kind", "value", "label", *table.columns]
    said = [
        {name: WITHHELD if cell is None and name in table.columns else cell for name, cell in row.items()}
        for row in rows
    ]
    return csv_bytes(names, said)


def json_of(table: Table) -> dict[str, Any]:
    """A table as plain values."""
    return {
        "name": table.name,
        "title": table.title,
        "unit": table.unit,
        "columns": list(table.columns),
        "rows": rows_of(table),
        "confirmed": table.confirmed,
        "suggested_only": table.suggested,
        "several_values_of_one": table.several,
        "notes": list(table.notes),
    }


def markdown_of(table: Table) -> str:
    """A table in Markdown, with its notes."""
    per_cent = shares(table)
    heads = [table.first, *table.columns, *(["% of stated"] if per_cent is not None else [])]
    lines = [f"## {table.title}", "", _line(heads), _line(["---", *["---:"] * (len(heads) - 1)])]
    for row in table.rows:
        cells = [row.label, *(_number(count) for count in row.counts)]
        if per_cent is not None:
            share = per_cent.get(row.value) if row.kind is Kind.VALUE else None
            cells.append("" if share is None else f"{share:.1f}")
        lines.append(_line([f"*{cell}*" if row.kind is not Kind.VALUE and cell else cell for cell in cells]))
    notes = "".join(f"\n{note}\n" for note in table.notes)
    return "\n".join(lines) + "\n" + notes


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escaped(cell) for cell in cells) + " |"


def escaped(text: str) -> str:
    """Text from outside in a cell of a Markdown table: one line, and nothing in it means anything."""
    plain = one_line(text)
    if plain.startswith("*") and plain.endswith("*") and len(plain) > 2:
        return f"*{escaped(plain[1:-1])}*"
    for char in "\\`|<>[]&":
        plain = plain.replace(char, f"\\{char}" if char != "&" else "&amp;")
    return plain


def _number(count: int | None) -> str:
    return WITHHELD if count is None else str(count)


def is_empty(row: Row) -> bool:
    """Whether nothing is counted in a row."""
    return not any(row.counts)
