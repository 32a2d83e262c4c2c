"""Jadu, GOSS and .aspx sites: keys by id, parts and print pages, archives by month."""

from __future__ import annotations

import pytest

from harvester.urls import is_trap
from spiders.platforms.aspx import AspxWays
from spiders.platforms.goss import GossWays
from spiders.platforms.jadu import JaduWays
from tests.spiders.dry import PDF, Result, crawl
from tests.spiders.pages import HOME, page, ul

HOST = "https://www.northmoor.gov.uk"


# ------------------------------------------------------------------ keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/info/15/for_professionals/49/reviews", "/info/15/professionals/49/rapid_and_case_reviews"),
        ("/info/15/for_professionals", "/info/15/professionals"),
        ("/info/15/a/49/b/1", "/info/15/a/49/b"),
        ("/info/15/a/49/b/2", "/site/scripts/documents_info.php?categoryID=15&documentID=49&pageNumber=2"),
        (
            "/site/scripts/documents_info.php?documentID=6",
            "/site/scripts/documents_info.php?DocumentID=6&pageNumber=1",
        ),
        ("/site/scripts/documents.php?categoryID=15", "/info/15/learning"),
        ("/Childprotection/info/7/a/8/b", "/Childprotection/info/7/c/8/d"),
        ("/downloads/file/310/child_elm", "/downloads/file/310/child_elm_overview_report"),
        ("/downloads/download/253/reviews", "/site/scripts/download_info.php?downloadID=253"),
        ("/downloads/12/reviews", "/site/scripts/downloads.php?categoryID=12"),
        ("/downloads/12/reviews/1", "/downloads/12/learning"),
        ("/downloads/12/reviews/2", "/downloads/12/learning/2"),
        (
            "/site/scripts/downloads.php?categoryID=12&pageNumber=1",
            "/site/scripts/downloads.php?switchstyle=textonly.css&categoryID=12",
        ),
    ],
)
def test_jadu_ids_are_the_key(one: str, other: str) -> None:
    key = JaduWays().key
    assert key(HOST + one) == key(HOST + other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/info/15/a/49/b", "/info/15/a/50/b"),
        ("/info/15/a/49/b", "/info/15/a/49/b/2"),
        ("/info/15/a", "/info/15/a/49/b"),
        ("/downloads/file/310/a", "/downloads/download/310/a"),
        ("/downloads/file/310/a", "/downloads/file/311/a"),
        ("/downloads/12/reviews", "/downloads/12/reviews/2"),
        ("/downloads/12/reviews/3", "/downloads/12/reviews/2"),
        ("/downloads/category/12/reviews", "/downloads/category/12/reviews?page=2"),
        (
            "/site/scripts/downloads.php?categoryID=12",
            "/site/scripts/downloads.php?categoryID=12&pageNumber=2",
        ),
        ("/site/scripts/documents_info.php?documentID=6", "/site/scripts/documents_info.php?documentID=7"),
        ("/safeguarding/lscp/print", "/safeguarding/lscp"),
        ("/Childprotection/info/7/a", "/info/7/a"),
        ("/children/reviews", "/adults/reviews"),
    ],
)
def test_jadu_keeps_apart_what_differs(one: str, other: str) -> None:
    key = JaduWays().key
    assert key(HOST + one) != key(HOST + other)


def test_goss_numbers_are_the_key() -> None:
    key = GossWays().key
    assert (
        key(f"{HOST}/article/9193/Case-reviews")
        == key("http://northmoor.gov.uk/article/9193/Published-reviews?ccp=true")
        == key(f"{HOST}/index.aspx?articleid=9193")
        == key(f"{HOST}/article/9193")
    )
    assert key(f"{HOST}/article/9193/A") != key(f"{HOST}/article/9194/A")
    assert key(f"{HOST}/article/9193/A?page=2") != key(f"{HOST}/article/9193/A")
    media = key(f"{HOST}/media/41/Child-Elm/pdf/elm.pdf?m=637")
    assert media == key(f"{HOST}/media/41/Child-Elm-report/pdf/elm_v2.pdf")
    assert media != key(f"{HOST}/media/42/Child-Elm/pdf/elm.pdf")
    assert key(f"{HOST}/media/theme/style.css") == "northmoor.gov.uk/media/theme/style.css"


