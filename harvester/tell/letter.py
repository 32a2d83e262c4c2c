"""A letter draft to a board whose page is broken, or whose robots.txt forbids its own reports. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from harvester.report.parts import counted, line
from harvester.tell.wording import day, web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from harvester.catalogue.telling import Refused

ROBOTS, BROKEN = "robots", "broken"
_WIDTH = 76
_MOST = 15  # addresses named
_ENDS = {
    "timeout": "it did not answer in time",
    "tls": "its certificate could not be verified",
    "unreachable": "it could not be reached",
    "server_error": "it answered with an error",
    "refused": "it led to an address that cannot be reached from the public web",
    "blocked": "it refused to answer our program",
    "gone": "it is not there (any more)",
    "too_large": "it was too large to fetch",
    "truncated": "it broke off",
    "empty": "it is an empty file",
    "not_a_document": "it leads to something else than the report",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What there is to write about."""

    title: str
    homepage: str | None
    contact: str | None
    agent: str  # the name that robots.txt may speak to
    today: str
    outcome: str | None = None  # of the last night
    trouble_since: str | None = None
    nights: int = 0  # in trouble, in a row
    known: int = 0  # documents that we know of
    listed: int = 0  # of them, on the last night
    pages: Sequence[str] = ()  # that list, or last listed, its documents
    denied_documents: Sequence[Refused] = ()
    denied_pages: Sequence[Refused] = ()
    broken_documents: Sequence[Refused] = ()
    broken_pages: Sequence[Refused] = ()


def reasons(case: Case) -> tuple[str, ...]:
    """What there is to write about: `robots`, `broken`, both or nothing."""
    found = []
    if case.denied_documents or case.denied_pages:
        found.append(ROBOTS)
    walls_only = case.outcome == "blocked" and case.denied_pages and not case.broken_pages
    if (case.trouble_since and not walls_only) or case.broken_documents:
        found.append(BROKEN)
    return tuple(found)


def letter(case: Case, reason: str) -> str:
    """The draft, as plain text; what stands in [brackets] is for the writer."""
    about = tuple(_robots(case) if reason == ROBOTS else _broken(case))
    parts = [
        f"To:      {line(case.title)}",
        f"Subject: {_subject(case, reason)}",
        f"Date:    {day(case.today)}",
        "",
        "Dear colleagues,",
        _paragraph(
            "We keep a library of the safeguarding reviews that boards and partnerships in the United "
            "Kingdom publish, so that what was learnt from them can still be found years later. A program "
            f'of ours named "{case.agent}" visits your public pages at night, one request at a time, and '
            "keeps to your robots.txt."
        ),
        *about,
        _paragraph(
            "If you would rather not have your reports kept, tell us, and we will leave it at that. For "
            f"questions, please write to {line(case.contact) or '[your address]'}."
        ),
        "With thanks for the work that these reports are part of,\n\n[your name]\n[your institution]\n"
        f"{line(case.contact) or '[your address]'}",
    ]
    head, body = "\n".join(parts[:4]), "\n\n".join(parts[4:])
    return f"{head}\n{body}\n"


def _subject(case: Case, reason: str) -> str:
    if reason == ROBOTS:
        number = len(case.denied_documents)
        what = f"{counted(number, 'report')} of yours" if number else "your pages of reviews"
        return f"Your robots.txt keeps libraries from {what}"
    if case.trouble_since:
        return "We can no longer read your page of published reviews"
    links = len(case.broken_documents)
    return f"{counted(links, 'link')} to published reviews that {'leads' if links == 1 else 'lead'} nowhere"


