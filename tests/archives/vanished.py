"""A board that closed, as web archives hold it: captures over ten years, the newest mostly not its own."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.run.farm import page, report

HOST = "www.oldmoor-lscb.example"
SUCCESSOR = "www.newmoor-scp.example"
BOARD = "Oldmoor Safeguarding Children Board"

HOME = page(
    BOARD,
    '<p>We coordinate what local agencies do.</p><ul><li><a href="/about/">About us</a></li>'
    '<li><a href="/serious-case-reviews/">Serious case reviews</a></li>'
    '<li><a href="/old-reviews">Older reviews</a></li></ul>',
)
PARKED = page(
    "oldmoor-lscb.example",
    "<p>This domain is for sale. Buy this domain.</p><ul><li><a href='/?q=1'>Child Safeguarding Training</a>"
    "</li><li><a href='/?q=2'>Safeguarding Courses Online</a></li></ul><p>Sponsored listings</p>",
)
SOFT_404 = page(BOARD, "<h2>Page not found</h2><p>The page you are looking for could not be found.</p>")
ALDERS = (
    '<h2>Child Alder</h2><p><a href="/files/child-alder-overview-report.pdf">'
    "Child Alder: overview report</a></p>"
)
HUB = page(
    f"Serious case reviews | {BOARD}",
    f'{ALDERS}<h2>Child Birch</h2><p><a href="child-birch/">Child Birch serious case review</a></p>'
    '<h2>Family Cedar</h2><p><a href="/files/family-cedar-overview-report.pdf">'
    "Family Cedar: overview report</a></p>"
    '<h2>Child Elm</h2><p><a href="/download/elm.pdf">Child Elm: overview report</a></p>',
)
OLD_HUB = page(f"Serious case reviews | {BOARD}", ALDERS)
BIRCH = page(
    f"Child Birch | {BOARD}",
    "<p>Serious case review of Child Birch, published March 2016.</p>"
    '<p><a href="/files/child-birch-overview-report.pdf">Child Birch overview report</a></p>',
)
ALDER = report("Alder", BOARD)
BIRCH_V1, BIRCH_V2 = report("Birch", BOARD), report("Birch", f"{BOARD} (revised)")
DOGWOOD = report("Dogwood", BOARD)
ELM = report("Elm", BOARD)
FERN = report("Fern", BOARD)
CEDAR_IN_PART = report("Cedar", BOARD)[:900]
PLACEHOLDER = page(
    "Account suspended", "<p>This account has been suspended. Contact your hosting provider.</p>"
)


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One capture."""

    path: str
    at: str  # 14 digits
    body: bytes = b""
    status: str = "200 OK"
    media_type: str = "text/html"
    headers: tuple[tuple[str, str], ...] = ()
    repeats: str = ""  # the time of the capture that has the same body: a revisit record
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{HOST}{self.path}"

    @property
    def date(self) -> str:
        a = self.at
        return f"{a[:4]}-{a[4:6]}-{a[6:8]}T{a[8:10]}:{a[10:12]}:{a[12:]}Z"


def pdf(path: str, at: str, body: bytes) -> Shot:
    return Shot(path=path, at=at, body=body, media_type="application/pdf")


def sent(path: str, at: str, target: str) -> Shot:
    return Shot(path=path, at=at, status="302 Found", headers=(("Location", target),))


