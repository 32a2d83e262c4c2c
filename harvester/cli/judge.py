"""`harvester judge`: JSON lines of links in, JSON lines of verdicts out, in the same order."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from harvester.records import LinkVerdict


@click.command()
@click.argument("file", required=False, metavar="[FILE]", type=click.Path(path_type=Path))
@click.option(
    "--nation",
    help="Whose law names the reviews (default: by the page's address, else england).",
)
def judge(file: Path | None, nation: str | None) -> None:
    """Say of links whether they lead to review documents.

    FILE holds JSON lines with page_url, page_title, link_text, href and context; "-" or nothing reads
    standard input. Each line is answered by one JSON line: id, is_review_document, score, review_type,
    role, case_name, published, reasons. Lines of one page that follow each other are read together: one
    may say when the review was published that the next one summarises.

    \b
    Examples:
      harvester judge links.jsonl > verdicts.jsonl
      harvester judge --nation scotland < links.jsonl
    """
    from harvester.vocabulary import Nation

    try:
        where = Nation(nation) if nation else None
    except ValueError as err:
        raise UsageError(
            f"--nation {nation}: choose one of {', '.join(item.value for item in Nation)}"
        ) from err
    name, lines = _open(file)
    for rows in _pages(_rows(name, lines)):
        for answer in _answers(name, rows, where):
            click.echo(json.dumps(answer, ensure_ascii=False))


def _open(file: Path | None) -> tuple[str, Iterable[bytes]]:
    if file is None or str(file) == "-":
        return "standard input", sys.stdin.buffer
    if not file.is_file():
        raise UsageError(f"{file}: no such file; give a file of JSON lines, or - for standard input")
    return str(file), _lines_of(file)


def _lines_of(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            yield from stream
    except OSError as err:
        raise UsageError(f"{file}: cannot be read ({err.strerror})") from err


def _rows(name: str, lines: Iterable[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(lines, start=1):
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if not text:
                continue
            row = json.loads(text)
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as err:
            raise UsageError(f"{name}, line {number}: not a JSON object ({_why(err)})") from err
        if not isinstance(row, dict):
            raise UsageError(f"{name}, line {number}: not a JSON object but {type(row).__name__}")
        yield number, row


def _why(err: Exception) -> str:
    if isinstance(err, json.JSONDecodeError):
        return f"{err.msg} at column {err.colno}"
    return "not UTF-8" if isinstance(err, UnicodeDecodeError) else "nested too deeply"


def _pages(rows: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Rows that follow each other and stand on one page, no more than can be read together."""
    from harvester.detect.rows import MAX_TOGETHER

    together: list[tuple[int, dict[str, Any]]] = []
    try:
        for number, row in rows:
            page = row.get("page_url")
            if together and (
                not page or page != together[-1][1].get("page_url") or len(together) >= MAX_TOGETHER
            ):
                yield together
                together = []
            together.append((number, row))
    except UsageError:
        if together:
            yield together  # what stands before a broken line is answered
        raise
    if together:
        yield together


def _answers(name: str, numbered: list[tuple[int, dict[str, Any]]], nation: Any) -> Iterator[dict[str, Any]]:
    from harvester.detect.rows import judge_rows, row_to_link

    for number, row in numbered:
        try:
            row_to_link(row)
        except UsageError as err:
            raise UsageError(f"{name}, line {number}: {err}") from err
    rows = [row for _, row in numbered]
    for row, verdict in zip(rows, judge_rows(rows, nation=nation), strict=True):
        yield _answer(row, verdict)


def _answer(row: dict[str, Any], verdict: LinkVerdict) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": row["id"]} if "id" in row else {}
    return answer | {
        "is_review_document": verdict.is_review_document,
        "score": verdict.score,
        "review_type": verdict.review_type,
        "role": verdict.role,
        "case_name": verdict.case_name,
        "published": verdict.published,
        "reasons": list(verdict.reasons),
    }
