"""`harvester sources`: list, check, show and write declarations."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import sources_option
from harvester.cli.files import write_text
from harvester.cli.plain import counted, day, safe
from harvester.errors import DeclarationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from harvester.paths import DataDirectory
    from harvester.schedule import Next, PastNight
    from harvester.sources import Declaration

_MOST_WIDE = (22, 9)  # characters of a slug and of a nation that stand on one line
_LEAST_WIDE = 12  # of an address


@click.group()
def sources() -> None:
    """Look at, check and write source declarations (one YAML file per publisher's site).

    \b
    Examples:
      harvester sources list
      harvester sources show norfolk
      harvester sources new northmoor --title "Northmoor Safeguarding Children Partnership" \\
          --homepage https://www.example.org/ --authority E06000001
    """


def _load(sources_dir: Path | None) -> dict[str, Declaration]:
    from harvester.sources import load_declarations

    return load_declarations(sources_dir)


@sources.command("list", short_help="All declared sources, and when each is due.")
@sources_option
@click.option("--json", "as_json", is_flag=True, help="Print one array of declarations.")
@click.pass_obj
def list_sources(data: DataDirectory, sources_dir: Path | None, as_json: bool) -> None:
    """All declared sources: slug, nation, status, how often and when next a night takes it, homepage.

    \b
    Examples:
      harvester sources list
      harvester sources list --sources my-sources --json
    """
    declarations = _load(sources_dir)
    if as_json:
        everything = [one.to_json() for one in declarations.values()]
        click.echo(json.dumps(everything, ensure_ascii=False, indent=2))
        return
    due = _due(data, declarations.values())
    rows = [("slug", "nation", "status", "every", "due", "homepage")]
    for one in declarations.values():
        at = day(due[one.slug].at) if due[one.slug].at else "now" if due[one.slug].due else ""
        every = one.every if one.status == "live" else ""
        home = (one.homepage or "none known").removeprefix("https://").removeprefix("www.")
        rows.append((one.slug, one.nation, one.status, every, at, safe(home)))
    head, *lines = _in_columns(rows, shutil.get_terminal_size().columns)
    click.secho(head, bold=True)
    click.echo("\n".join(lines))
    live = sum(one.status == "live" for one in declarations.values())
    click.echo(f"\n{counted(len(declarations), 'source')}, {live} live.")


def _in_columns(rows: Sequence[Sequence[str]], room: int) -> Iterator[str]:
    """Lines of a table: the first two columns go on below where they are long, the last is cut at the edge.

    Hundreds of rows, for which rich takes longer than finding out what they say.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    widths[:2] = [min(width, most) for width, most in zip(widths, _MOST_WIDE, strict=False)]
    last = widths[-1] = max(_LEAST_WIDE, room - sum(widths[:-1]) - len(widths[:-1]))
    for row in rows:
        cells = [*row[:-1], row[-1] if len(row[-1]) <= last else f"{row[-1][: last - 1]}\u2026"]
        while any(cells):
            both = list(zip(cells, widths, strict=True))
            yield " ".join(f"{cell[:width]:{width}}" for cell, width in both).rstrip()
            cells = [cell[width:] for cell, width in both]


def _due(data: DataDirectory, declarations: Iterable[Declaration]) -> dict[str, Next]:
    """When each source is due, by what is kept of earlier nights."""
    from harvester.catalogue import Catalogue
    from harvester.clock import utc_now
    from harvester.schedule import next_due

    nights: dict[str, tuple[PastNight, ...]] = {}
    if data.catalogue.exists():
        with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
            nights = catalogue.past_nights()
    now = utc_now()
    return {one.slug: next_due(one, nights.get(one.slug, ()), now) for one in declarations}


@sources.command("check", short_help="Check declarations, each alone and all together.")
@sources_option
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[FILE]...")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(sources_dir: Path | None, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check declarations: every key known, every value legal; the shipped set also as a whole.

    With FILEs just these are checked, each alone, and with --sources each of that directory. Without, those
    that the configuration names are, each alone, or else the shipped set, with
    the rules that hold between sources (each authority once, known codes). Exit code 4 on findings.

    \b
    Examples:
      harvester sources check
      harvester sources check my-sources/northmoor.yaml
    """
    if paths and _is_configured():
        sources_dir = None  # who names files asks of these, and not of what all commands use
    count, findings = _check_alone(paths, sources_dir) if paths or sources_dir else _check_shipped()
    if as_json:
        click.echo(json.dumps({"checked": count, "findings": findings}, ensure_ascii=False, indent=2))
    elif not findings:
        click.echo(f"{counted(count, 'declaration')} in order.")
    if findings:
        lines = "".join(f"\n  {line}" for line in findings)
        raise DeclarationError(f"{counted(len(findings), 'finding')}:{lines}")


def _is_configured() -> bool:
    """Whether a directory of declarations comes from the environment or the file, not from this call."""
    from click.core import ParameterSource

    said = click.get_current_context().get_parameter_source("sources_dir")
    return said is not ParameterSource.COMMANDLINE


def _check_alone(paths: tuple[Path, ...], sources_dir: Path | None) -> tuple[int, list[str]]:
    from harvester.sources import load_declaration, load_declarations

    findings: list[str] = []
    count = 0
    for path in paths:
        count += 1
        try:
            if path.is_dir():
                count += len(load_declarations(path)) - 1
            else:
                load_declaration(path)
        except DeclarationError as error:
            findings += str(error).splitlines()
    if sources_dir:
        try:
            count += len(load_declarations(sources_dir))
        except DeclarationError as error:
            findings += str(error).splitlines()
    return count, findings


def _check_shipped() -> tuple[int, list[str]]:
    from harvester.shipped import authority_names, check_shipped
    from harvester.sources import load_declarations

    try:
        declarations = load_declarations(None)
    except DeclarationError as error:
        return 0, str(error).splitlines()
    return len(declarations), check_shipped(declarations, authority_names())


@sources.command("show", short_help="One declaration, its hosts, and when it is due.")
@sources_option
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print the declaration as JSON.")
@click.pass_obj
def show(data: DataDirectory, sources_dir: Path | None, slug: str, as_json: bool) -> None:
    """One declaration, the hosts that crawling it is sure to touch, and when it is due.

    \b
    Example:
      harvester sources show norfolk
    """
    from harvester.run.selection import declared, hosts_of

    declaration = declared(_load(sources_dir), slug)
    values = declaration.to_json()
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    import yaml

    click.echo(yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100).rstrip())
    click.echo(f"# hosts it will touch: {', '.join(sorted(hosts_of(declaration))) or 'none known'}")
    due = _due(data, [declaration])[slug]
    click.echo(f"# due: {due.at or ('now' if due.due else 'never by itself')} ({due.why})")


@sources.command("new", short_help="Write a declaration for a new source.")
@click.argument("slug")
@click.option("--title", required=True, help="The publisher's full name.")
@click.option("--homepage", required=True, metavar="URL")
@click.option("--nation", default="england", show_default=True)
@click.option("--kind", default="partnership", show_default=True)
@click.option("--authority", "authorities", multiple=True, metavar="CODE", help="ONS code (repeatable).")
@click.option("--start", multiple=True, metavar="URL", help="A known page that lists reviews (repeatable).")
@click.option("--alias", "aliases", multiple=True, metavar="NAME", help="Another name (repeatable).")
@click.option("--min", "least", type=click.IntRange(min=0), metavar="N", help="Fewest documents expected.")
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path("spiders/sources"))
@click.option("--dry-run", is_flag=True, help="Print the file instead of writing it.")
def new(slug: str, into: Path, dry_run: bool, **answers: Any) -> None:
    """Write a declaration for a new source, checked before it is written.

    It never overwrites. Next: `harvester record SLUG` saves a golden case from the live site.

    \b
    Example:
      harvester sources new northmoor --title "Northmoor Safeguarding Children Partnership" \\
          --homepage https://www.example.org/ --authority E06000001
    """
    from harvester.sources_template import declaration_text

    text = declaration_text(slug, **answers)
    _validate(slug, text)
    if dry_run:
        click.echo(text, nl=False)
        return
    path = into / f"{slug}.yaml"
    if path.exists():
        raise UsageError(f"{path} is there already; edit it, or choose another slug.")
    if not into.is_dir():
        raise UsageError(f"{into} is no directory; say where declarations live with --into.")
    write_text(path, text)
    click.echo(f"wrote {path}. Next: harvester sources check {path} ; harvester record {slug}")


def _validate(slug: str, text: str) -> None:
    from tempfile import TemporaryDirectory

    from harvester.sources import load_declaration

    with TemporaryDirectory() as folder:
        draft = Path(folder) / f"{slug}.yaml"
        if draft.parent != Path(folder):
            raise UsageError(f"{slug!r} cannot be a slug: use lower-case letters, digits and hyphens.")
        draft.write_text(text, encoding="utf-8")
        try:
            load_declaration(draft)
        except DeclarationError as error:
            raise DeclarationError(str(error).replace(f"{folder}/", "")) from None
