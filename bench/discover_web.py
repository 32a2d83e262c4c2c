"""Makes the archive of `bench.discover`: 100,000 answers of some 900 sites, one relevant in 1,000.

Councils, schools, newspapers, shops, charities and forums; sites of boards with "Learning from reviews" in
the menu of every page; pages that only look like reviews; pictures, redirects, pages that are gone.
The truth (which page is relevant, and why) is known from the making and written beside the archive.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from bench.discover_held import HELD, held_look_alikes
from bench.discover_pages import AREAS, POSITIVES, Made, look_alikes
from bench.discover_second import SECOND, second_look_alikes
from bench.discover_third import THIRD, third_look_alikes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RELEVANT: Final = 1_000  # one page in so many
_COMMON: Final = """
    the of and to in for a is on with that by this are be as from at have or an will not it was which
    our their people time new year day please contact information find out more about you can your we us
    help call email open page web site first last each some many other all any who when where how what
    before after during home work week month today number part place group full free good best small
    large long right left next
"""
_BY_KIND: Final = {
    "council": """
        council service community support care team planning business road street market waste bin recycling
        parking licence permit vote election councillor meeting agenda tax benefit housing repairs library
        consultation review policy annual report committee budget grant schools transport safeguarding
        adults families""",
    "school": """
        school pupils teacher headteacher curriculum uniform term parents reading maths trip club assembly
        governors policy safeguarding attendance admissions lunch nursery phonics science learning homework
        class""",
    "news": """
        police court said told judge family statement yesterday incident died hospital investigation officer
        reporter residents crash fire weather football minister review inquiry charged arrested town""",
    "shop": """
        price delivery basket size colour kitchen battery warranty product stars rating review reviews
        customer returns checkout brand offer sale voucher stock order gift leather cotton steel garden
        chair lamp""",
    "charity": """
        donate volunteer fundraising trustees appeal campaign support helpline child children families abuse
        safeguarding research report story marathon shop legacy members impact annual review""",
    "forum": """
        post reply thread user joined quote topic likes member moderator anyone thanks yeah engine review
        camera lens tried works worked problem fixed update driver version install""",
    "blog": """
        recipe travel photo week book review film music coffee walk garden cake summer holiday beach hotel""",
    "board": """
        safeguarding children partnership board professionals training neglect procedures agencies health
        police practice learning multi-agency thresholds guidance early help concern worried referral
        newsletter""",
}
_KINDS: Final = (
    "council",
    "council",
    "school",
    "school",
    "news",
    "news",
    "shop",
    "shop",
    "charity",
    "forum",
    "blog",
)
_OTHER: Final = (
    ("image/jpeg", "jpg", 10),
    ("image/png", "png", 5),
    ("text/css", "css", 2),
    ("application/javascript", "js", 4),
    ("application/json", "json", 1),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is made, and from which seed."""

    records: int = 100_000
    files: int = 4
    seed: int = 1
    size: int = 14_000  # of a page, in the mean
    held: int = 0  # which set of pages that nothing was tuned on; 0: those it was
    plain: bool = False  # files that are not compressed


