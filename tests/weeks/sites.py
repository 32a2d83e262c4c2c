"""Eight invented sites whose six weeks are written down: what is listed, served and shown at each step."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from tests.makers.pdf import CoverLine, Report, make_pdf
from tests.run.farm import WORDS, page
from tests.run.steady import Steady

STEPS = 14
NETWORK_DOWN = 12  # the step on which nothing can be reached
STEMS = ("Quince", "Rowan", "Sorrel", "Teasel", "Umber", "Violet", "Willow", "Yarrow")


def names(letter: str, count: int) -> tuple[str, ...]:
    """So many pseudonyms that no other site has."""
    return tuple(f"{STEMS[n % 8]}{letter}{'aeiou'[n // 8]}" for n in range(count))


@cache
def report(name: str, board: str, version: int = 1) -> bytes:
    """A report like no other; another version has other findings."""
    pick = random.Random(f"{name} {version}")
    texts = [
        "\n".join(" ".join(pick.choices(WORDS, k=12)).capitalize() + "." for _ in range(20)) for _ in range(2)
    ]
    cover = [
        CoverLine(text="Serious Case Review", size=26, bold=True, top=200),
        CoverLine(text=f"Child {name}", size=20),
        CoverLine(text="Overview Report", size=20),
        CoverLine(text="Published March 2016"),
    ]
    return make_pdf(Report(cover=cover, header=board, body=[*texts, "Findings. " * version]))


@dataclass
class Scripted(Steady):
    """A site that follows its script. What it shows depends on `step` alone."""

    step: int = 0
    gone: dict[str, int] = field(default_factory=dict)  # name → step from which it is taken down
    back: dict[str, int] = field(default_factory=dict)  # name → step from which it is there again
    added: dict[str, int] = field(default_factory=dict)
    swapped: dict[str, tuple[int, ...]] = field(default_factory=dict)  # name → steps at which it changes
    redesigns: tuple[int, ...] = ()
    weather: dict[int, str] = field(default_factory=dict)  # step → down | wall | soft | refuse
    soft: bool = False  # says "not found" with status 200

    def offered(self) -> list[str]:
        """Names that are listed and served now."""
        return [
            name
            for name in self.names
            if self.added.get(name, 0) <= self.step
            and not self.gone.get(name, STEPS) <= self.step < self.back.get(name, STEPS)
        ]

    @property
    def look(self) -> int:
        """How often the site was redesigned."""
        return sum(at <= self.step for at in self.redesigns)

    @property
    def hub(self) -> str:
        return ("/reviews/", "/learning/case-reviews/", "/publications/practice-reviews/")[self.look]

    def file(self, name: str) -> str:
        return f"{('/files', '/media/2026', '/assets/docs')[self.look]}/{name.lower()}.pdf"

    def version(self, name: str) -> int:
        return 1 + sum(at <= self.step for at in self.swapped.get(name, ())) % 2

    def missing(self) -> tuple[int, str, bytes]:
        body = page("Page not found", "<p>Sorry, the page that you asked for cannot be found.</p>")
        return (200 if self.soft else 404), "text/html", body

    def __enter__(self) -> Self:
        entered = super().__enter__()
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]
        return entered

    def content(self, path: str) -> tuple[int, str, bytes]:
        weather = "refuse" if self.step == NETWORK_DOWN else self.weather.get(self.step, "fine")
        if weather == "refuse":
            raise ConnectionAbortedError  # the connection is closed without a word
        if weather == "down":
            return 503, "text/html", b"<html>down</html>"
        if path == "/robots.txt":
            return 200, "text/plain", b"User-agent: *\nAllow: /\n"
        if weather == "soft":
            return self.missing()
        if weather == "wall":
            form = "<form method=post action=/login><input name=user><input type=password name=pass></form>"
            return 200, "text/html", page("Log in", f"<p>Please log in to continue.</p>{form}")
        if path == "/":
            links = f"<a href='{self.hub}'>Serious case reviews</a> <a href='/contact/'>Contact us</a>"
            return 200, "text/html", page(self.title, f"<p>{links}</p>")
        if path == "/contact/":
            return 200, "text/html", page("Contact us", "<p>Write to us.</p>")
        if path == self.hub:
            rows = "".join(
                f"<li><a href='{self.file(name)}'>"
                f"Child {name} serious case review overview report (PDF)</a></li>"
                for name in self.offered()
            )
            return 200, "text/html", page("Serious case reviews", f"<ul>{rows}</ul>")
        served = {self.file(name): name for name in self.offered()}
        if path in served:
            name = served[path]
            return 200, "application/pdf", report(name, self.title, self.version(name))
        return self.missing()


def sites() -> dict[str, Scripted]:
    """All of them, at the first step."""
    a, b, c, d = names("a", 7), names("b", 5), names("c", 5), names("d", 4)
    e, f, g, h = names("e", 4), names("f", 4), names("g", 6), names("h", 16)
    made: list[dict[str, Any]] = [
        {"slug": "alder", "names": a, "added": {a[4]: 4, a[5]: 9, a[6]: 9}},
        {"slug": "birch", "names": b, "weather": {3: "down", 6: "down", 7: "down", 10: "refuse"}},
        {"slug": "cedar", "names": c, "redesigns": (5, 10)},
        {"slug": "dogwood", "names": d, "weather": {4: "wall", 5: "wall"}},
        {"slug": "elm", "names": e, "soft": True, "gone": {e[3]: 3}, "weather": {8: "soft", 9: "soft"}},
        {"slug": "fir", "names": f, "swapped": {f[2]: (4, 8)}},
        {"slug": "gorse", "names": g, "gone": {g[0]: 2, g[1]: 2}, "back": {g[1]: 8}, "weather": {3: "down"}},
        {"slug": "holly", "names": h, "gone": dict.fromkeys(h[:13], 6)},
    ]
    return {one["slug"]: Scripted(number=20 + n, **one) for n, one in enumerate(made)}