def test_sessions_and_capitals_are_no_part_of_the_key_of_an_aspx_page() -> None:
    key = AspxWays().key
    session = "(S(a1b2c3d4e5f6g7h8i9j0k1l2))"
    assert key(f"{HOST}/{session}/Reviews/Reviews.aspx") == key(f"{HOST}/reviews/reviews.aspx")


# ------------------------------------------------------------------ Jadu


def jadu_site() -> dict[str, object]:
    nav = "Home:/|About:/info/1/about_us|For professionals:/info/15/for_professionals|Contact:/info/3/contact"

    def jadu(title: str, body: str) -> str:
        return page(title, body, nav=nav, head='<meta name="generator" content="Jadu CMS">')

    parts = {
        1: ("Learning from reviews", "<p>How we learn from reviews of practice.</p>"),
        2: ("Serious case reviews", _files(("Child Elm", 310), ("Child Rowan", 311))),
        3: ("Older matters", _files(("Child Alder", 312))),
        4: ("Further information", _files(("Family Oak", 313))),
    }
    contents = ul(
        "|".join(f"{title}:/info/15/x/49/learning_from_reviews/{n}" for n, (title, _) in parts.items())
    )
    site: dict[str, object] = {f"{HOME}/": jadu("Northmoor", "<p>Welcome.</p>")}
    for number, name in ((1, "about_us"), (3, "contact")):
        site[f"{HOME}/info/{number}/{name}"] = jadu(name, "<p>Words for people.</p>")
    renamed = ul(
        "Learning from reviews:/info/15/x/49/learning_from_reviews|Serious case reviews:/info/15/y/49/scr"
    )
    site[f"{HOME}/info/15/for_professionals"] = jadu("For professionals", renamed)
    for number, (title, body) in parts.items():
        text = jadu(title, contents + body)
        site[f"{HOME}/info/15/x/49/learning_from_reviews/{number}"] = text
        if number == 1:
            site |= {f"{HOME}/info/15/x/49/learning_from_reviews": text, f"{HOME}/info/15/y/49/scr": text}
    for name, number in (("Child Elm", 310), ("Child Rowan", 311), ("Child Alder", 312), ("Family Oak", 313)):
        slug = name.lower().replace(" ", "_")
        file = f'<p><a href="/downloads/file/{number}/{slug}">{name} overview report (PDF)</a><br>1.2MB</p>'
        site[f"{HOME}/downloads/download/{number - 300}/{slug}"] = jadu(name, file)
        site[f"{HOME}/downloads/file/{number}/{slug}"] = PDF + slug.encode()
    return site


def _slug(name: str) -> str:
    return name.lower().replace(" ", "_")


def _files(*named: tuple[str, int]) -> str:
    return ul(
        "|".join(
            f"{name} - serious case review:/downloads/download/{number - 300}/{_slug(name)}"
            for name, number in named
        )
    )


def found_in(site: dict[str, object], platform: str, **more: object) -> tuple[Result, set[str]]:
    result = crawl(site, homepage=f"{HOME}/", platform=platform, **more)
    return result, {url.rpartition("/")[2] for url, outcome in result.fetched.items() if outcome == "ok"}


def test_a_jadu_document_is_read_in_all_its_parts() -> None:
    site = jadu_site()
    result, files = found_in(site, "jadu")
    assert files == {"child_elm", "child_rowan", "child_alder", "family_oak"}
    keys = [JaduWays().key(url) for url in result.site.asked]
    assert len(keys) == len(set(keys))  # nothing is asked for under two names
    told, recognised = found_in(site, "generic")
    assert (told.tally.platform, recognised) == ("jadu", files)


