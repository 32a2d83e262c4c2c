"""B17 and B18: what robots.txt says, and what it does when it cannot be read; pace under provocation."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

from tests.hostile import shapes
from tests.hostile.figures import Figures
from tests.web.ground import Ground, Handler, answer, probe, raw

PAGE = answer(b"<!doctype html><html>page</html>")


def text(body: bytes, status: str = "200 OK") -> Handler:
    return answer(body, status, Content_Type="text/plain")


ALL = b"User-agent: *\nDisallow: /\n"
LONG = b"# long\n" * 200_000
# What the file is, and whether the page beside it may be asked for.
KINDS: dict[str, tuple[Handler, bool]] = {
    "forbids all": (text(ALL), False),
    "forbids us": (text(b"User-agent: harvester\nDisallow: /\n\nUser-agent: *\nDisallow:\n"), False),
    "allows us": (text(b"User-agent: *\nDisallow: /\n\nUser-agent: harvester\nAllow: /\n"), True),
    "in capitals": (text(b"USER-AGENT: HARVESTER\nDISALLOW: /PAGE\nDISALLOW: /page\n"), False),
    "with marks": (text(b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n"), False),
    "old line ends": (text(b"User-agent: *\rDisallow: /\r"), False),
    "wildcards": (text(b"User-agent: *\nDisallow: /*ge$\n"), False),
    "longest wins": (text(b"User-agent: *\nDisallow: /\nAllow: /page\n"), True),
    "escaped": (text(b"User-agent: *\nDisallow: /p%61ge\n"), False),
    "rules within 500 KB": (text(b"User-agent: *\nDisallow: /page\n" + LONG), False),
    "garbage beside rules": (text(b"\x00\xff\xfe\x80\nUser-agent: *\nDisallow: /\n"), False),
    "many wildcards": (text(b"User-agent: *\nDisallow: " + b"/*a" * 5_000 + b"\nDisallow: /page\n"), False),
    "many groups": (text(b"User-agent: x\nAllow: /\n" * 10_000 + ALL), False),
    "404": (text(b"", "404 Not Found"), True),
    "403": (text(b"", "403 Forbidden"), True),
    "429": (text(b"", "429 Too Many Requests"), False),
    "500": (text(b"", "500 Broken"), False),
    "503": (text(b"", "503 Busy"), False),
    "web page": (answer(b"<!doctype html><html><title>Home</title><p>Welcome</p></html>"), False),
    "challenge": (answer(b"<html><title>Just a moment...</title></html>", "403 Forbidden"), True),
    "reset": (raw(b""), False),
    "drips": (shapes.dripping(b"HTTP/1.1 200 OK\r\n\r\n", b"User-agent: *\n", 0.5, 30), False),
    "cut": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nUser-agent: *\n"), False),
    "redirect loop": (shapes.redirect("/robots.txt"), True),
    "to a listener": (shapes.redirect("http://127.0.66.6/robots.txt"), False),
    "to a file": (shapes.redirect("file:///etc/passwd"), False),
    "bomb": (answer(shapes.gzip_bomb(300 * shapes.MEGABYTE), Content_Encoding="gzip"), False),
    "not modified": (raw(b"HTTP/1.1 304 Not Modified\r\n\r\n"), False),
    "no content": (raw(b"HTTP/1.1 204 No Content\r\n\r\n"), True),
}  # fmt: skip


def test_robots(tmp_path: Path, figures: Figures) -> None:
    with ExitStack() as stack:
        grounds = {name: stack.enter_context(Ground("127.0.1.9")) for name in KINDS}
        for name, ground in grounds.items():
            ground.routes |= {"/robots.txt": KINDS[name][0], "/page": PAGE}
        asked = {name: ground.url("/page") for name, ground in grounds.items()}
        settings = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 3}
        seen = probe(
            tmp_path, list(asked.values()), allow_hosts=["127.0.1.0/24"], settings=settings, timeout=90
        )
        fetched = {name for name, ground in grounds.items() if "/page" in ground.paths()}
    wrong = fetched ^ {name for name, (_, may) in KINDS.items() if may}
    figures("B17", "robots.txt: rules, faults, tricks", len(KINDS), wrong,
            f"{len(fetched - {name for name, (_, may) in KINDS.items() if may})} disallowed fetches")  # fmt: skip
    assert not wrong
    assert len(seen.results) == len(KINDS)
    assert all(seen[url]["message"] for name, url in asked.items() if name not in fetched)


def test_pace_when_provoked(tmp_path: Path, figures: Figures) -> None:
    """B18: redirects, errors, refreshes and two names of one host never make us faster than we said."""
    delay = 0.4
    with Ground("127.0.1.10") as ground:
        ground.routes |= {f"/{number}": PAGE for number in range(4)}
        ground.routes["/away"] = shapes.redirect("/0")
        ground.routes["/busy"] = answer(b"", "503 Busy", Retry_After="1")
        ground.routes["/reset"] = raw(b"")
        ground.routes["/refresh"] = answer(b"<html><meta http-equiv=refresh content='0; url=/1'></html>")
        asked = [ground.url(path) for path in ground.routes]
        seen = probe(tmp_path, asked[:5], asked[5:], allow_hosts=["127.0.1.0/24"], delay=delay, timeout=90,
                     settings={"RETRY_TIMES": 1})  # fmt: skip
        times = [one.at for one in ground.asked]
        most = max(one.side_by_side for one in ground.asked)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    early = [gap for gap in gaps if gap < delay - 0.005]
    figures("B18", "gaps between requests of two crawlers to one host", len(gaps), early,
            f"least {min(gaps):.2f} s at {delay} s, {most} in flight")  # fmt: skip
    assert not early
    assert most == 1
    assert len(seen.results) == len(asked)
