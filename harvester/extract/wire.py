"""What a worker sends back, as JSON: a worker that a hostile file has turned must not send us code."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from harvester.records import Extract, Line
from harvester.vocabulary import Outcome


class Answer(NamedTuple):
    """What a worker sends back."""

    extract: Extract
    scanned: tuple[int, ...]  # pages that recognising would help
    offline: bool  # whether the worker had no network


class FailedWorkerError(Exception):
    """A worker said that it failed; `kind` is the name of the error, `out_of_memory` whether it was that."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(f"{kind}: {message}")
        self.out_of_memory = kind == "MemoryError"


def pack(answer: Answer | Extract) -> bytes:
    """An answer as bytes."""
    whole = answer if isinstance(answer, Answer) else Answer(answer, (), offline=True)
    extract = whole.extract
    told = {
        "sha256": extract.sha256,
        "outcome": extract.outcome.value,
        "media_type": extract.media_type,
        "pages": extract.pages,
        "lines": [_flat(line) for line in extract.lines],
        "headers": [_flat(line) for line in extract.headers],
        "properties": extract.properties,
        "page_count": extract.page_count,
        "page_sizes": extract.page_sizes,
        "extractor": extract.extractor,
        "ocr": extract.ocr,
        "message": extract.message,
    }
    return json.dumps([told, whole.scanned, whole.offline], separators=(",", ":")).encode("ascii")


def pack_failure(error: BaseException) -> bytes:
    """That a worker failed, as bytes."""
    return json.dumps({"kind": type(error).__name__, "message": str(error)[:300]}).encode("ascii")


def unpack(sent: bytes | bytearray) -> Answer:
    """The answer that was sent.

    Raises:
        FailedWorkerError: the worker failed, or sent something else.
    """
    try:
        told = json.loads(sent)
        if isinstance(told, dict):
            raise FailedWorkerError(str(told["kind"]), str(told["message"]))
        extract, scanned, offline = told
        return Answer(_extract(extract), tuple(int(number) for number in scanned), offline=bool(offline))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise FailedWorkerError(type(error).__name__, "its worker sent something odd") from error


def _flat(line: Line) -> tuple[Any, ...]:
    return line.text, line.page, line.number, line.box, line.size, line.bold


def _extract(told: dict[str, Any]) -> Extract:
    return Extract(
        sha256=str(told["sha256"]),
        outcome=Outcome(told["outcome"]),
        media_type=None if told["media_type"] is None else str(told["media_type"]),
        pages=tuple(str(page) for page in told["pages"]),
        lines=tuple(map(_line, told["lines"])),
        headers=tuple(map(_line, told["headers"])),
        properties={str(name): str(value) for name, value in told["properties"].items()},
        page_count=None if told["page_count"] is None else int(told["page_count"]),
        page_sizes=tuple((float(width), float(height)) for width, height in told["page_sizes"]),
        extractor=str(told["extractor"]),
        ocr=bool(told["ocr"]),
        message=str(told["message"]),
    )


def _line(told: list[Any]) -> Line:
    text, page, number, box, size, bold = told
    x0, top, x1, bottom = box or (0.0, 0.0, 0.0, 0.0)
    return Line(
        text=str(text),
        page=int(page),
        number=int(number),
        box=(float(x0), float(top), float(x1), float(bottom)) if box else None,
        size=None if size is None else float(size),
        bold=bool(bold),
    )
