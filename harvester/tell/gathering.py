"""Gathering from the catalogue what there is to tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.catalogue import telling
from harvester.tell.material import Material, Trouble, Waiting

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from harvester.accounts import RunAccount, SourceAccount
    from harvester.catalogue import Catalogue
    from harvester.gates import Gates
    from harvester.tell.material import Problem


def gather(
    catalogue: Catalogue,
    run_id: int,
    *,
    gates: Gates,
    after: int | None = None,
    live: Collection[str] | None = None,
    problems: Sequence[Problem] = (),
) -> Material:
    """What there is to tell after a run.

    Args:
        catalogue: where it stands.
        run_id: the run that was the last.
        gates: after how many nights an alarm is raised.
        after: the last run that was told; None: tell of this run alone.
        live: slugs of sources that are crawled; trouble of others is no longer told. None: all.
        problems: what went wrong with the night itself.
    """
    last = run_id if after is None else min(after + 1, run_id)
    with catalogue.reading() as connection:
        runs = sorted({*telling.runs_after(connection, last - 1, run_id), run_id})
        standings = telling.standings(connection)
        held = telling.waiting(connection)
    accounts = [found for number in runs if (found := catalogue.run_account(number, gates)) is not None]
    heard = [one for one in standings if live is None or one.source in live]
    own: dict[int, RunAccount | None] = {account.run_id: account for account in accounts}
    troubled = []
    for one in heard:
        if one.outcome not in TROUBLE:
            continue
        if one.run_id not in own:
            own[one.run_id] = catalogue.run_account(one.run_id, gates)
        found_account = _of(own[one.run_id], one.source)
        if found_account is not None:
            troubled.append(
                Trouble(account=replace(found_account, nights_in_trouble=one.nights), since=one.since)
            )
    material = Material(
        run_id=run_id,
        night=accounts[-1].started if accounts else "",
        accounts=tuple(accounts),
        troubled=tuple(troubled),
        well={one.source: one.title for one in heard if one.outcome not in TROUBLE},
        waiting=tuple(
            Waiting(source=source, title=title, withdrawals=withdrawals, values=values)
            for source, title, withdrawals, values in held
        ),
        problems=tuple(problems),
    )
    with catalogue.reading() as connection:
        ids = [one.document_id for one in material.news("new")]
        number = telling.new_reviews(connection, ids, runs[0])
    return replace(material, new_reviews=number)


def _of(account: RunAccount | None, source: str) -> SourceAccount | None:
    return next((one for one in account.sources if one.source == source), None) if account else None
