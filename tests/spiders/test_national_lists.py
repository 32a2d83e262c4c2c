# ruff: noqa: E501 - one line of a page is one line here
"""Crawls of national lists and of gov.uk, without an engine."""

from __future__ import annotations

import json
from typing import Any

from harvester.frontier import Task, TaskKind
from harvester.vocabulary import Outcome
from spiders.answers import Answer
from spiders.platforms.govuk import GovukWays
from spiders.reading import read_page
from spiders.territory import Territory
from tests.spiders import dry
from tests.spiders.dry import PDF, crawl

LISTS = "https://learning.lists.example"
PANEL = "https://www.gov.uk/government/organisations/child-panel"
PUBLICATIONS = "https://www.gov.uk/government/publications/"
ASSETS = "https://assets.publishing.service.gov.uk/media/65"


def page(title: str, body: str) -> str:
    nav = "<nav><a href='/'>Home</a><a href='/training'>Training</a></nav>"
    return f"<html><head><title>{title} | Learning</title></head><body>{nav}<main><h1>{title}</h1>{body}</main></body></html>"


def entry(title: str, path: str | None, text: str) -> str:
    link = f"<p><a href='{path}'>Read the overview report</a></p>" if path else ""
    return f"<h3>{title}</h3><p>{text}</p><p>Keywords: neglect, housing</p>{link}"


def of_list(result: dry.Result) -> dict[str, Any]:
    return {one.fetch.url: one for one in result.documents}


def year(number: int) -> str:
    rows = (("Anonymous", "Child A"), ("Anonymous", "Child A"), ("Norfolk", "Case U"), ("Croydon", "Child Q"))
    made = (
        entry(
            f"{number} – {who} – {name}", f"/media/{number}-{i}.pdf" if i else None, f"Case {i} of {number}."
        )
        for i, (who, name) in enumerate(rows)
    )
    return page(f"Case reviews published in {number}", "<p>A chronological list.</p>" + "".join(made))


def test_year_pages_are_followed_and_every_report_of_an_entry_is_fetched() -> None:
    answers: dict[str, Any] = {
        f"{LISTS}/case-reviews/": page(
            "National case review repository",
            "<p>Case reviews describe.</p><ul><li><a href='/case-reviews/2017/'>Case reviews published in 2017</a></li>"
            "<li><a href='/case-reviews/2018/'>Case reviews published in 2018</a></li>"
            "<li><a href='/learning/'>Learning from case reviews briefings</a></li></ul>",
        ),
        f"{LISTS}/case-reviews/recent": page(
            "Recently published case reviews",
            entry(
                "2019 – Anonymous – Katie",
                "https://library.lists.example/Hapi.dll/filetransfer/2019Katie.pdf",
                "A girl.",
            )
            + entry("2019 – Blackpool – Child BR", "/view/55", "A boy."),
        ),
        f"{LISTS}/view/55": page("Child BR", "<p>Record NC052312</p><a href='/media/br.pdf'>Full text</a>"),
        f"{LISTS}/learning/": page(
            "Learning from case reviews",
            "<a href='/media/teens.pdf'>Teenagers: learning from case reviews</a>",
        ),
        "https://library.lists.example/Hapi.dll/filetransfer/2019Katie.pdf": PDF,
        f"{LISTS}/media/br.pdf": PDF + b"br",
        f"{LISTS}/media/teens.pdf": PDF + b"teens",
    }
    for number in (2017, 2018):
        answers[f"{LISTS}/case-reviews/{number}/"] = year(number)
        answers |= {f"{LISTS}/media/{number}-{i}.pdf": PDF + f"{number}{i}".encode() for i in range(4)}
    result = crawl(
        answers,
        slug="library",
        title="National Case Review Repository",
        kind="national",
        nation="uk",
        homepage=f"{LISTS}/case-reviews/",
        start=[f"{LISTS}/case-reviews/recent"],
        platform="national_list",
    )
    found = of_list(result)
    expected = {f"{LISTS}/media/{y}-{i}.pdf" for y in (2017, 2018) for i in (1, 2, 3)}
    expected |= {"https://library.lists.example/Hapi.dll/filetransfer/2019Katie.pdf", f"{LISTS}/media/br.pdf"}
    assert found.keys() == expected
    verdict = found[f"{LISTS}/media/2017-3.pdf"].candidate.verdict
    assert (verdict.case_name, verdict.published) == ("Child Q", "2017")


