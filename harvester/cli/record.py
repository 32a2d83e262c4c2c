"""`harvester record`: save a golden case from a live site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harvester.cli.configured import (
    allow_host_option,
    configured,
    delay_option,
    replay_option,
    sources_option,
)
from harvester.errors import HarvesterError, UsageError
from harvester.vocabulary import ExitCode, Nation

if TYPE_CHECKING:
    from harvester.paths import DataDirectory

PAGES = 12  # enough to find the list of reviews from the homepage of a site
KINDS = ("hub", "listing", "case_page")


@click.command()
@click.argument("slug")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("recorded"),
    show_default=True,
    help="Where the case is written; ignored by git.",
)
@click.option("--page", "url", metavar="URL", help="Record this page instead of the best list found.")
@click.option("--max-pages", type=click.IntRange(min=1), default=PAGES, show_default=True, metavar="N")
@sources_option
@replay_option
@allow_host_option
@delay_option
def record(slug: str, into: Path, url: str | None, sources_dir: Path | None, **options: Any) -> int:
    """Save a golden case of a source: its page that lists reviews, and what detection makes of it.

    A few pages are crawled, politely, as `harvester crawl` would. Read expected.json against the
    page before you move the case to tests/sources/: it says what detection finds, not what is true.

    \b
    Examples:
      HARVESTER_CONTACT=you@example.org harvester record norfolk
      harvester record norfolk --page https://www.example.org/case-reviews/
    """
    from tempfile import TemporaryDirectory

    from harvester.paths import DataDirectory
    from harvester.run import RunOptions, crawl
    from harvester.run.selection import select
    from harvester.sources import load_declarations
    from harvester.store import disk_errors
    from harvester.stores.place import keep_here

    declaration = select(load_declarations(sources_dir), [slug])[0]
    folder = into / slug
    if folder.exists():
        raise UsageError(f"{folder} is there already; move it away first.")
    with disk_errors(into):  # before sites are asked for what cannot be kept
        into.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        data = DataDirectory(Path(scratch))
        keep_here(data)
        said = {f"crawl.{name}": options.pop(name) for name in ("allow_hosts", "delay", "max_pages")}
        run = RunOptions.configured(
            configured(said),
            data=data,
            slugs=(slug,),
            sources_dir=sources_dir,
            read=False,
            command="record",
            **options,
        )
        report = crawl(run)
        page = url or _best_page(data, slug)
        if page is None:
            why = report.sources[0].message or report.sources[0].outcome
            raise HarvesterError(f"no page of {slug} lists reviews ({why}); name one with --page.")
        archives = [*run.replay] or [data.warc]
        return _write(data, archives, {"url": page, "nation": str(declaration.nation)}, folder)


def _best_page(data: DataDirectory, slug: str) -> str | None:
    """The visited page with most candidates, lists of reviews before pages of one review."""
    from harvester.catalogue import Catalogue

    with Catalogue.open(data.catalogue, create=False) as catalogue, catalogue.reading() as connection:
        rows = connection.execute(
            "SELECT url, kind, candidates FROM page_visit "
            "WHERE source = ? AND outcome IN ('ok', 'not_modified')",
            (slug,),
        ).fetchall()
    lists = [row for row in rows if row["kind"] in KINDS]
    best = max(lists, key=lambda row: (row["candidates"], -KINDS.index(row["kind"])), default=None)
    return str(best["url"]) if best else None


def _write(data: DataDirectory, archives: list[Path], notes: dict[str, Any], folder: Path) -> int:
    from harvester.evaluate.golden import read_golden_page, write_case
    from harvester.store import disk_errors
    from harvester.warc_replay import Replay

    url = notes["url"]
    replay = Replay(data.root, archives)
    try:
        answer = replay.answer(url)
    finally:
        replay.close()
    if answer is None:
        raise HarvesterError(
            f"{url} was not among the pages crawled; raise --max-pages or check the address."
        )
    with disk_errors(folder):
        write_case(folder, answer.body, {**notes, "captured": answer.at, "basis": "recorded"})
    found = read_golden_page(answer.body, url, Nation(notes["nation"]))
    click.echo(
        f"wrote {folder} from {url}: {found['kind']}, {len(found['documents'])} documents, "
        f"{len(found['follow'])} pages to follow.\nRead {folder}/expected.json against the page, "
        f"take names of staff out, then move it to tests/sources/{folder.name}/."
    )
    return ExitCode.OK
