"""Pages that mislead: walls, missing pages, look-alikes of hubs, and ordinary pages that resemble walls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.detect.links import ACCEPT, FOLLOW, judge_link
from harvester.detect.pages import judge_page, parse_page
from harvester.vocabulary import Nation, PageKind

FOLDER = Path(__file__).parent
PAGES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "pages.yaml").read_text(encoding="utf-8"))
SHORT: dict[str, dict[str, list[str]]] = yaml.safe_load((FOLDER / "short.yaml").read_text(encoding="utf-8"))
ADDRESS = "https://www.northmoorscp.example/learning/serious-case-reviews/"
KNOWN: dict[str, str] = {}  # "page::field" of a disagreement not yet mended, and why


def marks_of(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(reason=KNOWN[name], strict=True)] if name in KNOWN else []


def marked(name: str, field: str) -> Any:
    return pytest.param(name, id=f"{name}::{field}", marks=marks_of(f"{name}::{field}"))


def named(field: str) -> list[Any]:
    return [marked(name, field) for name in PAGES]


def judged(name: str) -> tuple[PageKind, list[str], set[str]]:
    """The kind of a page, its review documents in order, and the addresses to follow."""
    truth = PAGES[name]
    page = parse_page((FOLDER / f"{name}.html").read_bytes(), truth["url"])
    verdict = judge_page(page, status=truth.get("status", 200))
    nation = Nation(truth.get("nation", Nation.ENGLAND))
    links = [(link.url, judge_link(link, page, verdict, nation=nation)) for link in page.links]
    documents = [url for url, found in links if found.score >= ACCEPT]
    return verdict.kind, documents, {url for url, found in links if found.follow >= FOLLOW}


@pytest.mark.parametrize("name", named("kind"))
def test_kind(name: str) -> None:
    wanted = PAGES[name]["kind"]
    assert judged(name)[0] in (wanted if isinstance(wanted, list) else [wanted]), PAGES[name]["why"]


@pytest.mark.parametrize("name", named("documents"))
def test_documents(name: str) -> None:
    assert judged(name)[1] == PAGES[name]["documents"], PAGES[name]["why"]


@pytest.mark.parametrize("name", named("follow"))
def test_follow(name: str) -> None:
    followed = judged(name)[2]
    assert {*PAGES[name].get("follow", ())} <= followed, PAGES[name]["why"]
    assert not {*PAGES[name].get("never", ())} & followed, PAGES[name]["why"]


@pytest.mark.parametrize(
    ("kind", "title", "body"),
    [
        pytest.param(kind, *page, id=f"{kind}: {name}", marks=marks_of(f"{kind}: {name}"))
        for kind, pages in SHORT.items()
        for name, page in pages.items()
    ],
)
def test_short_pages_of_servers(kind: str, title: str, body: str) -> None:
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    assert judge_page(parse_page(html, ADDRESS)).kind in kind.split(" or ")


def test_every_page_has_its_truth() -> None:
    assert {path.stem for path in FOLDER.glob("*.html")} == {*PAGES}
    assert {kind for truth in PAGES.values() for kind in [truth["kind"]] if isinstance(kind, str)} <= {
        *PageKind
    }


def test_there_are_pages_of_both_sorts() -> None:
    walls = [name for name, truth in PAGES.items() if truth["kind"] == PageKind.WALL]
    assert len(walls) >= 5
    assert len([name for name in PAGES if name.startswith("good-")]) >= 8