class Maker:
    """Makes the records of one plan, in an order that has nothing to do with what they are."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = Random(plan.seed)
        self.words = {kind: (_COMMON * 2 + more).split() for kind, more in _BY_KIND.items()}
        self.paragraphs = {kind: [self._paragraph(kind) for _ in range(500)] for kind in _BY_KIND}
        self.scripts = [self._script(n) for n in range(24)]
        self.shells = {name: self._shell(name, n) for n, name in enumerate(self._hosts())}

    # ------------------------------------------------------------ texts

    def _paragraph(self, kind: str) -> str:
        words = self.random.choices(self.words[kind], k=self.random.randint(30, 110))
        return f"<p>{' '.join(words).capitalize()}.</p>\n"

    def text(self, count: int, kind: str = "board") -> str:
        """Paragraphs of no meaning."""
        return "".join(self.random.choices(self.paragraphs[kind], k=count))

    def _script(self, number: int) -> str:
        names = self.random.choices(self.words["forum"], k=160)
        lines = "".join(
            f"var {name}{n}={{id:{n * number},on:function(e){{}}}};" for n, name in enumerate(names)
        )
        return f"<script>{lines}</script>\n"

    # ------------------------------------------------------------ sites

    def _hosts(self) -> Iterator[str]:
        boards = max(4, self.plan.records // 2_000)
        for n in range(boards):
            yield f"www.{AREAS[n % len(AREAS)].lower()}{n // len(AREAS) or ''}scp.org.uk"
        for n in range(max(20, self.plan.records // 120)):
            kind = _KINDS[n % len(_KINDS)]
            end = {"council": ".gov.uk", "school": ".sch.uk", "shop": ".com"}.get(kind, ".co.uk")
            yield f"{'www.' if n % 3 else ''}{kind}-{AREAS[n % len(AREAS)].lower()}-{n}{end}"

    def _shell(self, host: str, number: int) -> tuple[str, str]:
        """What stands above and below the inside of every page of a site."""
        board = "scp." in host
        menu = self.random.choices(self.words[_kind_of(host)], k=40)
        links = "".join(f'<li><a href="/{word}/{n}">{word.title()}</a></li>' for n, word in enumerate(menu))
        if board:
            links += '<li><a href="/learning/reviews/">Learning from reviews</a></li>'
            links += '<li><a href="/lscp">SCRs</a></li>'
        elif "council" in host and number % 5 == 0:
            links += (
                '<li><a href="https://www.aldermerescp.org.uk/">Safeguarding Children Partnership</a></li>'
            )
        name = f"{host.split('.')[1 if host.startswith('www') else 0].title()}"
        if board:
            name = f"{AREAS[number % len(AREAS)]} Safeguarding Children Partnership"
        one, other = self.scripts[number % 24], self.scripts[(number + 7) % 24]
        top = f"<title>TITLE - {name}</title>\n{one}</head>\n<body><nav><ul>{links}</ul></nav>\n<main>"
        low = f"</main><footer><p>{name}</p><a href='/privacy'>Privacy</a></footer>{other}</body></html>"
        return top, low

    # ------------------------------------------------------------ records

    def made(self) -> Iterator[tuple[str, Made | None]]:
        """Every record: its host, and the inside of its page if it is a special one."""
        count, random = self.plan.records, self.random
        hosts = list(self.shells)
        boards = [host for host in hosts if "scp." in host]
        others = [host for host in hosts if "scp." not in host]
        councils = [host for host in others if "council" in host]
        special: list[tuple[str, Made | None]] = []
        positives, alike = self._special()
        kinds = [kind for kind, weight in positives for _ in range(weight)]
        often = 2 if self.plan.held else 1
        for n in range(count // RELEVANT):
            host = boards[n % len(boards)] if n % 4 else random.choice(councils)
            area = AREAS[hosts.index(host) % len(AREAS)]
            special.append((host, kinds[n % len(kinds)](random, area, self.text)))
        for n in range(count * often // 8_000):
            for page in alike():
                if page.site and page.site not in self.shells:
                    self.shells[page.site] = self._shell(page.site, len(self.shells))
                special.append((page.site or random.choice(others if n % 3 else boards), page))
        special += [(random.choice(boards), None) for _ in range(count // 100)]
        rest = [(random.choice(others), None) for _ in range(count - len(special))]
        everything = special + rest
        random.shuffle(everything)
        yield from everything

    def _special(self) -> tuple[tuple[tuple[Any, int], ...], Callable[[], list[Made]]]:
        """The kinds of relevant pages with their weights, and what makes those that only look like them."""
        return (
            (POSITIVES, lambda: look_alikes(self.text)),
            (HELD, lambda: held_look_alikes(self.text)),
            (SECOND, lambda: second_look_alikes(self.random, self.text)),
            (THIRD, lambda: third_look_alikes(self.random, self.text)),
        )[self.plan.held]

    def page(self, host: str, made: Made | None) -> str:
        """The whole of a page."""
        random = self.random
        top, low = self.shells[host]
        size = min(80_000, int(random.lognormvariate(0, 0.8) * self.plan.size * 0.6))
        kind = _kind_of(host)
        filling = self.text(max(1, size // 430), kind)
        if made is None:
            title = " ".join(random.choices(self.words[kind], k=4)).title()
            body = f"<h1>{title}</h1>{filling}"
        else:
            title, body = made.title, made.body + filling * (not made.relevant)
        language = made.language if made else "en"
        return f'<!doctype html><html lang="{language}"><head>{top.replace("TITLE", title, 1)}{body}{low}'


def _kind_of(host: str) -> str:
    name = host.removeprefix("www.").partition("-")[0]
    return name if name in _BY_KIND else "board"


def _record(url: str, kind: str, status: int, body: bytes, more: str = "") -> bytes:
    head = f"HTTP/1.1 {status} OK\r\nDate: Tue, 05 Mar 2024 10:00:00 GMT\r\nServer: Apache\r\n"
    head += f"Content-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    block = head.encode() + body
    warc = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2024-03-05T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-5678-1234-567812345678>\r\n"
        "WARC-IP-Address: 192.0.2.1\r\nWARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return warc.encode() + block + b"\r\n\r\n"


def make(folder: Path, plan: Plan, hear: Callable[[int], None] = lambda done: None) -> dict[str, Made]:
    """Write the archive of a plan; gives the special pages by address, and keeps them in `truth.json`."""
    maker = Maker(plan)
    random, truth = maker.random, dict[str, Made]()
    noise = random.randbytes(200_000)
    weights = [weight for _, _, weight in _OTHER]
    end = "warc" if plan.plain else "warc.gz"
    files = [(folder / f"part-{n}.{end}").open("wb") for n in range(plan.files)]
    try:
        for number, (host, made) in enumerate(maker.made()):
            url, luck, more, kind = f"https://{host}/p/{number}", random.random(), "", "text/html"
            if made is not None:
                path, mark, query = made.path.partition("?")
                url = f"https://{host}{path.rstrip('/')}{mark}{query}{'&' if mark else '?'}v={number}"
                truth[url] = made
            if made is None and luck < 0.22:
                kind, end, _ = random.choices(_OTHER, weights)[0]
                begin = random.randrange(100_000)
                record = _record(
                    f"{url}.{end}", kind, 200, noise[begin : begin + random.randint(500, 60_000)]
                )
            elif made is None and luck < 0.31:
                record = _record(
                    url, "text/html", random.choice([301, 404, 404, 500]), b"<html>nothing</html>"
                )
            else:
                body = maker.page(host, made)
                encoding = "windows-1252" if number % 13 == 0 else "utf-8"
                data = body.encode(encoding, "xmlcharrefreplace")
                if number % 17 == 0:
                    data, more = gzip.compress(data, 1, mtime=0), "Content-Encoding: gzip\r\n"
                record = _record(url, f"text/html; charset={encoding}", 200, data, more)
            if not plan.plain:
                packed = zlib.compressobj(3 if kind.startswith("text") else 1, zlib.DEFLATED, 31)
                record = packed.compress(record) + packed.flush()
            files[number % plan.files].write(record)
            if number % 10_000 == 0:
                hear(number)
    finally:
        for file in files:
            file.close()
    rows = [[url, one.kind, one.relevant] for url, one in truth.items()]
    (folder / "truth.json").write_text(json.dumps(rows), encoding="utf-8")
    return truth