def card(number: int) -> str:
    return (
        f"<section><h3>DHR {number} Jane</h3><p>Community Safety Partnership</p><p>Safer Croydon Partnership</p>"
        f"<p>Date of death</p><p>May 2019</p><a href='/view/{number}'>View</a> <a href='/download/{number}abc-def'>Download</a></section>"
    )


def test_all_pages_of_a_library_with_its_own_kind_of_paging() -> None:
    home = "https://dhr.lists.example/"
    pages = 7
    shown = "".join(
        f"<a href='/?pagination%5BpageNumber%5D={n}&amp;pagination%5BsortField%5D=uploadDate'>{n + 1}</a>"
        for n in range(pages)
    )
    answers: dict[str, Any] = {}
    for n in range(pages):
        cards = "".join(card(n * 5 + i) for i in range(5))
        made = page("Domestic Homicide Review library", f"{cards}<nav class='govuk-pagination'>{shown}</nav>")
        answers[f"{home}?pagination%5BpageNumber%5D={n}&pagination%5BsortField%5D=uploadDate"] = made
        answers |= {f"{home}download/{n * 5 + i}abc-def": PDF + f"{n} {i}".encode() for i in range(5)}
        answers.setdefault(home, made)
    result = crawl(
        answers,
        slug="dhr",
        title="DHR Library",
        kind="national",
        nation="uk",
        homepage=home,
        platform="national_list",
    )
    assert len(result.fetched) == pages * 5
    assert set(result.fetched.values()) == {"ok"}
    assert not any("/view/" in url for url in result.site.asked)


def attachment(href: str, title: str, meta: str = "PDF, 1.2 MB, 80 pages") -> str:
    return (
        f"<section class='gem-c-attachment'><div><a href='{href}' aria-hidden='true'></a></div><div>"
        f"<h3 class='gem-c-attachment__title'><a href='{href}'>{title}</a></h3><p>{meta}</p></div></section>"
    )


def test_of_gov_uk_only_the_panels_reviews_of_cases() -> None:
    murders = f"{PUBLICATIONS}national-review-into-the-murders-of-ann-and-ben"
    hard = f"{PUBLICATIONS}hard-to-escape"
    annual = f"{PUBLICATIONS}annual-report-2023"
    search = json.dumps(
        {
            "results": [
                {
                    "title": "Children at risk from criminal exploitation",
                    "link": hard[18:],
                    "description": "Report of a national review",
                },
                {"title": "Annual report 2023", "link": annual[18:]},
                {
                    "title": "Elsewhere",
                    "link": "https://evil.example/government/publications/national-review",
                },
                "nonsense",
            ]
        }
    )
    answers: dict[str, Any] = {
        PANEL: page(
            "Child Safeguarding Practice Review Panel",
            f"<ul><li><a href='{murders}'>National review into the murders of Ann and Ben</a></li>"
            f"<li><a href='{annual}'>Annual report 2023</a></li>"
            "<li><a href='/government/organisations/department-of-fish'>Department of Fish</a></li></ul>",
        ),
        murders: page(
            "National review into the murders of Ann and Ben",
            "<p>The national child safeguarding practice review.</p><h2>Documents</h2>"
            + attachment(
                f"{ASSETS}1/Review.pdf", "Child protection: national review into the murders of Ann and Ben"
            )
            + attachment(f"{murders}/html", "Child protection: national review", "HTML")
            + attachment(f"{ASSETS}2/tor.pdf", "Terms of reference"),
        ),
        hard: page(
            "Children at risk from criminal exploitation",
            "<p>The first national child safeguarding practice review.</p>"
            + attachment(f"{ASSETS}3/Hard.pdf", "It was hard to escape: report"),
        ),
        annual: page("Annual report 2023", attachment(f"{ASSETS}4/ar.pdf", "Annual report 2023")),
        "https://www.gov.uk/api/search.json?filter_organisations=child-panel&count=500&fields=title,link,description&order=-public_timestamp": search.encode(),
    }
    answers |= {
        f"{ASSETS}{name}.pdf": PDF + name.encode() for name in ("1/Review", "2/tor", "3/Hard", "4/ar")
    }
    result = crawl(
        answers,
        slug="panel",
        title="Child Safeguarding Practice Review Panel",
        kind="national",
        homepage=PANEL,
        platform="govuk",
    )
    assert set(result.fetched) == {f"{ASSETS}1/Review.pdf", f"{ASSETS}3/Hard.pdf"}
    assert {str(one.candidate.verdict.review_type) for one in result.documents} == {"national"}
    asked = set(result.site.asked)
    assert not any("fish" in url or "sitemap" in url or "evil" in url or url == annual for url in asked)


