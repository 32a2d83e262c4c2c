"""Which sources a night takes, and which of them cannot be crawled on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.clock import utc_now
from harvester.errors import ConfigurationError
from harvester.many.cluster import require_dask
from harvester.report import Waiting
from harvester.run.beforehand import require_contact, require_rendering
from harvester.run.selection import select
from harvester.schedule import due as plan_due

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from harvester.catalogue import Catalogue
    from harvester.config import Config
    from harvester.run.options import RunOptions
    from harvester.sources import Declaration


def plan_night(
    catalogue: Catalogue | None, declared: Mapping[str, Declaration]
) -> tuple[list[Declaration], tuple[Waiting, ...]]:
    """The live sources that are due, and those that wait, each with until when and why."""
    plan = plan_due(declared.values(), catalogue.past_nights() if catalogue else {}, utc_now())
    return list(plan.due), tuple(Waiting(source=w.source, until=w.until, why=w.why) for w in plan.waiting)


def with_what_they_need(
    due: Sequence[Declaration], chromium: str | None
) -> tuple[list[Declaration], list[str]]:
    """The sources that can be crawled here, and a sentence if some cannot.

    A browser that an update took away must not cost the whole night.
    """
    try:
        require_rendering(due, chromium)
    except ConfigurationError as error:
        left = [one.slug for one in due if one.render]
        return [one for one in due if not one.render], [f"left out: {', '.join(left)}: {error}"]
    return list(due), []


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a night would do if it began now."""

    data: str
    due: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    steps: tuple[str, ...]
    problems: tuple[str, ...]  # why it would end early


def dry_run(options: RunOptions, config: Config) -> DryRun:
    """Look at everything a night begins with; nothing is written, locked, or asked.

    Raises:
        HarvesterError: what a night would also end with at once: no contact, a wrong declaration, a catalogue
            that is newer or damaged.
    """
    from harvester.catalogue import Catalogue
    from harvester.run.limits import short_of_room
    from harvester.run.lock import holder
    from harvester.sources import load_declarations

    declared = load_declarations(options.sources_dir)
    require_contact(options, select(declared, ()))
    require_dask(options.workers)
    if options.data.catalogue.exists():
        with Catalogue.open(options.data.catalogue, create=False, read_only=True) as catalogue:
            due, waiting = plan_night(catalogue, declared)
    else:
        due, waiting = plan_night(None, declared)
    due, without = with_what_they_need(due, options.chromium)
    held_by = holder(options.data)
    busy = f"{options.data.root} is in use by {held_by} (exit 7)" if held_by else None
    short = short_of_room(options.data.root, options.min_free_gb)
    limits = config.nightly
    return DryRun(
        data=str(options.data.root),
        due=tuple(one.slug for one in due),
        waiting=waiting,
        steps=(
            f"crawl them{_where(options)}, with {limits.retries} further attempts at those that fail, "
            f"in {limits.hours:g} hours at most",
            "suggest codings for what is new",
            f"verify one part in {limits.verify_parts} of what is kept",
            f"back up the catalogue and keep {limits.backups} backups",
            f"write the report, and tell {_whom(config)}",
        ),
        problems=(*(one for one in (busy, short) if one), *without),
    )


def _where(options: RunOptions) -> str:
    workers = options.workers
    if workers is None:
        return ""
    if workers.address:
        return f" on the Dask workers of {workers.address}"
    return f" on {workers.count or os.cpu_count() or 1} Dask workers of this machine"


def _whom(config: Config) -> str:
    count = len(config.notify.urls)
    if not count:
        return "nobody (notify.urls is empty)"
    return f"{count} {'address' if count == 1 else 'addresses'} ({config.notify.when})"
