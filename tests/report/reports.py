"""A night made up: everything that a report may have to say, some of it hostile."""

from __future__ import annotations

from harvester.accounts import Alarm, DocumentNews, RunAccount, SourceAccount, by_kind
from harvester.report import NightReport, StepReport, Waiting
from harvester.run.options import SourceReport
from harvester.vocabulary import SourceOutcome

HOSTILE = "<script>alert(1)</script>\u202egnp.exe\x1b[31m \"quoted\" & 'so'"


def news(what: str, number: int, **values: object) -> DocumentNews:
    plain = {
        "what": what,
        "document_id": f"ashby-{what}-{number}",
        "source": "ashby",
        "title": f"Child {chr(65 + number % 26)}: Serious Case Review, overview report",
        "review_type": "scr",
        "role": "overview_report",
        "case_name": None,
        "board": "Ashby Safeguarding Children Partnership",
        "published": "2016-03-17",
        "url": f"https://www.ashby-scp.example/files/{what}-{number}.pdf",
        "page_url": "https://www.ashby-scp.example/reviews/",
        "first_seen": "2026-11-20T01:00:00Z",
        "last_seen": "2026-11-25T01:00:00Z",
    }
    return DocumentNews(**{**plain, **values})  # type: ignore[arg-type]


def account_of(source: str, told: tuple[DocumentNews, ...] = (), **values: object) -> SourceAccount:
    plain = {
        "source": source,
        "title": f"{source.title()} Safeguarding Children Partnership",
        "nation": "england",
        "outcome": SourceOutcome.OK,
        "message": "",
        "listed": 14,
        "known": 14,
        "baseline": False,
        "news": told,
        **by_kind(told),
    }
    return SourceAccount(**{**plain, **values})  # type: ignore[arg-type]


def busy_account() -> RunAccount:
    told = (
        news("new", 0),
        news("new", 1, role="executive_summary", published="2019", review_type="learning_review"),
        news("new", 2, title=HOSTILE, url="javascript:alert(1)", board=None, published=None, page_url=None),
        news("changed", 3, replaces="ashby-old"),
        news("moved", 4),
        news(
            "withdrawn", 5, reason="gone (410) on 3 nights, 23, 24 and 25 November; it was up for 412 nights"
        ),
        news("withheld", 6, reason="13 of 40 documents would go at once"),
        news("unreachable", 7),
    )
    alarm = Alarm(
        what="trouble",
        nights=3,
        since="2026-11-23T01:00:00Z",
        message="Lists nothing, though 14 documents are known.",
        first_time=True,
        outcomes=("suspect", "suspect", "suspect"),
        picture="runs/12/alarms/birch.html",
    )
    return RunAccount(
        run_id=12,
        command="nightly",
        started="2026-11-26T01:00:00Z",
        finished="2026-11-26T03:07:00Z",
        exit_code=3,
        reason="need care",
        documents=1834,
        documents_withheld=1,
        sources=(
            account_of("ashby", told, values_gained={"published": 2}, values_lost={"board": 1}),
            account_of(
                "birch",
                outcome=SourceOutcome.SUSPECT,
                listed=0,
                nights_in_trouble=3,
                since="2026-11-23T01:00:00Z",
                message="lists nothing, though 14 documents known: look at the site",
                alarms=(alarm,),
            ),
            account_of(
                "cedar",
                outcome=SourceOutcome.FAILED,
                listed=0,
                nights_in_trouble=1,
                since="2026-11-26T01:00:00Z",
                message=f"no entrance answered (server_error); tried 3 times {HOSTILE}",
            ),
            account_of("damson", tuple(news("new", n, source="damson") for n in range(9)), baseline=True),
            account_of("elder", expectations_broken=("12 % of documents have a date, 60 % expected",)),
        ),
    )


def busy_night(**values: object) -> NightReport:
    account = busy_account()
    sources = tuple(
        SourceReport(
            source=one.source,
            title=one.title,
            outcome=one.outcome,
            pages_fetched=31,
            requests=58,
            bytes=14_200_000,
            documents_listed=one.listed,
            documents_new=one.new,
            documents_changed=one.changed,
            documents_lost=one.withdrawn,
            seconds=182.4,
            message=one.message,
        )
        for one in account.sources
    )
    plain = {
        "run_id": 12,
        "started": "2026-11-26T01:00:00Z",
        "finished": "2026-11-26T03:07:00Z",
        "seconds": 7620.0,
        "steps": (
            StepReport(
                name="crawl",
                outcome="done",
                seconds=7211,
                exit_code=3,
                message="need care: birch (suspect), cedar (failed)",
            ),
            StepReport(name="gate", outcome="done", seconds=0.4, message="1 of 1834 documents withheld"),
            StepReport(name="verify", outcome="done", seconds=64, message="part 26 of 30: 61 files sound"),
            StepReport(
                name="backup", outcome="failed", seconds=1.2, exit_code=1, message="backup: OSError: no"
            ),
            StepReport(name="report", outcome="done", seconds=0.1, message="runs/12/report.html"),
            StepReport(name="digest", outcome="done", seconds=2.4, message="told 2 addresses"),
        ),
        "sources": sources,
        "waiting": (Waiting(source="fern", until="2026-11-27T01:00:00Z", why="every 7d"),),
        "notes": ("crawling process 0 ended with -9; see crawl-0.err",),
        "fetches": {"ok": 12, "not_modified": 1790, "gone": 3},
        "account": account,
    }
    return NightReport(**{**plain, **values})  # type: ignore[arg-type]