@pytest.mark.parametrize("platform", ["generic", "jadu"])
@pytest.mark.parametrize("script", ["documents_info.php?documentID", "downloads.php?categoryID"])
def test_numbered_pages_of_an_old_jadu_document_are_pages(platform: str, script: str) -> None:
    first = f"/site/scripts/{script}=6"
    pager = "".join(f'<a href="{first}&amp;pageNumber={number}">{number}</a> ' for number in (1, 2, 3))
    home = page("Northmoor", ul(f"Serious case reviews:{first}"), nav="Home:/")
    site: dict[str, object] = {f"{HOME}/": home}
    for number, name in ((1, "Child Elm"), (2, "Child Rowan"), (3, "Child Alder")):
        file = f"/downloads/file/{number}/{_slug(name)}"
        body = f'<p><a href="{file}">{name} overview report (PDF)</a><br>Size: 1.2MB</p>{pager}'
        site[HOME + file] = PDF + file.encode()
        site[f"{HOME}{first}&pageNumber={number}"] = page("Serious case reviews", body, nav="Home:/")
    site[HOME + first] = site[f"{HOME}{first}&pageNumber=1"]
    _, files = found_in(site, platform)
    assert files == {"child_elm", "child_rowan", "child_alder"}


PAGERS = {
    "numbers": '<a href="{0}">1</a> <a href="{0}/2">2</a> <a href="{0}/3">3</a>',
    "query": '<a href="{0}?page=1">1</a> <a href="{0}?page=2">2</a> <a href="{0}?page=3">3</a>',
    "all at once": '<a href="{0}/2" title="Page 2">2</a> <a href="{0}/3">3</a> <a href="{0}/3">Last</a>',
}
ARROWS = {
    "arrow": '<a href="{0}/{1}">&rsaquo;</a>',
    "word": '<a rel="next" href="{0}/{1}">Next</a>',
    "picture": '<a href="{0}?page={1}"><img src="/n.png" alt="Next page"></a>',
}


@pytest.mark.parametrize("platform", ["generic", "jadu"])
@pytest.mark.parametrize("pager", [*PAGERS, *ARROWS])
def test_further_pages_of_a_category_of_downloads(platform: str, pager: str) -> None:
    category = "/downloads/20/safeguarding_reviews"
    head = '<meta name="generator" content="Jadu CMS">'
    home = page("Northmoor", ul(f"Safeguarding reviews:{category}"), nav="Home:/", head=head)
    site: dict[str, object] = {f"{HOME}/": home}
    for number, name in ((1, "Child Elm"), (2, "Child Rowan"), (3, "Child Alder")):
        slug = _slug(name)
        site[f"{HOME}/downloads/file/{number}/{slug}"] = PDF + slug.encode()
        file = f'<p><a href="/downloads/file/{number}/{slug}">{name} overview report</a> 1.2MB</p>'
        site[f"{HOME}/downloads/download/{number}/{slug}"] = page(
            f"Serious case review: {name}", file, nav="Home:/"
        )
        item = ul(f"Serious case review - {name}:/downloads/download/{number}/{slug}")
        more = (PAGERS.get(pager) or (ARROWS[pager] if number < 3 else "")).format(category, number + 1)
        for suffix in (f"/{number}", f"?page={number}", *([""] if number == 1 else [])):
            site[f"{HOME}{category}{suffix}"] = page(
                "Safeguarding reviews", item + more, nav="Home:/", head=head
            )
    _, files = found_in(site, platform)
    assert files == {"child_elm", "child_rowan", "child_alder"}


def test_a_page_called_like_its_section_is_no_circle() -> None:
    assert not is_trap(f"{HOST}/info/6/learning-reviews/6/learning-reviews")
    assert is_trap(f"{HOST}/info/a/b/a/b")
    assert is_trap(f"{HOST}/reviews/6/reviews/6/reviews")


