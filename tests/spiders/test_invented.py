"""B20: a page of status 200 where a file was promised, and what the site shows for any address."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy import Request

from spiders.invented import address_beside
from tests.spiders.dry import crawl
from tests.spiders.pages import HOME, furniture, homepage, hub, page, ul

HUB = f"{HOME}/case-reviews"
FILE = f"{HOME}/files/child-q.pdf"
RELATED = ul("Neglect toolkit:/toolkit|Child R learning briefing:/files/r-briefing.pdf")

# Pages that say nothing of being missing, as sites show them for every address below /files/.
SOFT = {
    "plain": page("Children in Northmoor", "<p>Everything about children in Northmoor, in one place.</p>"),
    "welsh": page("Ymddiheuriadau", "<p>Nid oes dim yma. Ewch yn ôl i'r hafan.</p>"),
    "with documents": page("Library", f"<p>Look here for what you need.</p>{RELATED}"),
    "empty": "<!doctype html><html><head><title></title></head><body></body></html>",
    "shell": "<!doctype html><html><head><title>App</title></head><body><div id=root></div></body></html>",
}


def site(**more: Any) -> dict[str, Any]:
    listed = hub(ul("Child Q serious case review overview report:/files/child-q.pdf"))
    return {f"{HOME}/": homepage(ul("Case reviews:/case-reviews")), HUB: listed, **furniture(), **more}


@pytest.mark.parametrize("kind", SOFT)
def test_what_any_address_answers_is_no_document(kind: str) -> None:
    found = crawl(site(**{FILE: SOFT[kind], address_beside(FILE): SOFT[kind]}))
    assert found.fetched[FILE] == "gone"
    (document,) = (one for one in found.documents if one.fetch.url == FILE)
    assert "do not exist" in document.fetch.message
    assert found.site.asked.count(address_beside(FILE)) == 1


def test_a_page_that_repeats_its_address_is_known_too() -> None:
    def echo(request: Request) -> str:
        name = request.url.rpartition("/")[2]
        return page(f"Results for {name}", f"<p>Nothing matches {name}.</p><p>Try other words.</p>")

    found = crawl(site(**{FILE: echo, address_beside(FILE): echo}))
    assert found.fetched == {FILE: "gone"}


def test_a_site_that_sends_every_missing_file_to_one_page() -> None:
    found = crawl(site(**{FILE: (302, "/welcome"), address_beside(FILE): (302, "/welcome"),
                          f"{HOME}/welcome": homepage()}))  # fmt: skip
    assert found.fetched == {FILE: "gone"}


@pytest.mark.parametrize("answer", [404, 403, TimeoutError(), SOFT["plain"]], ids=str)
def test_a_landing_page_still_leads_to_its_file(answer: Any) -> None:
    landing = page("Child Q", f"<p>Published March 2016.</p>{ul('Download:/store/q.pdf')}")
    found = crawl(
        site(**{FILE: landing, address_beside(FILE): answer, f"{HOME}/store/q.pdf": b"%PDF-1.4\n%%EOF\n"})
    )
    assert found.fetched[f"{HOME}/store/q.pdf"] == "ok"


def test_several_answers_wait_for_one_question() -> None:
    names = [f"child-{letter}.pdf" for letter in "abcdef"]
    listed = "|".join(f"Child {name[6].upper()} overview report:/files/{name}" for name in names)
    pages = {f"{HOME}/files/{name}": SOFT["plain"] for name in names}
    found = crawl(site(**{HUB: hub(ul(listed)), **pages, address_beside(FILE): SOFT["plain"]}))
    assert set(found.fetched.values()) == {"gone"}
    assert len(found.fetched) == 6
    assert sum("harvester-" in url for url in found.site.asked) == 1


def test_a_site_whose_files_are_there_is_not_asked() -> None:
    found = crawl(site(**{FILE: b"%PDF-1.4\n%%EOF\n"}))
    assert found.fetched == {FILE: "ok"}
    assert not any("harvester-" in url for url in found.site.asked)


def test_the_address_is_the_same_every_night_and_stays_in_its_folder() -> None:
    assert address_beside(FILE) == address_beside(FILE)
    assert address_beside(FILE).startswith(f"{HOME}/files/harvester-")
    assert address_beside(FILE).endswith(".pdf")
    assert not address_beside("https://n.example/download/12").endswith("/12")
