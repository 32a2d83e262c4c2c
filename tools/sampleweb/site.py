# ruff: noqa: E501 - one line of a page is one line here
"""One invented site: its pages and documents, and what a perfect harvest of it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from tools.sampleweb import papers
from tools.sampleweb.about import about
from tools.sampleweb.prose import paragraphs

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One true document: where it is, what it looks like, what is true of it."""

    path: str
    review_type: str
    role: str
    case: str | None
    lines: tuple[str, ...]  # of the title page
    title: str | None
    review: str = ""  # names the review over all sites; by default site and case
    authors: tuple[str, ...] = ()
    board: str | None = None
    published: str | None = None  # as the document labels it
    completed: str | None = None
    page_published: str | None = None  # as only the page gives it
    header: str = ""
    footer: str = ""
    library_sheet: tuple[str, ...] = ()
    outline: bool = False
    align: str = "left"
    form: str = "pdf"  # pdf, docx, scan, locked, missing (404), denied (by robots.txt)
    language: str = "en"
    length: int = 12  # paragraphs
    text: str = ""  # the seed of the text; by default the address
    subject: str = ""  # differs in a re-saved copy
    revised: bool = False  # the same text with a few changes
    also: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # field → answers that are as good


@dataclass(slots=True, kw_only=True)
class Response:
    """What the archive answers for one address."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True, kw_only=True)
class Site:
    """A site being built."""

    slug: str
    title: str
    homepage: str
    nation: str = "england"
    kind: str = "partnership"
    start: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    outcome: str = "ok"
    expect: dict[str, int] = field(default_factory=dict)
    note: str = ""
    responses: dict[str, Response] = field(default_factory=dict)
    documents: list[dict[str, Any]] = field(default_factory=list)
    decoys: list[str] = field(default_factory=list)
    _papers: dict[str, Paper] = field(default_factory=dict)

    def url(self, path: str) -> str:
        """The absolute address of a path of this site."""
        return urljoin(self.homepage, path)

    def put(
        self, path: str, body: str | bytes, media_type: str = "text/html; charset=utf-8", status: int = 200
    ) -> str:
        """Answers an address with a body."""
        raw = body.encode() if isinstance(body, str) else body
        self.responses[self.url(path)] = Response(
            status=status, headers=[("Content-Type", media_type)], body=raw
        )
        return self.url(path)

    def redirect(self, path: str, target: str) -> None:
        """Sends an address elsewhere, for good."""
        headers = [("Location", self.url(target)), ("Content-Type", "text/html")]
        self.responses[self.url(path)] = Response(status=301, headers=headers, body=b"")

    def robots(self, rules: str) -> None:
        """Sets robots.txt."""
        self.put("/robots.txt", rules, "text/plain")

    def decoy(self, path: str, *lines: str) -> str:
        """Adds a document that must not be kept; the lines are those of its title page."""
        body = papers.pdf(papers.Sheet(lines=lines, paragraphs=tuple(paragraphs(self.slug + path, 5))))
        self.decoys.append(self.url(path))
        return self.put(path, body, "application/pdf")

    def paper(self, paper: Paper, **truth: Any) -> str:
        """Adds a true document and gives its address.

        Args:
            paper: The document.
            **truth: Values of the truth that differ from what the paper alone says
                (`duplicate_of`, `replaces`, `status`).
        """
        body, media_type = _bytes(self.slug, paper)
        url = self.url(paper.path)
        if paper.form == "missing":
            self.put(
                paper.path,
                "<html><head><title>Not found</title></head><body><h1>Not found</h1></body></html>",
                status=404,
            )
        else:
            self.put(paper.path, body, media_type)
        self._papers[paper.path] = paper
        self.documents.append({**_truth(self, paper, body), **truth})
        return url

    def page_document(self, path: str, html: str, paper: Paper) -> str:
        """Adds a review that is itself a web page."""
        url = self.put(path, html)
        record = _truth(self, paper, html.encode())
        record["board_ok"] = [self.title, *self.aliases, None]
        self.documents.append(record)
        return url

    def key(self, path: str) -> str:
        """The key by which the truth names a document of this site."""
        return f"{self.slug}:{path}"

    def paper_at(self, path: str) -> Paper:
        """A document that was added before."""
        return self._papers[path]

    def declaration(self) -> dict[str, Any]:
        """The source declaration, in the order of its keys."""
        fields: dict[str, Any] = {
            "slug": self.slug, "title": self.title, "nation": self.nation, "kind": self.kind, "authorities": [],
            "aliases": [{"name": name} for name in self.aliases], "homepage": self.homepage,
            "start": [self.url(path) for path in self.start], "hosts": [], "platform": "generic", "status": "live",
        }  # fmt: skip
        if self.expect:
            fields["expect"] = {"documents": self.expect}
        return fields


_TELLING = {"overview_report", "executive_summary"}  # a briefing is too short for the facts of the case


def _bytes(slug: str, paper: Paper) -> tuple[bytes, str]:
    if paper.form == "scan":
        return papers.scan(f"{slug}{paper.path}"), "application/pdf"
    text = paragraphs(paper.text or f"{slug}{paper.path}", paper.length, welsh=paper.language == "cy")
    if paper.role in _TELLING and paper.language == "en":
        text[1:1] = [about(paper.review or f"{slug} {paper.case}", paper.case, paper.review_type)]
    if paper.revised:
        text = [*text[:4], *paragraphs(f"revision of {paper.path}", 1)[1:2], *text[5:]]
    sheet = papers.Sheet(
        lines=paper.lines, paragraphs=tuple(text), header=paper.header, footer=paper.footer, outline=paper.outline,
        library_sheet=paper.library_sheet, subject=paper.subject, align=paper.align,
        password="sample" if paper.form == "locked" else "",
    )  # fmt: skip
    return (papers.docx(sheet), _DOCX) if paper.form == "docx" else (papers.pdf(sheet), "application/pdf")


def _truth(site: Site, paper: Paper, body: bytes) -> dict[str, Any]:
    held = paper.form not in {"missing", "denied"}
    readable = paper.form in {"pdf", "docx"}
    seen = (
        paper
        if readable
        else replace(paper, authors=(), board=None, published=None, completed=None, title=None)
    )
    published = seen.published or paper.page_published
    also = {name: list(values) for name, values in paper.also.items()}
    if seen.published and paper.page_published:
        also.setdefault("published", []).append(paper.page_published)
    if seen.board is None:
        also.setdefault("board", []).extend([site.title, *site.aliases, None])
    return {
        "key": site.key(paper.path), "source": site.slug, "urls": [site.url(paper.path)],
        "sha256": hashlib.sha256(body).hexdigest() if held else None,
        "review": paper.review or f"{site.slug}: {paper.case or paper.path}",
        "title": seen.title, "review_type": paper.review_type, "role": paper.role, "case_name": paper.case,
        "authors": list(seen.authors), "board": seen.board, "published": published, "completed": seen.completed,
        "language": paper.language if readable else None, "status": "new",
        "fetch_outcome": {"missing": "gone", "denied": "robots_denied"}.get(paper.form, "ok"),
        "text_outcome": {"scan": "image_only", "locked": "encrypted"}.get(paper.form, "ok"),
        "duplicate_of": None, "replaces": None, "readable": readable,
        **{f"{name}_ok": values for name, values in also.items()},
    }  # fmt: skip