def guide_site(*, with_print: bool) -> dict[str, object]:
    parts = {number: (f"Part {number}", "<p>Words for people.</p>") for number in range(1, 9)}
    parts[4] = (
        "Learning from serious case reviews",
        "<p>Reviews that we have published.</p>"
        + ul("Serious Case Review Child Elm overview report:/downloads/file/310/elm"),
    )
    parts[7] = (
        "How to reach us",
        ul("Serious Case Review Child Rowan overview report:/downloads/file/311/rowan"),
    )
    contents = ul("|".join(f"{title}:/safeguarding/lscp/{number}" for number, (title, _) in parts.items()))
    contents += '<a href="/safeguarding/lscp/print">Print this guide</a>'
    site: dict[str, object] = {
        f"{HOME}/": page("Northmoor", ul("Children partnership:/safeguarding/lscp/1"), nav="Home:/"),
        f"{HOME}/downloads/file/310/elm": PDF + b"elm",
        f"{HOME}/downloads/file/311/rowan": PDF + b"rowan",
    }
    for number, (title, body) in parts.items():
        site[f"{HOME}/safeguarding/lscp/{number}"] = page(title, contents + body, nav="Home:/")
    if with_print:
        text = "".join(f"<h2>{title}</h2>{body}" for title, body in parts.values())
        site[f"{HOME}/safeguarding/lscp/print"] = page("Children partnership", text, nav="Home:/")
    return site


def test_the_print_page_of_a_guide_saves_its_parts() -> None:
    start = [f"{HOME}/safeguarding/lscp/4"]
    with_print, files = found_in(guide_site(with_print=True), "jadu", start=start)
    assert files == {"elm", "rowan"}
    parts = [url for url in with_print.site.asked if "/lscp/" in url]
    assert parts == [f"{HOME}/safeguarding/lscp/4", f"{HOME}/safeguarding/lscp/print"]
    without, files = found_in(guide_site(with_print=False), "jadu", start=start)
    assert "elm" in files
    assert len(without.site.asked) > len(with_print.site.asked)


# ------------------------------------------------------------------ GOSS


def test_a_retitled_goss_article_is_asked_for_once() -> None:
    hub = page(
        "Case reviews",
        "<p>Reviews that we have published.</p>"
        + ul(
            "Serious Case Review Child Elm overview report:/media/41/Child-Elm/pdf/elm.pdf?m=1"
            "|Child Elm overview report - latest:/media/41/Child-Elm-Overview/pdf/elm.pdf?m=2"
        ),
    )
    ways = ("/article/9193/Case-reviews", "/article/9193/Serious-case-reviews", "/index.aspx?articleid=9193")
    site: dict[str, object] = {f"{HOME}{way}": hub for way in ways}
    menu = "|".join(f"Serious case reviews {n}:{way}" for n, way in enumerate(ways))
    home = page("Northmoor", ul(menu), head='<meta name="generator" content="GOSS iCM">')
    site |= {
        f"{HOME}/": home,
        f"{HOME}/media/41/Child-Elm/pdf/elm.pdf?m=1": PDF,
        f"{HOME}/media/41/Child-Elm-Overview/pdf/elm.pdf?m=2": PDF,
    }
    result, _ = found_in(site, "generic")
    assert result.tally.platform == "goss"
    assert sum("9193" in url for url in result.site.asked) == 1
    assert sum("/media/41/" in url for url in result.site.asked) == 1
    assert len(result.fetched) == 1


# ------------------------------------------------------------------ .aspx

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
ARCHIVE = "/En/SafeguardingUpdates/Archive"


