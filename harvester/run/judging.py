"""The end of a run for one source: how it ended, what is lost of it, what of it is not as expected."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester.clock import utc_now
from harvester.expectations import check

if TYPE_CHECKING:
    from harvester.catalogue import Catalogue
    from harvester.gates import Gates
    from harvester.run.options import SourceReport
    from harvester.sources import Declaration


def record(
    catalogue: Catalogue, run_id: int, declaration: Declaration, ended: SourceReport, gates: Gates
) -> SourceReport:
    """Keep how a source ended, and say how it is judged once the run is finished.

    What the gate withholds is not yet in `ended`: `Catalogue.finish_run`, called with the same gates,
    comes to what is returned here.
    """
    losses = catalogue.losses(run_id, ended.source, ended.outcome, gates)
    broken = check(
        declaration.expect,
        ended.outcome,
        catalogue.listed_figures(run_id, ended.source),
        dt.date.fromisoformat(utc_now()[:10]),
    )
    said = [ended.message, *(one.message for one in broken if one.message not in ended.message)]
    ended = replace(ended, message="; ".join(part for part in said if part))
    with catalogue.writing():
        catalogue.record_source(run_id, ended)
        catalogue.record_broken(run_id, ended.source, broken)
    outcome, message = losses.judged(ended.outcome, ended.message, ended.source)
    return replace(
        ended,
        outcome=outcome,
        message=message,
        documents_lost=len(losses.withdraw),
        documents_withheld=len(losses.withhold),
    )
