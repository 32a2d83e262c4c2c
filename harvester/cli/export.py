"""`harvester export`: one format of any query of the catalogue, for people inside the house."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.files import require_folder
from harvester.cli.plain import counted, echo_json, listed, one_of, safe
from harvester.errors import UsageError
from harvester.vocabulary import DocumentStatus, ReviewType, Role

if TYPE_CHECKING:
    from harvester.catalogue import Catalogue, Filters
    from harvester.paths import DataDirectory

FORMATS = ("csv", "jsonl", "parquet", "ris", "bibtex", "csl-json", "dublin-core", "marcxml", "atom")
_CHUNK = 1024 * 1024


@click.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--query", metavar="WORDS", default="", help="Only documents with all these words.")
@click.option("--source", metavar="SLUG", help="Only what this source lists or published.")
@click.option("--type", "review_type", **one_of(ReviewType, "TYPE", "Review type"))
@click.option("--role", **one_of(Role, "ROLE", "Role of the document"))
@click.option("--year", type=click.IntRange(1900, 2999), help="Year of publication, else of completion.")
@click.option("--subject", metavar="WORDS", help="A subject that a national list gives, or how it begins.")
@click.option(
    "--status", type=click.Choice([s.value for s in DocumentStatus]), help="Default: of any status."
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Write this file, whole or not at all (default: standard output).")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Only say how many documents it would be.")
@click.option("--json", "as_json", is_flag=True, help="With --dry-run: print the counts as JSON.")
@click.pass_obj
def export(data: DataDirectory, /, format_: str, query: str, status: str | None, **asked: Any) -> None:
    """Write the documents of a query as FORMAT: every one that matches, in one file.

    For use inside: documents are of any status unless --status says otherwise, and how many of each is
    told. What leaves the house is made by 'harvester publish'.

    \b
    FORMAT is one of: csv, jsonl, parquet, ris, bibtex, csl-json, dublin-core, marcxml, atom.

    \b
    Examples:
      harvester export csv --type sar --year 2021 --out sars.csv
      harvester export ris --query '"professional curiosity"' --status accepted > refs.ris
      harvester export parquet --dry-run
      harvester export csv --type sar --dry-run --json
    """
    from harvester.catalogue import Catalogue, Filters

    out, dry_run, as_json = asked.pop("out"), asked.pop("dry_run"), asked.pop("as_json")
    if as_json and not dry_run:
        raise UsageError("--json prints the counts of a --dry-run; for documents as JSON write jsonl.")
    if out is not None:
        require_folder(out)
    if format_ == "parquet" and out is None and not dry_run and sys.stdout.isatty():
        raise UsageError("Parquet is no text: name a file with --out, or send it on.")
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        _check_source(catalogue, asked["source"])
        told = _write(catalogue, format_, (query, Filters(**asked), status), None if dry_run else out or "-")
    if as_json:
        echo_json({"documents": sum(told.values()), "by_status": told, "format": format_})
        return
    where = f" to {out}" if out and not dry_run else ""
    verb = "would be written" if dry_run else "written"
    click.echo(f"{_said(told, status)} {verb}{where}.", err=True)


def _check_source(catalogue: Catalogue, source: str | None) -> None:
    known = catalogue.sources() if source is not None else {}
    if source is not None and source not in known:
        raise UsageError(f"no source {safe(source)!r} in the catalogue; there are {listed(known)}.")


def _said(told: dict[str, int], status: str | None) -> str:
    number = counted(sum(told.values()), "document")
    if status is not None:
        return f"{number}, {status},"
    parts = ", ".join(f"{count} {name}" for name, count in told.items())
    return f"{number} of any status ({parts})" if told else number


def _write(
    catalogue: Catalogue, format_: str, asked: tuple[str, Filters, str | None], out: Path | str | None
) -> dict[str, int]:
    """Write to a draft first: a slow reader of our output must not keep the catalogue from its writers."""
    import tempfile

    from harvester.catalogue import publishing
    from harvester.durable import write_whole
    from harvester.publish.formats import FORMATS as known
    from harvester.publish.gather import entries, places
    from harvester.store import disk_errors

    target = out if isinstance(out, Path) else None
    with catalogue.reading() as connection:
        where, values = publishing.found(connection, *asked)
        told = publishing.counts(connection, where, values)
        if out is None:
            return told
        known_places = places(catalogue.sources())
        pieces = known[format_].write(entries(connection, known_places, where, values))
        if target is not None:
            write_whole(target, pieces)
            return told
        spool = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        with disk_errors(Path(tempfile.gettempdir())):
            for piece in pieces:
                spool.write(piece)
    with spool:
        spool.seek(0)
        stream = sys.stdout.buffer
        while chunk := spool.read(_CHUNK):
            stream.write(chunk)
        stream.flush()
    return told