def aspx_site(announced: set[tuple[int, int]]) -> dict[str, object]:
    plain = ("AboutUs", "Professionals", "Training", "ContactUs")
    nav = "|".join(("Home:/", *(f"{name}:/En/{name}.aspx" for name in plain)))
    nav += "|Safeguarding Updates:/En/SafeguardingUpdates/SafeguardingUpdates.aspx"
    site: dict[str, object] = {}

    def add(path: str, title: str, body: str) -> None:
        form = '<form><input type="hidden" name="__VIEWSTATE" value="x"></form>'
        site[HOME + path] = page(title, form + body, nav=nav)

    add("/", "Northmoor Safeguarding Board", "<p>Welcome.</p>")
    for name in plain:
        add(f"/En/{name}.aspx", name, "<p>Words for people.</p>")
    add(
        "/En/SafeguardingUpdates/SafeguardingUpdates.aspx",
        "Safeguarding Updates",
        ul(f"Safeguarding Week:/En/SafeguardingUpdates/Week.aspx|Archive:{ARCHIVE}/Archive.aspx"),
    )
    add(
        f"{ARCHIVE}/Archive.aspx",
        "Archive",
        ul("|".join(f"{y}:{ARCHIVE}/{y}/{y}.aspx" for y in (2024, 2023, 2022, 2021))),
    )
    for year in (2021, 2022, 2023, 2024):
        folders = {month: f"{ARCHIVE}/{year}/{month}{year}" for month in MONTHS}
        add(
            f"{ARCHIVE}/{year}/{year}.aspx",
            str(year),
            ul("|".join(f"{m} {year}:{f}/{m}{year}.aspx" for m, f in folders.items())),
        )
        for number, (month, folder) in enumerate(folders.items(), 1):
            items = f"Newsletter for schools:{folder}/Newsletter.aspx"
            if (year, number) in announced:
                items += f"|Published Practice Reviews:{folder}/PublishedPracticeReviews.aspx"
                file = f"/Docs/cpr-{year}-{number}.pdf"
                add(
                    f"{folder}/PublishedPracticeReviews.aspx",
                    "Published Practice Reviews",
                    "<p>We have published a child practice review.</p>"
                    + ul(f"Child Practice Review NSB {number}/{year} (PDF):{file}"),
                )
                site[HOME + file] = PDF + file.encode()
            add(f"{folder}/{month}{year}.aspx", f"{month} {year}", ul(items))
    return site


@pytest.mark.parametrize("announced", [{(2024, 5), (2023, 2), (2022, 10)}, {(2023, 4), (2021, 3)}])
def test_an_archive_by_month_is_walked_to_its_reviews(announced: set[tuple[int, int]]) -> None:
    result, files = found_in(aspx_site(announced), "generic", nation="wales")
    assert result.tally.platform == "aspx"
    assert files == {f"cpr-{year}-{month}.pdf" for year, month in announced}


def test_an_archive_without_reviews_is_left() -> None:
    result, files = found_in(aspx_site(set()), "generic", nation="wales")
    assert not files
    assert result.tally.pages_fetched < 40


def test_postback_links_are_told() -> None:
    rows = ul(
        "Serious Case Review Child Elm overview report:/docs/elm.pdf"
        "|Serious Case Review Child Rowan:/docs/rowan.pdf"
    )
    pager = "".join(f"<a href=\"javascript:__doPostBack('ctl00$grid','Page${n}')\">{n}</a>" for n in (2, 3))
    hub = page("Serious case reviews", "<p>Reviews that we have published.</p>" + rows + pager)
    site: dict[str, object] = {
        f"{HOME}/": page("Northmoor", ul("Serious case reviews:/Reviews.aspx")),
        f"{HOME}/Reviews.aspx": hub,
        f"{HOME}/docs/elm.pdf": PDF + b"1",
        f"{HOME}/docs/rowan.pdf": PDF + b"2",
    }
    result, files = found_in(site, "aspx")
    assert files == {"elm.pdf", "rowan.pdf"}
    (visit,) = [one for one in result.visits if one.url.endswith("/Reviews.aspx")]
    assert "ASP.NET postback links (2), which only a script can follow" in visit.message
    assert any("postback" in sentence for sentence in result.tally.moved)
