"""`harvester show`: one document or review with everything known about it."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.plain import counted, echo_json, hanging, safe, text
from harvester.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console
    from rich.text import Text

    from harvester.catalogue import Catalogue, Record
    from harvester.paths import DataDirectory
    from harvester.publish.name_checking import Names

_SHOWN_EVIDENCE = 60


@click.command()
@click.argument("name", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
@click.pass_obj
def show(data: DataDirectory, name: str, as_json: bool) -> None:
    """Show a document (d…) or review (r…) with its evidence; the beginning of an ID will do.

    \b
    Example:
      harvester show d2c05870619af
    """
    from harvester.catalogue import Catalogue

    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        record = catalogue.record(name.strip())
        names = _names(catalogue, record)
    if record is None:
        raise UsageError(f"no document or review {safe(name)!r}; 'harvester find WORDS' gives the IDs.")
    file = _file(data, record.fields.get("sha256"))
    if as_json:
        echo_json({**_as_json(record, file), **_names_json(names)})
    else:
        _print(record, file, names)


def _as_json(record: Record, file: str | None) -> dict[str, Any]:
    """The columns of the view at the top, and everything else beside them.

    `documents` is a column of `reviews` (their number), so the list has another name.
    """
    rest = dataclasses.asdict(record)
    fields, documents = rest.pop("fields"), rest.pop("documents")
    if record.kind == "review":
        names = ("decisions", "publishers", "entries")
        return {**fields, "kind": "review", **{n: rest[n] for n in names}, "members": documents}
    return {**fields, "file": file, **rest, "siblings": documents}


def _file(data: DataDirectory, sha256: str | None) -> str | None:
    from harvester.store import open_store

    return open_store(data).where(sha256) if sha256 else None


def _names(catalogue: Catalogue, record: Record | None) -> Names | None:
    """Possible real names in a document's file, as far as it was looked behind."""
    if record is None or record.kind != "document":
        return None
    from harvester.publish.name_checking import names_of

    with catalogue.reading() as connection:
        return names_of(connection, str(record.fields["id"]))


def _names_json(names: Names | None) -> dict[str, Any]:
    if names is None:
        return {}
    flags = [dataclasses.asdict(one) for one in names.flags]
    return {"real_names": {"looked": names.looked, "cleared": names.cleared, "flags": flags}}


def _print_names(console: Console, names: Names | None) -> None:
    if names is None or not names.flags:
        return
    state = "cleared by a person" if names.cleared else "to be looked at before publication"
    _heading(console, f"Possible real names ({state})")
    for flag in names.flags:
        console.print(hanging(text(f"  {flag.words()}"), 2))


def _print(record: Record, file: str | None, names: Names | None) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    fields = record.fields
    console.print(text(fields.get("title") or fields["id"], "bold"))
    if not record.kept:
        console.print(text("Not among the documents: the machine did not take it for a review.", "yellow"))
    for reason in record.reasons:
        console.print(text(f"  because {reason}", "dim"))
    console.print()
    _print_fields(console, record, file)
    _print_evidence(console, record)
    _print_documents(console, "Same text elsewhere", record.duplicates, ("source", "duplicate_of"))
    _print_documents(console, "Versions, oldest first", record.versions, ("first_seen", "presence"))
    of_review = "Documents" if record.kind == "review" else "Other documents of the review"
    _print_documents(console, of_review, record.documents, ("role", "language", "source"))
    _print_entries(console, record)
    _print_sightings(console, record)
    _print_captures(console, record)
    _print_names(console, names)
    _print_history(console, record)


def _print_fields(console: Console, record: Record, file: str | None) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold", ratio=1)
    for name, value in record.fields.items():
        if name == "title":
            continue
        shown = ", ".join(value) if isinstance(value, list) else value
        table.add_row(text(name), text("–", "dim") if shown in (None, "") else text(shown))
    if record.publishers:
        table.add_row(text("publishers"), text(", ".join(record.publishers)))
    if record.group_reason:
        table.add_row(text("grouped because"), text(record.group_reason))
    if record.kind == "document":
        table.add_row(text("file"), text(file) if file else text("not held", "yellow"))
    console.print(table)