SHOTS = (
    Shot(path="/", at="20140301120000", body=OLD_HUB.replace(b"Serious case reviews", b"Welcome")),
    Shot(path="/", at="20170301120000", body=HOME, scheme="https"),
    Shot(path="/", at="20190301120000", repeats="20170301120000", scheme="https"),
    Shot(path="/", at="20210401120000", body=PARKED),
    Shot(path="/", at="20220401120000", body=PLACEHOLDER),
    Shot(path="/", at="20230401120000", body=b"<html>no</html>", status="404 Not Found"),
    Shot(path="/about/", at="20170301120500", body=page(f"About us | {BOARD}", "<p>Who we are.</p>")),
    Shot(path="/serious-case-reviews/", at="20160301120000", body=OLD_HUB),
    Shot(path="/serious-case-reviews/", at="20180301120000", body=HUB),
    Shot(path="/serious-case-reviews/", at="20200301120000", body=SOFT_404),
    sent("/serious-case-reviews/", "20210501120000", f"https://{SUCCESSOR}/"),
    Shot(path="/serious-case-reviews/child-birch/", at="20180301120100", body=BIRCH),
    sent("/old-reviews", "20180401120000", f"http://{HOST}/serious-case-reviews/"),
    pdf("/files/child-alder-overview-report.pdf", "20160302120000", ALDER),
    pdf("/files/child-alder-overview-report.pdf", "20180302120000", ALDER[: len(ALDER) // 2]),
    pdf("/files/child-birch-overview-report.pdf", "20170302120000", BIRCH_V1),
    pdf("/files/child-birch-overview-report.pdf", "20180402120000", BIRCH_V2),
    sent("/files/child-birch-overview-report.pdf", "20200402120000", "/"),
    Shot(path="/files/child-birch-overview-report.pdf", at="20210402120000", body=PARKED),
    pdf("/files/family-cedar-overview-report.pdf", "20180302120300", CEDAR_IN_PART),
    Shot(path="/files/family-cedar-overview-report.pdf", at="20190302120300", status="404 Not Found"),
    pdf("/files/child-dogwood-serious-case-review.pdf", "20150302120000", DOGWOOD),
    pdf("/files/ovr123.pdf", "20150302120500", FERN),
    pdf("/files/newsletter-spring-2015.pdf", "20150302120000", report("News", BOARD)),
    sent("/download/elm.pdf", "20180502120000", f"http://{HOST}/files/elm-report-final.pdf"),
    pdf("/files/elm-report-final.pdf", "20180502120100", ELM),
    Shot(path="/style.css", at="20170301120000", body=b"body { color: red }", media_type="text/css"),
)
HELD = {  # document → when its good capture was made
    "child-alder-overview-report.pdf": "2016-03-02T12:00:00Z",
    "child-birch-overview-report.pdf": "2018-04-02T12:00:00Z",
    "child-dogwood-serious-case-review.pdf": "2015-03-02T12:00:00Z",
    "ovr123.pdf": "2015-03-02T12:05:00Z",
    "elm.pdf": "2018-05-02T12:01:00Z",
}


def write_warc(path: Path, shots: tuple[Shot, ...] = SHOTS) -> Path:
    """The captures as a WARC file that any tool would make."""
    digests: dict[tuple[str, str], str] = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for shot in shots:
            length = ("Content-Length", str(len(shot.body)))
            headers = [("Content-Type", shot.media_type), length, *shot.headers]
            head = StatusAndHeaders(shot.status, headers, protocol="HTTP/1.1")
            fields = {"WARC-Date": shot.date}
            if shot.repeats:
                first = Shot(path=shot.path, at=shot.repeats).date
                record = writer.create_revisit_record(
                    shot.url,
                    digests[shot.path, shot.repeats],
                    shot.url,
                    first,
                    http_headers=head,
                    warc_headers_dict=fields,
                )
            else:
                record = writer.create_warc_record(
                    shot.url,
                    "response",
                    payload=io.BytesIO(shot.body),
                    http_headers=head,
                    warc_headers_dict=fields,
                )
                digests[shot.path, shot.at] = record.rec_headers.get_header("WARC-Payload-Digest")
            writer.write_record(record)
    return path


def declare(folder: Path, archives: str, **more: str) -> Path:
    """The declaration of the closed board, in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "slug": "oldmoor",
        "title": BOARD,
        "nation": "england",
        "homepage": f"http://{HOST}/",
        "start": f"[http://{HOST}/serious-case-reviews/]",
        "status": "gone",
        "archives": archives,
    } | more
    text = "".join(f"{key}: {value}\n" for key, value in values.items())
    (folder / "oldmoor.yaml").write_text(text, encoding="utf-8")
    return folder


@dataclass
class Wayback:
    """What the Wayback Machine's servers say, for a stub: a CDX index and raw replay, both of `shots`."""

    shots: tuple[Shot, ...] = SHOTS
    page_size: int = 7  # rows a page, so that the list comes in parts
    asked: list[str] = field(default_factory=list)
    robots: bytes = b""
    raw: bool = True  # whether it knows `id_`
    lists_hosts: bool = True  # whether its index knows `matchType`

    def rows(self, host: str) -> list[list[str]]:
        found = []
        for number, shot in enumerate(sorted(self.shots, key=lambda one: (one.path, one.at))):
            first = next((s for s in self.shots if s.path == shot.path and s.at == shot.repeats), shot)
            digest = f"D{hash(first.body) & 0xFFFFFFFF:08X}"
            kind, status = (shot.media_type, shot.status[:3]) if not shot.repeats else ("warc/revisit", "-")
            found.append(
                [f"example,oldmoor-lscb){shot.path}", shot.at, shot.url, kind, status, digest, str(number)]
            )
        return found if host.removeprefix("www.") == HOST.removeprefix("www.") else []

    def cdx(self, asked: dict[str, str]) -> list[Any]:
        rows = self.rows(asked["url"].removeprefix("http://").removeprefix("https://").partition("/")[0])
        if not self.lists_hosts:
            path = "/" + asked["url"].partition("://")[2].partition("/")[2]
            rows = [row for row in rows if row[2].partition("://")[2].partition("/")[2] == path[1:]]
        if not rows:
            return []
        start = int(asked.get("resumeKey", "0"))
        size = min(self.page_size, int(asked.get("limit", "100000")))
        header = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        more = [[], [str(start + size)]] if start + size < len(rows) and "showResumeKey" in asked else []
        return [header, *rows[start : start + size], *more]

    def replay(self, at: str, url: str) -> Shot | None:
        for shot in self.shots:
            if shot.at == at and shot.url == url:
                if shot.repeats:
                    return next(one for one in self.shots if one.path == shot.path and one.at == shot.repeats)
                return shot
        return None
