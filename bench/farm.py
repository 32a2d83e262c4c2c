"""A small farm of review sites on loopback: one address of 127.0.1.0/24 a site, bounded, ends by itself."""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import sys
from pathlib import Path

SITES = 10
PAGES = 12  # case pages per site
LIFETIME_S = 240


def pdf(site: int, number: int) -> bytes:
    """A report of three pages and about 60 KB, different for every site and number."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    words = random.Random(site * 1000 + number)  # the same farm every time
    lines = [
        f"Area {site} Safeguarding Children Board",
        "Serious Case Review",
        f"Child {site}{number}",
        "June 2016",
    ]
    for line, text in enumerate(lines):
        canvas.drawString(72, 700 - 24 * line, text)
    canvas.showPage()
    for _ in range(2):
        for line in range(50):
            text = " ".join(
                words.choice(["panel", "record", "visit", "school", "plan", "home"]) for _ in range(14)
            )
            canvas.drawString(72, 760 - 14 * line, text)
        canvas.showPage()
    canvas.save()
    # A comment after the end mark brings the file to the size of a small real report.
    return out.getvalue() + b"\n%" + words.randbytes(60_000).hex().encode()[:55_000] + b"\n%%EOF\n"


def page(title: str, body: str) -> bytes:
    """One HTML page with the navigation that every real page carries."""
    menu = "".join(f'<li><a href="/about/{n}">About {n}</a></li>' for n in range(20))
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    ).encode()


def site_pages(site: int) -> dict[str, tuple[str, bytes]]:
    """Path → (content type, body) of one site: homepage, hub, a page and a report per case."""
    html = "text/html; charset=utf-8"
    cases = "".join(
        f'<li><a href="/serious-case-reviews/child-{n}">Child {site}{n}</a></li>' for n in range(PAGES)
    )
    pages = {
        "/": (html, page(f"Area {site} SCB", '<a href="/serious-case-reviews">Serious case reviews</a>')),
        "/robots.txt": ("text/plain", b"User-agent: *\nAllow: /\n"),
        "/serious-case-reviews": (html, page("Serious case reviews", f"<ul>{cases}</ul>")),
    }
    for n in range(PAGES):
        text = f"Serious case review: Child {site}{n} overview report (PDF)"
        link = f'<p><a href="/files/child-{n}.pdf">{text}</a></p>'
        pages[f"/serious-case-reviews/child-{n}"] = (html, page(f"Child {site}{n} serious case review", link))
        pages[f"/files/child-{n}.pdf"] = ("application/pdf", pdf(site, n))
    return pages


async def serve(port: int) -> None:
    """Serve every site until the lifetime is over."""

    async def answer(site: dict[str, tuple[str, bytes]], reader, writer) -> None:
        try:
            while True:
                head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
                path = head.split(b" ", 2)[1].decode().split("?")[0]
                kind, body = site.get(path, ("text/html", b"<title>Not found</title>"))
                status = b"200 OK" if path in site else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 "
                    + status
                    + f"\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, TimeoutError, ConnectionError):
            writer.close()

    servers = []
    for number in range(1, SITES + 1):
        pages = site_pages(number)
        handler = lambda r, w, pages=pages: answer(pages, r, w)  # noqa: E731 - one handler a site
        servers.append(await asyncio.start_server(handler, f"127.0.1.{number}", port))
    print("ready", flush=True)
    await asyncio.sleep(LIFETIME_S)


def write_declarations(folder: Path, port: int) -> None:
    """One declaration a site."""
    for number in range(1, SITES + 1):
        home = f"http://127.0.1.{number}:{port}/"
        (folder / f"area-{number}.yaml").write_text(
            f"slug: area-{number}\ntitle: Area {number} Safeguarding Children Board\nnation: england\n"
            f"homepage: {home}\nstart: [{home}serious-case-reviews]\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(serve(parser.parse_args().port))
    sys.exit(0)
