"""Nothing that was harvested or typed runs in the browser of whoever looks at it.

The pages are looked at with the content security policy switched off, so that it is the escaping that is
tested, and once more with it, where nothing may even have been refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from harvester.clock import utc_now
from harvester.records import Description, DocumentVerdict, Evidence, Link
from harvester.vocabulary import Origin, ReviewType, Role
from tests.catalogue.harvests import Harvest
from tests.desk.payloads import payloads
from tests.desk.support import Desk, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

DOCUMENTS = 40
RAN = "window.ran = number => (window.hasRun = window.hasRun || []).push(number); window.alert = window.ran;"
FOUND = """() => {
  const bad = (window.hasRun || []).map(number => `ran ${number}`);
  const active = /^(iframe|object|embed|base|marquee|math|video|audio|style|animate|noscript)$/;
  const holds = /^(href|src|action|formaction|data|xlink:href)$/i;
  const runs = /^[\\s\\x00-\\x20]*(javascript|data|vbscript):/i;
  for (const one of document.querySelectorAll("*")) {
    const shown = one.outerHTML.slice(0, 200), name = one.tagName.toLowerCase();
    if (active.test(name)) bad.push(shown);
    if (name === "script" && !one.src.startsWith(location.origin + "/static/")) bad.push(shown);
    if (name === "meta" && one.httpEquiv) bad.push(shown);
    for (const { name: attribute, value } of one.attributes) {
      if (/^(on|hx-on|srcdoc|style$)/i.test(attribute)) bad.push(shown);
      if (holds.test(attribute) && runs.test(value)) bad.push(shown);
      if (attribute === "hx-get" && !value.startsWith("/")) bad.push(shown);
    }
  }
  return bad;
}"""


@dataclass
class Poison:
    """Hands out payloads, each once as far as they last, and puts them wherever a harvest puts text."""

    left: Iterator[str]
    count: int = 0
    documents: list[str] = field(default_factory=list)

    def one(self) -> str:
        self.count += 1
        return next(self.left)

    def harvest(self, path: Path) -> None:
        from harvester.catalogue import Catalogue

        with Catalogue.open(path) as catalogue:
            catalogue.connection.execute("PRAGMA synchronous = OFF")
            harvest = Harvest(catalogue)
            harvest.start()
            for number in range(DOCUMENTS):
                url = f"https://northmoor.example/files/p{number}.pdf?x={self.one()}".replace("\n", "")
                link = Link(url=url, text=self.one(), heading=self.one(), row=self.one())
                places = {
                    "page_title": self.one(),
                    "page_url": self.one() if number % 2 else "https://northmoor.example/",
                }
                harvest.link(url, link.text, heading=link.heading, row=link.row, **places)
                harvest.fetch(url, "\n".join(["poisoned report", *(self.one() for _ in range(56))]))
            harvest.read()
            for item in catalogue.stale_documents(rules=1):
                verdict = DocumentVerdict(kept=True, score=0.6, reasons=(self.one(),))
                catalogue.save_description(item.id, self.description(), verdict, harvest.now(), rules=1)
            harvest.finish()
            self.documents = [row["id"] for row in harvest.rows("documents")]

    def description(self) -> Description:
        texts = {name: self.one() for name in ("title", "case_name", "board", "language")}
        names = ("title", "case_name", "published", "author", "board", "role", "review_type", "completed")
        evidence = tuple(
            Evidence(
                field=name,
                value=self.one(),
                origin=Origin.COVER,
                rule=self.one(),
                confidence=0.5,
                page=1,
                line=self.one(),
                box=(10.0, 10.0, 90.0, 20.0),
            )
            for name in names
        )
        return Description(
            **texts,
            authors=(self.one(), self.one()),
            published=self.one(),
            review_type=ReviewType.SCR,
            role=Role.OVERVIEW_REPORT,
            evidence=evidence,
        )


@pytest.fixture
def poison(desk: Desk) -> Poison:
    """A catalogue that is poisoned wherever text goes, decisions among it."""
    from harvester.catalogue import Catalogue
    from harvester.catalogue.deciding import Change, decide

    found = Poison(cycle(payloads()))
    found.harvest(desk.data.catalogue)
    with Catalogue.open(desk.data.catalogue) as catalogue:
        for document in found.documents[:10]:
            values = [("title", found.one()), ("case_name", found.one()), ("authors", f'["{len(document)}"]')]
            values += [("status", "held")]
            for name, value in values:
                change = Change("document", document, name, value, found.one())
                decide(desk.data, catalogue, [change], who=found.one(), at=utc_now())
    return found


def addresses(desk: Desk, poison: Poison) -> list[str]:
    """Every page, with what is poisoned in its place, and what can be said in an address said as well."""
    from harvester.catalogue import Catalogue

    with Catalogue.open(desk.data.catalogue, create=False, read_only=True) as catalogue:
        reviews = [row["id"] for row in catalogue.connection.execute("SELECT id FROM reviews LIMIT 8")]
    ids = poison.documents
    said = ("words", "after", "kind", "source", "since", "next", "document", "page", "mine", "at", "role")
    found = [
        "/",
        "/search/?words=poisoned",
        "/duplicates/",
        "/history/",
        "/codings/",
        "/publications/",
        "/help/",
    ]
    found += [f"/documents/{one}/" for one in ids]
    found += [f"/reviews/{one}/" for one in reviews] + [f"/reviews/{one}/codings/" for one in reviews]
    found += [f"/compare/{one}/{other}/" for one, other in zip(ids[:4], ids[4:8], strict=True)]
    found += [f"/takedown/{one}/" for one in ids[:3]]
    for page in ("/", "/search/", "/duplicates/", "/history/", "/reviews/find/", "/login/", "/nowhere/"):
        found += [f"{page}?{urlencode({name: poison.one() for name in said})}" for _ in range(2)]
    return found


def visit(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    if path.startswith(("/documents/", "/reviews/d", "/reviews/r", "/compare/")):
        assert answer.status == 200, path
        assert re.search(r"ran(\(|%28)", page.inner_text("main"), re.I), "the page shows what is poisoned"
    troubles = [f"{path}: {one}" for one in page.evaluate(FOUND)]
    troubles += [f"{path}: {answer.status}"] if answer.status >= 500 else []
    following = page.locator("a[rel=next]")
    for _ in range(5):
        if path.split("?")[0] != "/" or not following.count():
            break
        following.first.click()
        troubles += [f"{page.url}: {one}" for one in page.evaluate(FOUND)]
    return troubles


def test_thousands_of_payloads_and_none_runs(desk: Desk, poison: Poison, chromium: Browser) -> None:
    with served(desk.data) as address:
        context = chromium.new_context(base_url=address, bypass_csp=True)
        context.add_init_script(RAN)
        cookie = desk.client("admin").cookies["session"].value
        context.add_cookies([{"name": "session", "value": cookie, "url": address}])
        page = context.new_page()
        troubles: list[str] = []
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        for path in addresses(desk, poison):
            troubles += visit(page, path)
        context.close()
    assert poison.count > len(payloads()) > 3500
    assert troubles == []


def test_the_policy_has_nothing_to_refuse(desk: Desk, poison: Poison, page_of: Any) -> None:
    page = page_of("admin")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    for path in addresses(desk, poison)[:12]:
        page.goto(path)
    assert refused == []


def test_the_look_for_what_runs_can_find_it(chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.add_init_script(RAN)
    page.goto("about:blank")
    for payload in (
        "<img src=x onerror=ran(7)>",
        "<a href=' javascript:ran(1)'>x</a>",
        "<svg onload=ran(3)>",
    ):
        page.evaluate("html => { document.body.innerHTML = html }", payload)
        page.wait_for_timeout(100)
        assert page.evaluate(FOUND), payload
    assert "ran 7" in page.evaluate(FOUND)
