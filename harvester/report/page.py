"""The report of a night as one HTML file that loads nothing. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.accounts import TROUBLE
from harvester.report.night import FAILED
from harvester.report.parts import counted, duration, link, mark, plain, size, table, time
from harvester.report.style import STYLE
from harvester.vocabulary import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.accounts import DocumentNews, RunAccount, SourceAccount
    from harvester.report.night import NightReport

MEANING = {
    ExitCode.OK: "all well",
    ExitCode.UNEXPECTED: "a step failed, or a source was not crawled to its end",
    ExitCode.SOURCES_NEED_CARE: "finished, but some source needs care",
    ExitCode.GATE: "the gate refused: too much would have been lost",
    ExitCode.NOTHING_DUE: "nothing was due",
    ExitCode.DISK: "the disk is full, read-only or failing",
    ExitCode.NETWORK: "the network was down as a whole",
    ExitCode.STOPPED: "stopped by a signal; state saved",
}
_CARE = {ExitCode.SOURCES_NEED_CARE, ExitCode.NOTHING_DUE, ExitCode.STOPPED}
# what → title of its section, and what it means
SECTIONS = {
    "new": ("New documents", ""),
    "changed": ("Changed", "New bytes at a known address; the old ones are kept."),
    "moved": ("Moved", "Known bytes, offered at another address only."),
    "returned": ("Back again", "Offered again after they were withdrawn or out of reach."),
    "withdrawn": ("Withdrawn", "No longer offered by their sites; we keep what we hold."),
    "withheld": ("Withheld", "Withdrawals that the gate holds back until a person has looked."),
    "unreachable": ("Out of reach", "Listed, but not to be had tonight; nothing is concluded from that."),
}
_MOST = 500  # rows of one section


def night_page(report: NightReport) -> str:
    """The whole page: a complete HTML document without scripts, images or addresses it would load."""
    parts = [
        _head(report),
        *_figures(report.account),
        *_troubled(report),
        *_alarms(report.account),
        *_news(report.account),
        *_expectations(report.account),
        *_values(report.account),
        *_steps(report),
        *_sources(report),
        *_waiting(report),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _head(report: NightReport) -> str:
    code = report.exit_code
    tone = "" if code == ExitCode.OK else "care" if code in _CARE else "bad"
    title = f"harvester: run {report.run_id}, {report.started[:10]}"
    notes = "".join(f"<p>{plain(note)}</p>" for note in report.notes)
    reason = "" if report.reason == MEANING.get(code) else f" {plain(_sentence(report.reason))}"
    meaning = MEANING.get(code, f"exit code {code}")
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{plain(title)}</title>
<style>{STYLE}</style></head><body><main>
<h1>Night of {time(report.started[:10])}</h1>
<p class="when">Run {report.run_id}: {time(report.started)} to {time(report.finished)},
{plain(duration(report.seconds))}.</p>
<p class="verdict {tone}"><strong>{plain(_sentence(meaning))}</strong>{reason}
<span class="soft">Exit code {code}.</span></p>
{notes}"""


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:].rstrip(".") + "."


def _figures(account: RunAccount | None) -> Iterator[str]:
    if account is None:
        return
    totals = account.totals
    first = sum(one.new for one in account.sources if one.baseline)
    shown = (
        ("new", totals["new"] - first),
        *((("at first harvests", first),) if first else ()),
        ("changed or moved", totals["changed"] + totals["moved"]),
        ("withdrawn", totals["withdrawn"]),
        ("withheld", totals["withheld"]),
        ("sources in trouble", totals["in_trouble"]),
        ("documents offered in all", account.documents),
    )
    items = "".join(
        f'<li class="{"zero" if not number else ""}"><b>{number:,}</b>{plain(words)}</li>'
        for words, number in shown
    )
    yield f'<ul class="figures">{items}</ul>'


# ---------------------------------------------------------------- trouble


def _troubled(report: NightReport) -> Iterator[str]:
    """Sources that need a person, and since when; from the account, else from the crawl's own words."""
    if report.account is not None:
        bad = [one for one in report.account.sources if one.in_trouble]
        if not bad:
            return
        bad.sort(key=lambda one: (-one.nights_in_trouble, one.source))
        yield _heading("Sources in trouble", len(bad))
        yield table(
            "Worst first, by nights in trouble",
            ("source", "outcome", "since", "nights", "listed", "known", "what was seen"),
            [
                (
                    f'{plain(one.title)} <span class="soft">{plain(one.source)}</span>',
                    mark(one.outcome),
                    time((one.since or "")[:10]),
                    str(one.nights_in_trouble),
                    str(one.listed),
                    str(one.known),
                    plain(one.message),
                )
                for one in bad
            ],
            "---nnn-",
        )
        return
    crawled = [one for one in report.sources if one.outcome in TROUBLE]
    if crawled:
        yield _heading("Sources in trouble", len(crawled))
        rows = [(plain(one.title), mark(one.outcome), plain(one.message)) for one in crawled]
        yield table("As the crawl found them", ("source", "outcome", "what was seen"), rows)


def _alarms(account: RunAccount | None) -> Iterator[str]:
    raised = [(one, alarm) for one in (account.sources if account else ()) for alarm in one.alarms]
    if not raised:
        return
    yield _heading("Alarms", len(raised))
    for source, alarm in raised:
        first = "raised tonight" if alarm.first_time else "raised before"
        yield f"<h3>{plain(source.title)}: {plain(alarm.what)}</h3>"
        yield (
            f"<p>{plain(alarm.message)} {counted(alarm.nights, 'night')} in a row, since "
            f"{time(alarm.since[:10])}; {first}.</p>"
        )
        if alarm.outcomes:
            yield f"<p>Nights: {' → '.join(mark(one) for one in alarm.outcomes)}</p>"
        if alarm.picture:
            # The report lies in runs/<id>/, the picture somewhere below the data directory.
            seen = "What changed in the list: before and after"
            yield f'<p><a href="../../{plain(alarm.picture)}">{seen}</a></p>'