def _robots(case: Case) -> Iterator[str]:
    addresses = [*case.denied_documents, *case.denied_pages]
    host = _host(addresses[0].url if addresses else case.homepage)
    if case.denied_documents:
        since = day(min(one.since[:10] for one in case.denied_documents))
        yield _paragraph(
            f"Your site lists {counted(len(case.denied_documents), 'review document')} that the robots.txt "
            f"at {host} asks programs not to fetch. We saw this first on {since}, and have not fetched:"
        )
        yield _addresses(case.denied_documents, case.today, outcomes=False)
    if case.denied_pages:
        also = "It also forbids" if case.denied_documents else f"The robots.txt at {host} forbids"
        since = day(min(one.since[:10] for one in case.denied_pages))
        yield _paragraph(f"{also} these pages; we saw this first on {since}, and have not read:")
        yield _addresses(case.denied_pages, case.today, outcomes=False)
    yield _paragraph(
        "We suppose that this was not meant for published reports. Would you allow them? These lines "
        "in robots.txt would do. They speak to our program alone; what should hold for it beside them "
        "must stand below them too, because it then heeds no other group of rules:"
    )
    folders = sorted({_folder(one.url) for one in addresses})[:_MOST]
    yield "\n".join([f"    User-agent: {case.agent}", *(f"    Allow: {folder}" for folder in folders)])
    yield _paragraph("Or, if you prefer, send us the reports, and we will add them by hand.")


def _broken(case: Case) -> Iterator[str]:
    if case.trouble_since:
        since = day(case.trouble_since)
        nights = f", on {counted(case.nights, 'night')} in a row" if case.nights > 1 else ""
        if case.outcome == "suspect":
            yield _paragraph(f"Since {since}{nights}, your pages answer, but {_missing(case)}")
        elif case.outcome == "blocked":
            yield _paragraph(
                f"Since {since}{nights}, your site has turned our program away, so that we do not see the "
                "reviews that you publish. We do not try to get around that."
            )
        else:
            yield _paragraph(f"Since {since}{nights}, we could not reach your pages of reviews.")
        if case.broken_pages:
            yield _addresses(case.broken_pages, case.today, outcomes=True)
        else:
            pages = [page for page in map(web_address, (*case.pages, case.homepage)) if page]
            yield "\n".join(f"  - {page}" for page in dict.fromkeys(pages))
    if case.broken_documents:
        number = len(case.broken_documents)
        yield _paragraph(
            f"{'This link' if number == 1 else f'These {number} links'} to published reports on your site "
            f"{'does' if number == 1 else 'do'} not lead to the report:"
        )
        yield _addresses(case.broken_documents, case.today, outcomes=True)
    yield _paragraph(
        "Would you have a look, or tell us where the reviews are now? If they were taken down on purpose, "
        "a line about that would help us to record it rightly."
    )


def _missing(case: Case) -> str:
    last = f", last listed in full before {day(case.trouble_since)}" if case.trouble_since else ""
    if case.listed:
        what = (
            f"list {case.listed} of the {case.known}" if case.known > case.listed else f"list {case.listed}"
        )
        return f"{what} review documents that we know of, fewer than they used to{last}."
    if case.known:
        return f"no longer list the {counted(case.known, 'review document')} that we know of{last}."
    return "no longer list any review that we can find."


def _addresses(found: Sequence[Refused], today: str, *, outcomes: bool) -> str:
    lines = []
    for one in found[:_MOST]:
        said = line(one.title, 100)
        if said:
            lines.append(f"  - {said}")
        lines.append(f"  {'  ' if said else '- '}{web_address(one.url) or line(one.url, 300)}")
        if one.page_url and web_address(one.page_url):
            lines.append(f"    listed on {web_address(one.page_url)}")
        if outcomes:
            status = f" (HTTP {one.status})" if one.status and one.status >= 400 else ""
            end = _ENDS.get(one.outcome, one.outcome.replace("_", " "))
            lines.append(f"    {end}{status}, since {day(one.since, today)}")
    rest = len(found) - _MOST
    if rest > 0:
        lines.append(f"  and {rest} more")
    return "\n".join(lines)


def _paragraph(words: str) -> str:
    return fill(line(words, 2000), _WIDTH, break_long_words=False, break_on_hyphens=False)


def _host(url: str | None) -> str:
    try:
        return line(urlsplit(url or "").hostname, 200) or "your site"
    except ValueError:
        return "your site"


def _folder(url: str) -> str:
    """The folder that a rule of robots.txt may allow; never with characters that end a line."""
    path = urlsplit(web_address(url) or "").path
    return path.rpartition("/")[0] + "/" if "/" in path else "/"
