"""Material for digests, made up; some of it hostile."""

from __future__ import annotations

from typing import Any

from harvester.accounts import Alarm, DocumentNews, RunAccount
from harvester.tell.material import Material, Problem, Trouble, Waiting
from harvester.vocabulary import SourceOutcome
from tests.report.reports import account_of, news

__all__ = ["account", "broken", "material", "news"]


def account(*sources: Any, run_id: int = 12, **values: Any) -> RunAccount:
    plain: dict[str, Any] = {
        "run_id": run_id,
        "command": "nightly",
        "started": f"2026-11-{14 + run_id:02}T01:00:00Z",
        "finished": f"2026-11-{14 + run_id:02}T03:00:00Z",
        "exit_code": 0,
        "reason": "all well",
        "documents": 1834,
        "sources": sources,
    }
    return RunAccount(**{**plain, **values})


def broken(slug: str = "birch", *, nights: int = 3, since: str = "2026-11-12", **values: Any) -> Trouble:
    alarm = Alarm(what="trouble", nights=nights, since=since, message="…", first_time=nights == 3)
    plain: dict[str, Any] = {
        "outcome": SourceOutcome.SUSPECT,
        "listed": 0,
        "message": "lists nothing, though 14 documents known: look at the site",
        "nights_in_trouble": nights,
        "since": f"{since}T01:00:00Z",
        "alarms": (alarm,) if nights >= 3 else (),
    }
    return Trouble(account=account_of(slug, **{**plain, **values}), since=f"{since}T01:00:00Z")


def material(*told: DocumentNews, **values: Any) -> Material:
    plain: dict[str, Any] = {
        "run_id": 12,
        "night": "2026-11-26T01:00:00Z",
        "accounts": (account(account_of("ashby", told)),),
    }
    return Material(**{**plain, **values})


def full() -> Material:
    """Everything at once."""
    hostile = "<script>alert(1)</script>\u202egnp.exe\x1b[31m \"q\" & 'so' @everyone"
    told = (
        news("new", 0),
        news("new", 1, title=hostile, url="javascript:alert(1)", page_url=None, board=None, published=None),
        news("changed", 2),
        news("moved", 3),
        news("withdrawn", 4, reason="gone (410) on 3 nights"),
        news("withheld", 5),
        news("unreachable", 6),
    )
    first = account_of("damson", tuple(news("new", n, source="damson") for n in range(9)), baseline=True)
    return material(
        accounts=(account(account_of("ashby", told), first),),
        troubled=(broken("birch"), broken("cedar", nights=1, since="2026-11-26", message=hostile)),
        waiting=(Waiting(source="elder", title="Elder Board", withdrawals=13, values=2),),
        problems=(Problem(step="backup", message="backup: no room"),),
        new_reviews=1,
    )
