"""Rows of any table as CSV, JSON Lines and Parquet. Pure: rows in, bytes out, some thousands at a time."""

from __future__ import annotations

import csv
import io
import json
from itertools import islice
from typing import TYPE_CHECKING, Any

from harvester.publish.tables import Kind
from harvester.publish.text import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from harvester.publish.tables import Table

Row = dict[str, Any]
_AT_ONCE = 4000


def some_at_once(rows: Iterable[Row], number: int = _AT_ONCE) -> Iterator[list[Row]]:
    """The rows in lists, so that nothing ever holds all of them."""
    source = iter(rows)
    while chunk := list(islice(source, number)):
        yield chunk


def csv_bytes(names: Sequence[str], rows: Iterable[Row]) -> Iterator[bytes]:
    """UTF-8, comma, RFC 4180; lists as JSON; no cell is a formula (`harvester.publish.text.cell`)."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(names)
    for chunk in some_at_once(rows):
        writer.writerows([_cell(row[name]) for name in names] for row in chunk)
        yield stream.getvalue().encode()
        stream.seek(0)
        stream.truncate()
    if left := stream.getvalue():
        yield left.encode()


def _cell(value: object) -> object:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return cell(value) if isinstance(value, str) else value


def json_lines(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """One JSON object a line, keys in the table's order; nothing known is null."""
    for chunk in some_at_once(rows):
        lines = (json.dumps({name: row[name] for name in table.names}, ensure_ascii=False) for row in chunk)
        yield "".join(f"{line}\n" for line in lines).encode()


def parquet_bytes(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """Apache Parquet with the table's types and meanings."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = _schema(table)
    sink = _Sink()
    with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        for chunk in some_at_once(rows):
            columns = {name: [row[name] for row in chunk] for name in table.names}
            writer.write_table(pa.table(columns, schema=schema))
            yield sink.take()
    yield sink.take()


def _schema(table: Table) -> Any:
    import pyarrow as pa

    types: Mapping[str, Any] = {
        Kind.LIST: pa.list_(pa.string()),
        Kind.INTEGER: pa.int32(),
        Kind.NUMBER: pa.float64(),
    }
    return pa.schema(
        [
            pa.field(
                column.name,
                types.get(column.kind, pa.string()),
                nullable=not column.required,
                metadata={"description": column.about},
            )
            for column in table.columns
        ],
        metadata={"title": table.name, "description": table.about},
    )


class _Sink(io.RawIOBase):
    """A file that is only written to; what was written is taken away bit by bit."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._length += len(part)
        return len(part)

    def tell(self) -> int:
        return self._length

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken
