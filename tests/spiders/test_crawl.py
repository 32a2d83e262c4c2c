"""Layouts of partnership sites, and what a crawl makes of them."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.vocabulary import Outcome
from tests.spiders.dry import PDF, crawl
from tests.spiders.pages import HOME, furniture, homepage, hub, page, ul

HUB = f"{HOME}/case-reviews"
TO_HUB = ul("Case reviews:/case-reviews")


def site(**more: Any) -> dict[str, Any]:
    return {f"{HOME}/": homepage(TO_HUB), **furniture(), **more}


def files(*names: str) -> dict[str, bytes]:
    return {f"{HOME}/files/{name}": PDF for name in names}


def test_flat_list() -> None:
    listed = "Child Q overview report:/files/q1.pdf|Child Q response:/files/q2.pdf|Family R SCR:/files/r.docx"
    result = crawl(site(**{HUB: hub(ul(listed)), **files("q1.pdf", "q2.pdf", "r.docx")}))
    assert set(result.fetched) == {f"{HOME}/files/{name}" for name in ("q1.pdf", "q2.pdf", "r.docx")}
    assert set(result.fetched.values()) == {"ok"}
    assert result.tally.pages_fetched <= 5
    assert result.tally.entrances == {f"{HOME}/": Outcome.OK}
    assert not result.tally.capped
    first = next(one for one in result.documents if one.fetch.url.endswith("q1.pdf"))
    assert first.body == PDF
    assert first.fetch.media_type == "application/pdf"
    assert first.fetch.etag == '"1"'
    assert first.candidate.page_url == HUB


def test_forms_beside_reports_are_not_asked_for() -> None:
    listed = (
        "Child Q overview report:/files/q1.pdf|CSPR referral"
        " form:/files/form.docx|Annual report:/files/ar.pdf"
    )
    result = crawl(site(**{HUB: hub(ul(listed)), **files("q1.pdf", "form.docx", "ar.pdf")}))
    assert list(result.fetched) == [f"{HOME}/files/q1.pdf"]


def test_stale_start_page_is_found_again_and_said() -> None:
    result = crawl(
        site(**{HUB: hub(ul("Child Q overview report:/files/q1.pdf")), **files("q1.pdf")}),
        start=[f"{HOME}/old/serious-case-reviews"],
    )
    assert len(result.documents) == 1
    assert result.tally.entrances[f"{HOME}/old/serious-case-reviews"] is Outcome.GONE
    assert any("old/serious-case-reviews" in one and HUB in one for one in result.tally.moved)


def test_redirected_start_page_is_said() -> None:
    pages = {f"{HOME}/scr": (301, "/case-reviews"), HUB: hub(ul("Child Q overview report:/files/q1.pdf"))}
    result = crawl(site(**pages, **files("q1.pdf")), start=[f"{HOME}/scr"])
    assert len(result.documents) == 1
    assert result.tally.moved == (f"{HOME}/scr now leads to {HUB}",)
    assert result.pages.count(HUB) == 0  # not asked for a second time


NEW = "https://www.northmoorpartnership.org.uk"


@pytest.mark.parametrize(
    "old",
    [
        (301, f"{NEW}/"),
        page(
            "Northmoor Safeguarding Children Board",
            f'<p>We have moved to <a href="{NEW}/">our new site</a>.</p>',
        ),
        page("Moved", "<p>.</p>", nav="", head=f'<meta http-equiv="refresh" content="0; url={NEW}/">'),
    ],
    ids=["redirect", "words", "refresh"],
)
def test_moved_domain_is_followed_and_said(old: Any) -> None:
    pages = {
        f"{HOME}/": old,
        f"{NEW}/": homepage(TO_HUB),
        f"{NEW}/case-reviews": hub(ul("Child Q overview report:/files/q1.pdf")),
        f"{NEW}/files/q1.pdf": PDF,
    }
    result = crawl(pages)
    assert result.fetched == {f"{NEW}/files/q1.pdf": "ok"}
    assert any(NEW in sentence and "another domain" in sentence for sentence in result.tally.moved)
    assert f"{NEW}/sitemap.xml" in result.site.asked


def test_pages_of_a_list_are_followed_to_the_end() -> None:
    pages = {}
    for number in range(1, 16):
        url = HUB if number == 1 else f"{HUB}?page={number}"
        more = ul(f"Next:/case-reviews?page={number + 1}") if number < 15 else ""
        pages[url] = hub(
            ul(f"Child Q{number} serious case review overview report:/files/q{number}.pdf") + more
        )
    result = crawl(site(**pages, **files(*(f"q{number}.pdf" for number in range(1, 16)))))
    assert len(result.documents) == 15


def test_endless_pages_end() -> None:
    def endless(request: Any) -> str:
        number = int(request.url.rpartition("=")[2]) if "=" in request.url else 1
        return hub(ul(f"Child Q overview report:/files/q.pdf|Next:/case-reviews?page={number + 1}"))

    pages = {f"{HUB}?page={number}": endless for number in range(2, 300)}
    result = crawl(site(**{HUB: endless}, **pages, **files("q.pdf")))
    assert len(result.documents) == 1
    assert result.tally.pages_fetched <= 8
    assert not result.tally.capped


def test_calendars_archives_and_facets_are_left_alone() -> None:
    traps = "Next month:/calendar?month=2&year=2030|May 2020:/2020/05/|Case reviews:/library?f[0]=a&f[1]=b"
    traps += "|Serious case reviews:/tag/serious-case-reviews/|Case reviews:/case-reviews/a/case-reviews/a/"
    result = crawl(site(**{HUB: hub(ul("Child Q overview report:/files/q.pdf|" + traps)), **files("q.pdf")}))
    assert len(result.documents) == 1
    assert not [url for url in result.site.asked if "calendar" in url or "2020" in url or "f[0]" in url]
    assert result.tally.pages_fetched <= 4


def test_session_ids_are_one_page() -> None:
    number = iter(range(10_000))

    def with_session(_: Any) -> str:
        session = f"S(abcdefghijkl{next(number):05d})"
        return hub(ul(f"Case reviews:/({session})/case-reviews|Child Q overview report:/files/q.pdf"))

    pages = {f"{HOME}/(S(abcdefghijkl{n:05d}))/case-reviews": with_session for n in range(100)}
    result = crawl(site(**{HUB: with_session}, **pages, **files("q.pdf")))
    assert result.tally.pages_fetched <= 5


def test_twins_are_one_page() -> None:
    twins = (
        "Print:/case-reviews/print|High contrast:/case-reviews?contrast=1"
        "|Case reviews:https://northmoorscp.org.uk/case-reviews/"
    )
    body = hub(ul("Child Q overview report:/files/q.pdf|" + twins + "|Case reviews:/?p=78"))
    own = body.replace("<head>", f'<head><link rel="canonical" href="{HUB}/">')
    result = crawl(site(**{HUB: own, f"{HOME}/?p=78": own}, **files("q.pdf")))
    assert len([url for url in result.site.asked if "case-reviews" in url and "/files" not in url]) == 1
    assert len(result.documents) + sum(len(s.candidates) for s in result.sightings) == 1


def test_page_per_case() -> None:
    pages: dict[str, Any] = {
        HUB: hub(ul("Child A:/case-reviews/child-a|Baby B:/case-reviews/baby-b|Family C:/case-reviews/c"))
    }
    for name, case in (("child-a", "Child A"), ("baby-b", "Baby B"), ("c", "Family C")):
        pages[f"{HUB}/{name}"] = page(
            case,
            "<p>About it.</p>" + ul(f"Overview report:/files/{name}.pdf|Response:/files/{name}-r.pdf"),
        )
        pages |= files(f"{name}.pdf", f"{name}-r.pdf")
    result = crawl(site(**pages))
    assert len(result.documents) == 6
    assert result.tally.pages_fetched <= 7


def test_tiles_without_text() -> None:
    tiles = '<div class="tile"><a href="/learning/child-a"><img src="/a.png" alt="Child A"></a></div>'
    tiles += '<div class="tile"><h3>Baby B</h3><a href="/learning/baby-b"><img src="/b.png" alt=""></a></div>'
    pages: dict[str, Any] = {HUB: hub(tiles, "Learning from serious case reviews")}
    for name in ("child-a", "baby-b"):
        pages[f"{HOME}/learning/{name}"] = page(name, ul(f"Serious case review report:/files/{name}.pdf"))
        pages |= files(f"{name}.pdf")
    assert len(crawl(site(**pages)).documents) == 2


def test_year_pages() -> None:
    years = "|".join(f"Case reviews published in {year}:/case-reviews/{year}/" for year in range(2014, 2020))
    pages: dict[str, Any] = {HUB: hub(ul(years), "Case reviews")}
    for year in range(2014, 2020):
        entry = (
            f"<h3>{year} - Northmoor - Child {year}</h3><p>A summary.</p><p><a"
            f' href="/files/{year}.pdf">Read the overview report</a></p>'
        )
        pages[f"{HUB}/{year}/"] = hub(entry, f"Case reviews published in {year}")
        pages |= files(f"{year}.pdf")
    assert len(crawl(site(**pages)).documents) == 6


def test_hub_under_an_odd_parent() -> None:
    pages = site(**{
        f"{HOME}/": homepage(),
        f"{HOME}/policies": page("Policies", ul("Learning from case reviews:/policies/reviews")),
        f"{HOME}/policies/reviews": hub(ul("Child Q overview report:/files/q.pdf")),
    }, **files("q.pdf"))  # fmt: skip
    result = crawl(pages)
    assert len(result.documents) == 1
    assert result.tally.pages_fetched <= 10


def test_orphan_hub_from_the_site_map() -> None:
    listed = "".join(
        f"<url><loc>{HOME}/{name}</loc></url>" for name in ("about-us", "hidden/serious-case-reviews")
    )
    pages = site(**{
        f"{HOME}/": homepage(),
        f"{HOME}/robots.txt": f"User-agent: *\nSitemap: {HOME}/map.xml\n".encode(),
        f"{HOME}/map.xml": f"<urlset>{listed}</urlset>".encode(),
        f"{HOME}/hidden/serious-case-reviews": hub(ul("Child Q overview report:/files/q.pdf")),
    }, **files("q.pdf"))  # fmt: skip
    result = crawl(pages)
    assert len(result.documents) == 1
    assert result.tally.pages_fetched <= 3


def test_orphan_hub_at_a_usual_address() -> None:
    pages = site(
        **{f"{HOME}/": homepage(), f"{HOME}/serious-case-reviews/": hub(ul("Child Q report:/files/q.pdf"))}
    )
    assert len(crawl(pages | files("q.pdf")).documents) == 1


def test_a_site_without_reviews_costs_few_pages() -> None:
    many = ul("|".join(f"Information on topic {n}:/topic-{n}" for n in range(50)))
    topics = {f"{HOME}/topic-{n}": page(f"Topic {n}", many) for n in range(50)}
    result = crawl(
        site(**topics) | {f"{HOME}/": homepage(many), f"{HOME}/professionals": page("Professionals", many)}
    )
    assert result.documents == []
    assert result.tally.pages_fetched <= 20
    assert not result.tally.capped


def test_an_empty_hub_is_a_valid_end() -> None:
    result = crawl(site(**{HUB: hub("<p>There are no reviews to publish at present.</p>")}), start=[HUB])
    assert result.documents == []
    assert result.tally.pages_fetched <= 8
    assert result.tally.moved == ()


def test_landing_page_leads_to_its_file() -> None:
    landing = page(
        "Child Q response", "<p>Published 3 May 2020</p>" + ul("Download (PDF, 300 KB):/downloads/file/12")
    )
    pages = {
        HUB: hub(
            "<h2>Child Q</h2>"
            + ul("Overview report:/files/q.pdf|Response:/downloads/download/7/child-q-response")
        )
    }
    pages |= {f"{HOME}/downloads/download/7/child-q-response": landing, f"{HOME}/downloads/file/12": PDF}
    result = crawl(site(**pages, **files("q.pdf")))
    assert set(result.fetched) == {f"{HOME}/files/q.pdf", f"{HOME}/downloads/file/12"}
    joined = next(one.candidate for one in result.documents if one.fetch.url.endswith("/12"))
    assert "response" in f"{joined.link.entry} {joined.link.heading}".lower()


def test_html_only_review() -> None:
    section = (
        "<h2>{}</h2><p>"
        + "The professionals met and considered what was known about the family. " * 40
        + "</p>"
    )
    text = "".join(
        section.format(name)
        for name in (
            "Introduction",
            "Background",
            "Terms of reference",
            "Chronology",
            "Analysis",
            "Findings",
            "Recommendations",
        )
    )
    pages = {HUB: hub(ul("Child W:/case-reviews/child-w|Child Q overview report:/files/q.pdf"))}
    pages[f"{HUB}/child-w"] = page("Serious case review: Child W", text)
    result = crawl(site(**pages, **files("q.pdf")))
    found = {one.fetch.url: one for one in result.documents}
    assert set(found) == {f"{HUB}/child-w", f"{HOME}/files/q.pdf"}
    assert found[f"{HUB}/child-w"].fetch.media_type == "text/html"
    assert found[f"{HUB}/child-w"].candidate.link.text == "Child W"


def test_soft_404_and_other_things_behind_document_links() -> None:
    names = "soft.pdf|gone.pdf|zip.pdf|empty.pdf|wall.pdf"
    listed = "|".join(
        f"Child {n.upper()} overview report:/files/{name}"
        for n, name in zip("abcde", names.split("|"), strict=True)
    )
    pages: dict[str, Any] = {HUB: hub(ul(listed))}
    pages[f"{HOME}/files/soft.pdf"] = page(
        "Page not found", "<p>Sorry, the page you requested could not be found.</p>"
    )
    pages[f"{HOME}/files/zip.pdf"] = b"PK\x03\x04" + b"\0" * 40
    pages[f"{HOME}/files/empty.pdf"] = b""
    pages[f"{HOME}/files/wall.pdf"] = page(
        "Just a moment...", "<p>Checking your browser before accessing the site.</p>", nav=""
    )
    result = crawl(site(**pages))
    assert {url.rpartition("/")[2]: outcome for url, outcome in result.fetched.items()} == {
        "soft.pdf": "not_a_document",
        "gone.pdf": "gone",
        "zip.pdf": "unsupported",
        "empty.pdf": "empty",
        "wall.pdf": "blocked",
    }
    assert all(one.body is None for one in result.documents)
    assert result.tally.candidates == 5


def test_failures_are_kept_with_their_reason() -> None:
    from harvester.web.endings import RequestEnded

    pages: dict[str, Any] = {
        HUB: hub(ul("Child A overview report:/assets/a.pdf|Child B overview report:/files/b.pdf"))
    }
    pages[f"{HOME}/assets/a.pdf"] = RequestEnded(Outcome.ROBOTS_DENIED, "robots.txt says no")
    pages[f"{HOME}/files/b.pdf"] = TimeoutError()
    result = crawl(site(**pages))
    assert result.fetched == {f"{HOME}/assets/a.pdf": "robots_denied", f"{HOME}/files/b.pdf": "timeout"}


def test_dead_site() -> None:
    result = crawl({f"{HOME}/": 503, HUB: 503}, start=[HUB])
    assert result.tally.entrances == {HUB: Outcome.SERVER_ERROR, f"{HOME}/": Outcome.SERVER_ERROR}
    assert result.tally.pages_fetched == 0
    assert f"{HOME}/sitemap.xml" not in result.site.asked


def test_homepage_that_fails_does_not_end_the_crawl() -> None:
    pages = {f"{HOME}/": 500, HUB: hub(ul("Child Q overview report:/files/q.pdf")), **files("q.pdf")}
    assert len(crawl(pages, start=[HUB]).documents) == 1


@pytest.mark.parametrize("status", [401, 403, 429])
def test_walls(status: int) -> None:
    result = crawl({f"{HOME}/": status})
    assert set(result.tally.entrances.values()) == {Outcome.BLOCKED}


def test_challenge_page_is_a_wall_whatever_its_status() -> None:
    wall = (
        "<html><head><title>Just a moment...</title></head><body>Checking"
        " your browser before accessing</body></html>"
    )
    result = crawl({f"{HOME}/": wall})
    assert result.tally.entrances == {f"{HOME}/": Outcome.BLOCKED}
    assert result.tally.walls == 1
    assert result.tally.pages_fetched == 0


def test_off_host_documents_and_hosts_that_are_never_asked() -> None:
    listed = "Child Q overview report:https://www.southmoor.gov.uk/media/12/child-q.pdf"
    listed += "|Child R overview report:https://northmoor.proceduresonline.com/child-r.pdf"
    listed += (
        "|Serious case reviews:https://www.facebook.com/reviews"
        "|Case reviews:https://www.other.org.uk/case-reviews"
    )
    pages = {HUB: hub(ul(listed)), "https://www.southmoor.gov.uk/media/12/child-q.pdf": PDF}
    result = crawl(site(**pages))
    assert list(result.fetched) == ["https://www.southmoor.gov.uk/media/12/child-q.pdf"]
    assert not [
        url for url in result.site.asked if "procedures" in url or "facebook" in url or "other.org" in url
    ]


def test_one_hop_to_a_neighbouring_host() -> None:
    council = "https://www.northmoor.gov.uk/safeguarding/case-reviews"
    listed = "Child Q overview report:/files/q.pdf|Case reviews archive:/archive/case-reviews"
    pages = {
        HUB: hub(ul(f"Published case reviews:{council}")),
        council: page("Published case reviews", ul(listed)),
        "https://www.northmoor.gov.uk/files/q.pdf": PDF,
    }  # fmt: skip
    result = crawl(site(**pages))
    assert list(result.fetched) == ["https://www.northmoor.gov.uk/files/q.pdf"]
    assert not [url for url in result.site.asked if "archive" in url]


def test_a_document_linked_from_two_pages_is_asked_once() -> None:
    pages = {
        HUB: hub(ul("Child Q overview report:/files/q.pdf|Child Q:/case-reviews/child-q")),
        f"{HUB}/child-q": page(
            "Child Q", "<p>The review.</p>" + ul("Full report:/files/q.pdf|Response:/files/r.pdf")
        ),
    }
    result = crawl(site(**pages, **files("q.pdf", "r.pdf")))
    assert [url for url in result.site.asked if url.endswith("q.pdf")] == [f"{HOME}/files/q.pdf"]
    seen = [one.candidate for one in result.documents] + [c for s in result.sightings for c in s.candidates]
    assert sorted(one.page_url for one in seen if one.url.endswith("q.pdf")) == [HUB, f"{HUB}/child-q"]


def test_news_item_with_the_only_link() -> None:
    title = "Serious case review into Child N published"
    pages = {
        f"{HOME}/": homepage(TO_HUB + "<h2>News</h2>" + ul(f"{title}:/news/child-n|Fun day:/news/fun")),
        HUB: hub(ul("Child Q overview report:/files/q.pdf")),
        f"{HOME}/news/child-n": page(title, ul("Child N SCR overview report:/files/n.pdf")),
    }  # fmt: skip
    result = crawl(
        site(**{k: v for k, v in pages.items() if k != f"{HOME}/"}, **files("q.pdf", "n.pdf"))
        | {f"{HOME}/": pages[f"{HOME}/"]}
    )
    assert {url.rpartition("/")[2] for url in result.fetched} == {"q.pdf", "n.pdf"}
    assert f"{HOME}/news/fun" not in result.site.asked


def test_page_budget_caps() -> None:
    from harvester.frontier import Budget

    pages: dict[str, Any] = {HUB: hub(ul("|".join(f"Child A{n}:/case-reviews/child-a{n}" for n in range(9))))}
    for n in range(9):
        pages[f"{HUB}/child-a{n}"] = page(f"Child A{n}", ul(f"Overview report:/files/{n}.pdf"))
    result = crawl(site(**pages, **files(*(f"{n}.pdf" for n in range(9)))), budget=Budget(pages=4))
    assert result.tally.capped
    assert result.tally.pages_fetched == 4
    assert len(result.documents) == 2
    whole = crawl(site(**pages, **files(*(f"{n}.pdf" for n in range(9)))), budget=Budget(pages=11))
    assert not whole.tally.capped
    assert len(whole.documents) == 9


def test_time_that_is_over_is_said() -> None:
    from harvester.frontier import Budget

    pages = {HUB: hub(ul("Child Q overview report:/files/q.pdf")), **files("q.pdf")}
    result = crawl(site(**pages), start=[HUB], budget=Budget(seconds=-1))
    assert result.tally.capped


def test_two_hubs() -> None:
    both = ul(
        "Child practice reviews:/children/reviews|Safeguarding"
        " adult reviews:/adults/sars|Domestic homicide reviews:/dhrs"
    )
    pages = {
        f"{HOME}/children/reviews": hub(
            ul("Child Q overview report:/files/q.pdf"), "Child safeguarding practice reviews"
        ),
        f"{HOME}/adults/sars": hub(
            ul("Adult B safeguarding adult review:/files/b.pdf"), "Safeguarding adult reviews"
        ),
        f"{HOME}/dhrs": hub(ul("DHR Victoria overview report:/files/v.pdf"), "Domestic homicide reviews"),
    }
    result = crawl(site(**pages, **files("q.pdf", "b.pdf", "v.pdf")) | {f"{HOME}/": homepage(both)})
    assert len(result.documents) == 3


def test_a_page_that_sends_its_reader_on() -> None:
    def sent(target: str) -> str:
        return page(
            "Please wait", "<p>.</p>", nav="", head=f'<meta http-equiv="refresh" content="1; url={target}">'
        )

    pages = {
        f"{HOME}/": sent("/welcome"),
        f"{HOME}/welcome": homepage(TO_HUB),
        HUB: hub("<h2>Child Q</h2>" + ul("Overview report:/downloads/file/3")),
        f"{HOME}/downloads/file/3": sent("/media/q.pdf"),
        f"{HOME}/media/q.pdf": PDF,
    }
    result = crawl(pages)
    assert result.fetched == {f"{HOME}/media/q.pdf": "ok"}
    assert result.documents[0].candidate.link.text == "Overview report"


def test_a_list_with_a_barren_page_is_read_on() -> None:
    listed = {
        1: "Child A overview report:/files/a.pdf",
        2: "Neglect toolkit:/files/t.pdf",
        3: "Child C overview report:/files/c.pdf",
    }
    pages = {}
    for number, links in listed.items():
        more = f"|Next:/library?page={number + 1}" if number < 3 else ""
        pages[f"{HOME}/library" + (f"?page={number}" if number > 1 else "")] = page(
            "Publications", ul(links + more)
        )
    result = crawl(site(**pages, **files("a.pdf", "t.pdf", "c.pdf")), start=[f"{HOME}/library"])
    assert {url[-5:] for url in result.fetched} == {"a.pdf", "c.pdf"}


def test_the_reviews_of_adults_stand_elsewhere() -> None:
    pages = {
        f"{HOME}/": homepage(ul("Case reviews:/case-reviews|Adults:/adults")),
        HUB: hub(ul("Child Q overview report:/files/q.pdf")),
        f"{HOME}/adults": page(
            "Adults", ul("Safeguarding adult reviews:/adults/sars|Report abuse:/adults/report")
        ),
        f"{HOME}/adults/sars": hub(
            ul("SAR Harold overview report:/files/h.pdf"), "Safeguarding adult reviews"
        ),
    }
    result = crawl(site() | pages | files("q.pdf", "h.pdf"))
    assert len(result.documents) == 2


def test_lists_of_downloads_are_pages() -> None:
    at = "/downloads/download/7/reviews"
    listed = (
        "CSPR 7 overview report (PDF):/downloads/file/70/cspr-7|CSPR 7 response (PDF):/downloads/file/71/r"
    )
    pages = {
        HUB: hub(ul(f"Download our published practice reviews:{at}")),
        f"{HOME}{at}": page("Published child reviews", ul(listed)),
        f"{HOME}/downloads/file/70/cspr-7": PDF,
        f"{HOME}/downloads/file/71/r": PDF,
    }  # fmt: skip
    assert len(crawl(site(**pages)).documents) == 2


def test_a_welsh_twin_of_the_list_is_read() -> None:
    pages = {
        HUB: hub(
            ul("Child Q child practice review report:/files/q.pdf|Cymraeg:/cy/adolygiadau"),
            "Child practice reviews",
        ),
        f"{HOME}/cy/adolygiadau": page(
            "Adolygiadau ymarfer plant", ul("Adolygiad Ymarfer Plant Q - Adroddiad:/files/q-cy.pdf")
        ),
    }
    assert len(crawl(site(**pages, **files("q.pdf", "q-cy.pdf")), nation="wales").documents) == 2


def test_a_council_site_is_not_explored_beyond_our_part() -> None:
    base = "https://www.northmoor.gov.uk"
    nav = (
        "Council:/council|Adults:/adults|Planning reports:/planning"
        "|Learning:/schools/learning|Resources:/resources"
    )
    inside = ul("About the partnership:/lscp/about|Case reviews:/lscp/reviews")
    pages = {
        f"{base}/lscp": page("Northmoor LSCP", inside, nav=nav),
        f"{base}/lscp/reviews": hub("<p>None yet.</p>"),
    }
    pages |= {
        f"{base}/{name}": page(name, "<p>.</p>", nav=nav)
        for name in ("council", "adults", "planning", "schools/learning", "resources")
    }
    result = crawl(pages, homepage=f"{base}/lscp")
    assert all("/lscp" in url for url in result.pages)


def test_site_names_are_no_part_of_titles() -> None:
    from spiders.territory import Territory
    from tests.spiders.dry import declare

    territory = Territory.of(declare())
    for title, plain in (
        ("Case reviews - Northmoor SCP", "Case reviews"),
        ("Northmoor SCP | Case reviews", "Case reviews"),
        ("Case reviews – Westbury Safeguarding Partnership", "Case reviews"),
        ("Child Q - Serious case review", "Child Q - Serious case review"),
        ("Northmoor SCP", "Northmoor SCP"),
        ("", ""),
    ):
        assert territory.plain_title(title) == plain


def test_a_document_that_leads_back_to_the_list_is_none() -> None:
    listed = ul("Child Q overview report:/files/q.pdf|Child R overview report:/files/r.pdf")
    pages = {HUB: hub(listed), f"{HOME}/files/q.pdf": (302, "/case-reviews")}
    result = crawl(site(**pages, **files("r.pdf")))
    assert result.fetched == {f"{HOME}/files/q.pdf": "not_a_document", f"{HOME}/files/r.pdf": "ok"}


def test_a_page_that_breaks_the_parser_does_not_end_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    from spiders.platforms import generic

    real = generic.read_page

    def break_on_home(answer: Any, *rest: Any) -> Any:
        if answer.url == f"{HOME}/":
            raise RecursionError("too deep")
        return real(answer, *rest)

    monkeypatch.setattr(generic, "read_page", break_on_home)
    result = crawl(
        site(**{HUB: hub(ul("Child Q overview report:/files/q.pdf")), **files("q.pdf")}), start=[HUB]
    )
    assert len(result.documents) == 1
    assert result.tally.entrances[f"{HOME}/"] is Outcome.PARSE_ERROR


def test_training_that_moved_is_no_move_of_the_site() -> None:
    other = "https://learn.example.org.uk/"
    body = (
        f'<p>Our training pages have moved: <a href="{other}">book courses on the new site</a>.</p>' + TO_HUB
    )
    result = crawl(site() | {f"{HOME}/": homepage(body), other: page("Courses", "<p>.</p>")})
    assert result.tally.moved == ()
    assert other not in result.site.asked


def test_a_hub_that_was_renamed_in_place() -> None:
    pages = {
        f"{HOME}/": homepage(),
        f"{HOME}/job/child-safeguarding-practice-reviews/": hub(ul("Child Q overview report:/files/q.pdf")),
    }
    result = crawl(site() | pages | files("q.pdf"), start=[f"{HOME}/job/serious-case-reviews/"])
    assert len(result.documents) == 1
    assert any("child-safeguarding-practice-reviews" in sentence for sentence in result.tally.moved)


def test_a_huge_site_map_is_ranked_and_not_crawled() -> None:
    names = [f"reviews-of-restaurants-{n}" for n in range(3_000)] + ["hidden/serious-case-reviews"]
    listed = "".join(f"<url><loc>{HOME}/{name}</loc></url>" for name in names)
    pages = {
        f"{HOME}/": homepage(),
        f"{HOME}/sitemap.xml": f"<urlset>{listed}</urlset>".encode(),
        f"{HOME}/hidden/serious-case-reviews": hub(ul("Child Q overview report:/files/q.pdf")),
    }
    result = crawl(site() | pages | files("q.pdf"))
    assert len(result.documents) == 1
    assert len(result.site.asked) < 25
