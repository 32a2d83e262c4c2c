"""Reports that a publisher keeps with a file-sharing service, found on its pages."""

from __future__ import annotations

import pytest

from harvester.vocabulary import Outcome
from harvester.web.endings import RequestEnded
from tests.spiders.dry import PDF, Result, crawl
from tests.spiders.pages import page

BASE = "https://www.northmoorscp.org.uk"
ELM = "https://drive.google.com/file/d/1ElmElmElmElmElmElm/view?usp=sharing"
ELM_FILE = "https://drive.google.com/uc?export=download&id=1ElmElmElmElmElmElm"
ELM_AGAIN = "https://drive.google.com/open?id=1ElmElmElmElmElmElm"
ROWAN = "https://northmoor.sharepoint.com/:b:/s/scp/EaRowan?e=abc"
ROWAN_FILE = "https://northmoor.sharepoint.com/:b:/s/scp/EaRowan?e=abc&download=1"
ALDER = "https://docs.google.com/document/d/1AlderAlderAlder/edit"
ALDER_FILE = "https://docs.google.com/document/d/1AlderAlderAlder/export?format=pdf"
OAK = "https://www.dropbox.com/s/abc123oak/Family-Oak.pdf?dl=0"
OAK_FILE = "https://www.dropbox.com/s/abc123oak/Family-Oak.pdf?dl=1"
FOLDER = "https://drive.google.com/drive/folders/1FolderFolderFolder"

HUB = page(
    "Serious case reviews",
    f"""<h1>Serious case reviews</h1><p>Reviews that we have published.</p><ul>
    <li><a href="{ELM}">Serious Case Review: Child Elm (overview report)</a></li>
    <li><a href="{ELM_AGAIN}">Child Elm - overview report, again</a></li>
    <li><a href="{ROWAN}">Child Safeguarding Practice Review: Child Rowan</a></li>
    <li><a href="{ALDER}">Serious Case Review: Child Alder overview report</a></li>
    <li><a href="{OAK}">Serious Case Review: Family Oak overview report</a></li>
    <li><a href="{FOLDER}">All our older serious case reviews</a></li></ul>""",
)
HOME = page("Northmoor", f'<h1>Northmoor</h1><a href="{BASE}/serious-case-reviews">Serious case reviews</a>')


def harvest(**answers: object) -> Result:
    table = {f"{BASE}/": HOME, f"{BASE}/serious-case-reviews": HUB}
    table |= {
        ELM_FILE: PDF + b"elm",
        ROWAN_FILE: PDF + b"rowan",
        ALDER_FILE: PDF + b"al",
        OAK_FILE: PDF + b"oak",
    }
    return crawl({**table, **answers})


def test_a_shared_file_is_asked_for_where_it_is_given_out() -> None:
    found = harvest()
    ended = {one.fetch.url: str(one.fetch.outcome) for one in found.documents}
    assert ended == dict.fromkeys((ELM, ROWAN, ALDER, OAK), "ok")
    asked = [url for url in found.site.asked if BASE not in url]
    assert sorted(asked) == sorted([ELM_FILE, ROWAN_FILE, ALDER_FILE, OAK_FILE])


def test_a_folder_is_told_and_is_no_document() -> None:
    found = harvest()
    assert FOLDER not in found.site.asked
    (hub,) = [one for one in found.visits if one.url.endswith("/serious-case-reviews")]
    assert f"folder of a file-sharing service, which is not read: {FOLDER}" in hub.message
    assert any(FOLDER in sentence for sentence in found.tally.moved)


def test_the_warning_before_a_large_file_is_passed() -> None:
    warning = page(
        "Google Drive - Virus scan warning", "<p>Google Drive can't scan this file for viruses.</p>"
    )
    found = harvest(**{ELM_FILE: warning, f"{ELM_FILE}&confirm=t": PDF + b"large"})
    assert found.fetched[ELM] == "ok"
    again = harvest(**{ELM_FILE: warning, f"{ELM_FILE}&confirm=t": warning})
    assert again.fetched[ELM] == "not_a_document"


def test_what_the_service_says_is_never_content() -> None:
    text = "<h1>Child Rowan Serious Case Review</h1>" + "<h2>Findings</h2><p>Words about it.</p>" * 200
    log_in = page("Sign in to your account", '<h1>Sign in</h1><form><input type="password"></form>')
    found = harvest(**{ROWAN_FILE: page("Child Rowan", text), OAK_FILE: log_in, ALDER_FILE: 403})
    assert found.fetched[ROWAN] == "not_a_document"
    assert found.fetched[OAK] == "blocked"
    assert found.fetched[ALDER] == "blocked"


@pytest.mark.parametrize(
    "target",
    [
        "https://accounts.google.com/ServiceLogin?continue=x",
        "https://login.microsoftonline.com/abc/oauth2/authorize",
        "https://northmoor.sharepoint.com/_layouts/15/AccessDenied.aspx?Source=x",
    ],
)
def test_a_redirect_to_a_log_in_page_ends_as_blocked(target: str) -> None:
    from scrapy import Request
    from scrapy.http import Response
    from scrapy.settings import Settings

    from harvester.web.redirect import RedirectMiddleware

    request = Request(ELM_FILE)
    answer = Response(ELM_FILE, status=302, headers={"Location": target})
    with pytest.raises(RequestEnded) as ended:
        RedirectMiddleware(Settings()).process_response(request, answer)
    assert ended.value.outcome is Outcome.BLOCKED
    assert ended.value.message.startswith("a log-in wall: redirects to https://")
    found = harvest(**{ELM_FILE: ended.value})
    assert found.fetched[ELM] == "blocked"