def metadata(kind: str, published: str) -> str:
    return (
        f"<dl><dt>From:</dt><dd><a href='{PANEL}'>Child Safeguarding Practice Review Panel</a></dd>"
        f"<dt>Published</dt><dd>{published}</dd></dl>"
    )


def publication(kind: str, title: str, body: str) -> bytes:
    return (
        f"<html><head><title>{title} - GOV.UK</title></head><body><main><span>{kind}</span><h1>{title}</h1>"
        f"{metadata(kind, '4 March 2020')}{body}</main></body></html>"
    ).encode()


def test_a_review_that_is_called_by_its_subject_alone_is_found_by_what_its_page_says() -> None:
    collection = "https://www.gov.uk/government/collections/panel-reviews"
    pages = {
        "unheard": (
            "Independent report",
            "Unheard: babies in temporary housing",
            "<p>This review looks at incidents.</p>",
        ),
        "how-to": (
            "Guidance",
            "Working with the panel",
            "<p>The panel explains what this review is about.</p>",
        ),
        "facts": ("Research and analysis", "Children in numbers", "<p>Figures of the year.</p>"),
    }
    answers: dict[str, Any] = {
        PANEL: page("Panel", f"<a href='{collection}'>Reviews of the panel</a>"),
        collection: page(
            "Reviews", "".join(f"<li><a href='{PUBLICATIONS}{k}'>{v[1]}</a></li>" for k, v in pages.items())
        ),
    }
    for name, (kind, title, text) in pages.items():
        files = attachment(f"{ASSETS}{name}/report.pdf", title) + attachment(
            f"{ASSETS}{name}/summary.pdf", f"{title}: executive summary"
        )
        answers[f"{PUBLICATIONS}{name}"] = publication(kind, title, f"{text}<h2>Documents</h2>{files}")
        answers |= {
            f"{ASSETS}{name}/{paper}.pdf": PDF + f"{name} {paper}".encode() for paper in ("report", "summary")
        }
    result = crawl(
        answers,
        slug="panel",
        title="Child Safeguarding Practice Review Panel",
        kind="national",
        homepage=PANEL,
        platform="govuk",
    )
    assert set(result.fetched) == {f"{ASSETS}unheard/{paper}.pdf" for paper in ("report", "summary")}
    assert {one.candidate.verdict.published for one in result.documents} == {"2020-03-04"}
    home = PUBLICATIONS + "unheard"
    seen = Answer(Outcome.OK, 200, home, answers[home], "text/html")
    territory = Territory.of(dry.declare(slug="panel", homepage=PANEL, kind="national", platform="govuk"))
    task = Task(url=home, kind=TaskKind.PAGE, score=0.9)
    reading = GovukWays().refine(read_page(seen, territory, task), seen, task, territory)
    (entry,) = GovukWays().entries(reading, seen)
    assert (entry.title, entry.year, entry.url) == (
        "Unheard: babies in temporary housing",
        2020,
        f"{ASSETS}unheard/report.pdf",
    )
    assert entry.publisher_text == "Child Safeguarding Practice Review Panel"