def _heading(console: Console, words: str) -> None:
    console.print()
    console.print(text(words, "bold"))


def _print_evidence(console: Console, record: Record) -> None:
    if not record.evidence:
        return
    _heading(console, "Evidence (✓ = the value in use)")
    for item in record.evidence[:_SHOWN_EVIDENCE]:
        console.print(hanging(_evidence_line(item, record.fields.get(item["field"])), 4))
        if item["line"]:
            console.print(hanging(text(f"      “{item['line']}”", "dim"), 6))
    if len(record.evidence) > _SHOWN_EVIDENCE:
        console.print(
            text(f"  … and {len(record.evidence) - _SHOWN_EVIDENCE} more (--json lists all)", "dim")
        )


def _evidence_line(item: dict[str, Any], value: object) -> Text:
    used = item["value"] in value if isinstance(value, list) else item["value"] == value
    page = f", page {item['page']}" if item["page"] is not None else ""
    line = text(f"  {'✓' if used else ' '} ")
    line.append_text(text(item["field"], "cyan"))
    line.append_text(text(f" {item['value']}", "bold" if used else ""))
    line.append_text(text(f"  {item['origin']}{page}; {item['rule']}; {item['confidence']:.2f}", "dim"))
    return line


def _print_documents(
    console: Console, words: str, documents: Sequence[dict[str, Any]], facts: Sequence[str]
) -> None:
    if not documents:
        return
    _heading(console, words)
    for row in documents:
        told = " · ".join(str(row[name]) for name in facts if row.get(name))
        line = text(f"  {row['id']}  ")
        indent = len(line)
        line.append_text(text(row["title"], "bold"))
        line.append_text(text(f"  {told}", "dim"))
        console.print(hanging(line, indent))


def _print_entries(console: Console, record: Record) -> None:
    if not record.entries:
        return
    _heading(console, "In national lists")
    for row in record.entries:
        told = " · ".join(str(part) for part in (row["source"], row["number"]) if part)
        line = text(f"  {row['title']}")
        line.append_text(text(f"  {told}", "dim"))
        console.print(line)
        if row["subjects"]:
            console.print(text(f"    subjects: {'; '.join(row['subjects'])}", "dim"))


def _print_sightings(console: Console, record: Record) -> None:
    if not record.sightings:
        return
    _heading(console, f"Seen {counted(len(record.sightings), 'way')}")
    for row in record.sightings:
        console.print(text(f"  {row['url']}"))
        words = row["link_text"] or "(no words)"
        under = f" under “{row['heading']}”" if row["heading"] else ""
        console.print(text(f"    “{words}”{under} on {row['page_url']}", "dim"))
        console.print(text(f"    first {row['first_seen']}, last {row['last_seen']}", "dim"))


def _print_captures(console: Console, record: Record) -> None:
    if record.captures:
        _heading(console, "Not from the site itself")
    for row in record.captures[:10]:
        console.print(text(f"  from the web archive {row['archive'] or '?'}, captured {row['captured']}"))
        console.print(text(f"    {row['url']}", "dim"))


def _print_history(console: Console, record: Record) -> None:
    if record.fetches:
        _heading(console, "Asked for, newest first")
    for row in record.fetches[:10]:
        status = f" {row['status']}" if row["status"] else ""
        message = f": {row['message']}" if row["message"] else ""
        often = f" ({row['times']} times since run {row['first_run']})" if row["times"] > 1 else ""
        console.print(text(f"  {row['at']}  run {row['run_id']}  {row['outcome']}{status}{message}{often}"))
        console.print(text(f"    {row['url']}", "dim"))
    if record.decisions:
        _heading(console, "Decisions")
    for row in record.decisions:
        what = "taken back" if row["value"] is None else row["value"] or "none"
        reason = f" ({row['reason']})" if row["reason"] else ""
        console.print(text(f"  {row['at']}  {row['who']}: {row['field']} = {what}{reason}"))
