"""`harvester read`: local documents in, one JSON line each out, in the same order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import configured
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

    from harvester.records import Description, Evidence, Extract, SourceInfo


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option(
    "--source", "slug", metavar="SLUG", help="The publisher: decides what letters such as SCR mean."
)
@click.option(
    "--sources",
    "directory",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Declarations for --source instead of those that are configured or ship (env HARVESTER_SOURCES).",
)
@click.option("--text", "with_text", is_flag=True, help="Add the text of each page.")
@click.option(
    "--processes", type=click.IntRange(min=1), help="Documents read at once (default: one per processor)."
)
def read(
    files: tuple[Path, ...], slug: str | None, directory: Path | None, with_text: bool, processes: int | None
) -> None:
    """Read local documents and say what they are.

    Each FILE is answered by one JSON line: path, outcome, media_type, pages, title, review_type, role,
    case_name, authors, board, published, published_precision, completed, language, evidence.

    \b
    Examples:
      harvester read report.pdf
      harvester read --source norfolk --text *.pdf *.docx > read.jsonl
    """
    source = _source(slug, directory) if slug else None
    problems = 0
    for path, answer in _read_all(files, processes):
        if isinstance(answer, str):
            problems += 1
            click.echo(f"{path}: {answer}", err=True)
            continue
        click.echo(json.dumps(_row(path, answer, source, with_text=with_text), ensure_ascii=False))
    if problems:
        some = "1 file" if problems == 1 else f"{problems} files"
        raise UsageError(f"{some} of {len(files)} could not be opened; the others were read")


def _source(slug: str, directory: Path | None) -> SourceInfo:
    from harvester.sources import load_declarations

    # Asked here and not before: without --source no configuration counts.
    declarations = load_declarations(directory or configured().sources)
    if slug not in declarations:
        from difflib import get_close_matches

        near = get_close_matches(slug, list(declarations), n=1)
        hint = f"; did you mean {near[0]}?" if near else "; `harvester sources list` names them"
        raise UsageError(f"--source {slug}: no such source{hint}")
    return declarations[slug].info()


def _problem(path: Path) -> str | None:
    """Why a file cannot be opened, in words; None when it can."""
    try:
        if path.is_dir():
            return "is a directory; name the files in it"
        with path.open("rb") as stream:
            stream.read(1)
    except FileNotFoundError:
        return "no such file; check the name"
    except PermissionError:
        return "may not be read; check its permissions"
    except (OSError, ValueError) as err:
        return f"cannot be opened ({getattr(err, 'strerror', None) or err})"
    return None


def _read_all(files: tuple[Path, ...], processes: int | None) -> Iterator[tuple[Path, Extract | str]]:
    """Every file in order, with its extract or the reason why it could not be opened."""
    import hashlib
    import os

    from harvester.extract.pool import ReadingPool

    problems = {path: _problem(path) for path in files}
    good = list(dict.fromkeys(path for path in files if problems[path] is None))
    workers = min(processes or os.cpu_count() or 1, max(1, len(good)))
    if not good:
        yield from ((path, problems[path] or "") for path in files)
        return
    with ReadingPool(workers) as pool:
        waiting: dict[Path, Future[Extract]] = {}
        for path in good:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            waiting[path] = pool.submit(path, digest)
        for path in files:
            yield path, problems[path] or waiting[path].result()


def _row(path: Path, extract: Extract, source: SourceInfo | None, *, with_text: bool) -> dict[str, Any]:
    from harvester.normalise.describe import describe
    from harvester.records import Description
    from harvester.vocabulary import Outcome

    readable = extract.outcome is Outcome.OK or bool(extract.pages) or bool(extract.lines)
    described: Description = describe(extract, (), None, source) if readable else Description()
    row: dict[str, Any] = {
        "path": str(path),
        "outcome": extract.outcome.value,
        "media_type": extract.media_type,
        "pages": extract.page_count,
        "title": described.title,
        "review_type": described.review_type,
        "role": described.role,
        "case_name": described.case_name,
        "authors": list(described.authors),
        "board": described.board,
        "published": described.published,
        "published_precision": described.published_precision,
        "completed": described.completed,
        "language": described.language,
        "evidence": [_evidence(item) for item in described.evidence],
    }
    if with_text:
        row["text"] = list(extract.pages)
    return row


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "field": item.field,
        "value": item.value,
        "origin": item.origin.value,
        "page": item.page,
        "line": item.line,
        "box": list(item.box) if item.box else None,
        "rule": item.rule,
        "confidence": round(item.confidence, 3),
    }
