"""CSV of tables, views and queries, in which no spreadsheet finds a formula.

Datasette's own CSV writes values as they are. Here its JSON is asked for, page after page, and every cell
goes through `harvester.publish.text.cell`, as in all CSV that leaves the house.
"""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from harvester.publish.text import cell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_PAGES = 500  # of a thousand rows
_NOT_ASKED = (
    "_labels",
    "_shape",
    "_nl",
    "_next",
    "_size",
    "_stream",
    "_dl",
    "_header",
    "_nofacet",
    "_nocount",
)


def csv_line(values: list[object]) -> str:
    """One line, with no formula in it."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return stream.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return cell(value) if isinstance(value, str) else value


async def send_csv(datasette: Any, request: Any, send: Any) -> None:
    """Answer `….csv`: `_stream=on` for all rows, else the first thousand; `_dl` to be saved as a file."""
    path = request.path.removesuffix(".csv")
    asked = [(name, value) for name, values in request.args._data.items() for value in values]
    kept = [(name, value) for name, value in asked if name not in _NOT_ASKED]
    is_all = any(name == "_stream" for name, _ in asked)
    pages = _pages(datasette, path, kept, is_all=is_all)
    try:
        first = await anext(pages)
    except _Refused as refused:
        await _send_refusal(send, refused)
        return
    name = path.rstrip("/").rpartition("/")[2]
    headers = [(b"content-type", b"text/csv; charset=utf-8")]
    if any(given == "_dl" for given, _ in asked):
        safe = (
            "".join(char for char in name if char.isascii() and (char.isalnum() or char in "_-")) or "table"
        )
        headers.append((b"content-disposition", f'attachment; filename="{safe}.csv"'.encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": first.encode(), "more_body": True})
    async for page in pages:
        await send({"type": "http.response.body", "body": page.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class _Refused(Exception):
    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status, self.words = status, words


async def _send_refusal(send: Any, refused: _Refused) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": refused.words.encode()})


async def _pages(
    datasette: Any, path: str, asked: list[tuple[str, str]], *, is_all: bool
) -> AsyncIterator[str]:
    """The head line with the first rows, then more rows."""
    after: str | None = None
    for number in range(_PAGES if is_all else 1):
        more = [("_size", "max"), ("_shape", "arrays"), ("_nofacet", "1")]
        if after is not None:
            more.append(("_next", after))
        answer = await datasette.client.get(f"{path}.json?{urlencode([*asked, *more])}")
        told = _told(answer)
        head = csv_line(list(told["columns"])) if number == 0 else ""
        yield head + "".join(map(csv_line, told["rows"]))
        after = told.get("next")
        if after is None:
            return


def _told(answer: Any) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError:
        told = {}
    if answer.status_code != 200 or "columns" not in told:
        status = {200: 404, 404: 404}.get(answer.status_code, 400)
        raise _Refused(status, str(told.get("error") or "There is no such table."))
    return dict(told)