# ---------------------------------------------------------------- documents


def _news(account: RunAccount | None) -> Iterator[str]:
    if account is None:
        return
    for what, (title, meaning) in SECTIONS.items():
        news = [one for source in account.sources if not _hides(source, what) for one in source.news]
        yield from _section(title, meaning, [one for one in news if one.what == what])
        if what == "new":
            yield from _baselines(account)


def _hides(source: SourceAccount, what: str) -> bool:
    return source.baseline and what == "new"


def _section(title: str, meaning: str, news: Sequence[DocumentNews]) -> Iterator[str]:
    if not news:
        return
    yield _heading(title, len(news))
    if meaning:
        yield f"<p>{plain(meaning)}</p>"
    reasons = any(one.reason for one in news)
    heads = ("title", "kind", "area", "published", "listed on", *(("why",) if reasons else ()))
    rows = [(*_row(one), *((plain(one.reason),) if reasons else ())) for one in news[:_MOST]]
    yield table(f"{title}, by source", heads, rows, "t")
    if len(news) > _MOST:
        yield f"<p>And {len(news) - _MOST} more: <code>harvester runs show</code> lists all.</p>"


def _row(one: DocumentNews) -> tuple[str, str, str, str, str]:
    role = "" if one.role in ("other", "overview_report") else f", {one.role.replace('_', ' ')}"
    return (
        link(one.url, one.title),
        plain(one.review_type.upper() if len(one.review_type) <= 4 else one.review_type.replace("_", " "))
        + plain(role),
        plain(one.board or one.source),
        time(one.published)
        if one.published and len(one.published) == 10
        else plain(one.published or "no date"),
        link(one.page_url, one.source),
    )


def _baselines(account: RunAccount) -> Iterator[str]:
    first = [one for one in account.sources if one.baseline and one.new]
    if first:
        said = ", ".join(f"{plain(one.title)} ({one.new})" for one in first)
        yield "<h3>Harvested for the first time</h3>"
        yield f"<p>Counted, and not listed here: {said}.</p>"


def _expectations(account: RunAccount | None) -> Iterator[str]:
    broken = [(one, said) for one in (account.sources if account else ()) for said in one.expectations_broken]
    if broken:
        yield _heading("Expectations not met", len(broken))
        rows = [(plain(one.title), plain(said)) for one, said in broken]
        yield table("What the declarations expect of a good night", ("source", "expectation"), rows)


def _values(account: RunAccount | None) -> Iterator[str]:
    """Fields of known documents that were filled or lost, by source."""
    rows = [
        (plain(one.title), _fields(one.values_gained), _fields(one.values_lost), _fields(one.values_withheld))
        for one in (account.sources if account else ())
        if any((*one.values_gained.values(), *one.values_lost.values(), *one.values_withheld.values()))
    ]
    if rows:
        yield "<h2>Values gained and lost</h2>"
        yield table("Of documents known before", ("source", "gained", "lost", "withheld"), rows)


def _fields(counts: dict[str, int]) -> str:
    return plain(", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)) or "–"


# ---------------------------------------------------------------- the run itself


def _steps(report: NightReport) -> Iterator[str]:
    yield "<h2>Steps</h2>"
    totals = report.totals()
    yield (
        f"<p>{totals['requests']:,} requests, {plain(size(totals['bytes']))} received, "
        f"{counted(totals['pages_fetched'], 'page')} read.</p>"
    )
    rows = [
        (
            plain(step.name),
            mark(step.outcome if step.outcome != FAILED else "failed"),
            plain(duration(step.seconds)) if step.seconds else "–",
            plain(step.message),
        )
        for step in report.steps
    ]
    yield table("In the order in which they ran", ("step", "outcome", "took", "result"), rows, "--n-")
    if report.fetches:
        said = ", ".join(f"{plain(name)} {count}" for name, count in sorted(report.fetches.items()))
        yield f"<p>Requests for documents by outcome: {said}.</p>"


def _sources(report: NightReport) -> Iterator[str]:
    if not report.sources:
        return
    rows = [
        (
            plain(one.source),
            mark(one.outcome),
            str(one.documents_listed),
            str(one.documents_new),
            str(one.documents_changed),
            str(one.documents_lost),
            f"{one.pages_fetched:,}",
            f"{one.requests:,}",
            plain(size(one.bytes)),
            plain(duration(one.seconds)),
        )
        for one in sorted(report.sources, key=lambda one: one.source)
    ]
    heads = (
        "source",
        "outcome",
        "listed",
        "new",
        "changed",
        "withdrawn",
        "pages",
        "requests",
        "bytes",
        "took",
    )
    yield f"<h2>All sources</h2><details><summary>{counted(len(rows), 'source')}</summary>"
    yield table("Sources of this night", heads, rows, "--nnnnnnnn")
    yield "</details>"


def _waiting(report: NightReport) -> Iterator[str]:
    if report.waiting:
        rows = [(plain(one.source), time(one.until), plain(one.why)) for one in report.waiting]
        yield f"<details><summary>{counted(len(rows), 'source')} not due</summary>"
        yield table("Sources that wait", ("source", "until", "why"), rows)
        yield "</details>"


def _heading(title: str, count: int) -> str:
    return f'<h2>{plain(title)} <span class="soft">({count})</span></h2>'
