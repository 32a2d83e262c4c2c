"""The served desk under five people at once: how long each route takes, with 20,000 documents.

Run: python -m bench.desk [--documents 20000] [--clients 5] [--rounds 40] [--data DIR]. Makes a catalogue
(into DIR, where one is kept for the next time), serves it by `harvester desk` in a process of its own, and
has each client log in and go about its work: leaf, filter, open, search, decide. Prints the median, the
95th and the 99th percentile of each route. Promised: pages 300 ms at p95, search 500 ms at p99.
"""

from __future__ import annotations

import argparse
import html
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from harvester.paths import DataDirectory
from tests.makers.desk_catalogue import Plan, make_catalogue
from tests.makers.desk_words import AREAS, rare_word

PASSWORD = "a long enough pass phrase"
PAGES_MS, SEARCH_MS = 300, 500  # p95 of pages, p99 of searches

RARE = "search: a rare word"
SEARCHES = {
    "search: common words": ("supervision", "professional curiosity", "the voice of the child", "review"),
    "search: a phrase": ('"strategy discussion"', '"voice of the child"', '"early help team"'),
    "search: beginnings": ("safeguard* practi*", "pro* meeting", "escal*"),
    "search: a very common word": ("the", "and of to in the was", "a*"),
    "search: nothing found": ("zyzzyva", "NEAR((", "x" * 250),
}


@dataclass
class Times:
    """Milliseconds by route, from all clients."""

    by_route: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    server_seconds: float = 0.0  # of processor time that the desk's own process took
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, route: str, seconds: float, status: int) -> None:
        """One answer."""
        with self.lock:
            self.by_route[route].append(seconds * 1000)
            if status >= 400:
                self.wrong[f"{route} ({status})"] += 1


class Client:
    """One person's browser: a connection kept open, cookies, and the forms of the page last shown."""

    def __init__(self, address: str, times: Times) -> None:
        parts = urlsplit(address)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.times = times
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection(self.host, self.port, timeout=120)

    def ask(self, route: str, path: str, form: dict[str, object] | None = None) -> tuple[int, str, str]:
        """Ask for a page, or post a form: (status, text, where it leads)."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form, doseq=True)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers |= {"Origin": f"http://{self.host}:{self.port}"}
        begun = time.perf_counter()
        try:
            self.connection.request("GET" if form is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            self.connection.request("GET" if form is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self.times.add(route, time.perf_counter() - begun, answer.status)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer.status, text, answer.headers.get("Location") or ""

    def log_in(self, name: str) -> None:
        """As a person does."""
        _, page, _ = self.ask("log in: page", "/login/")
        form = {"csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken"), "username": name}
        status, text, _ = self.ask("log in", "/login/", form | {"password": PASSWORD, "next": "/"})
        assert status in (302, 303), f"{status} {text[:500]}"


def value_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def linked(page: str, pattern: str) -> list[str]:
    """The addresses on a page that look so."""
    found = dict.fromkeys(re.findall(rf'href="({pattern})"', page))
    return [html.unescape(one) for one in found]


def work(client: Client, rounds: int, pick: random.Random) -> None:
    """What one person does, over and over."""
    for _ in range(rounds):
        _, page, _ = client.ask("queue", "/")
        further = linked(page, r"/?\?[^\"]*after=[^\"]*") or ["/"]
        _, page, _ = client.ask("queue: next page", _rooted(further[0]))
        area = pick.choice(AREAS).lower()
        choice = pick.choice(
            (f"source={area}", "kind=doubtful", "nation=wales&doubt=no_date", "role=response")
        )
        _, filtered, _ = client.ask("queue: filtered", f"/?{choice}")
        client.ask("queue: words", f"/?words={pick.choice(('finch', 'child+a', 'response', area))}")
        records = linked(filtered, r"/documents/[^\"]+") or linked(page, r"/documents/[^\"]+")
        for record in pick.sample(records, min(2, len(records))):
            _, shown, _ = client.ask("record", record)
            for review in linked(shown, r"/reviews/r[^\"]+")[:1]:
                client.ask("review", review)
        decide(client, pick.choice(records), pick)
        for route, words in SEARCHES.items():
            client.ask(route, "/search/?" + urlencode({"words": pick.choice(words)}))
        client.ask(RARE, "/search/?" + urlencode({"words": rare_word(pick.randrange(20_000))}))
        client.ask("search: filtered", "/search/?" + urlencode({"words": "supervision", "source": area}))
        _, shown, _ = client.ask("duplicates", "/duplicates/")
        for pair in linked(shown, r"/compare/[^\"]+")[:1]:
            client.ask("compare", pair)
        client.ask("history", "/history/")


def decide(client: Client, record: str, pick: random.Random) -> None:
    """Open a find, accept or reject it, and go on to where that leads."""
    _, page, _ = client.ask("record", record)
    name = record.split("/")[2].split("?")[0]
    form: dict[str, object] = {
        "csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken"),
        "document": name,
        "seen": value_of(page, "seen"),
        "screen": "record",
        "act": pick.choice(("accept", "accept", "accept", "reject:not_a_review", "hold")),
    }
    status, _, leads = client.ask("decide", "/decide/", form)
    if status == 303 and leads:
        client.ask("record", leads)


def _rooted(address: str) -> str:
    return address if address.startswith("/") else f"/{address}"


# ---------------------------------------------------------------- serving


def people(data: DataDirectory, count: int) -> list[str]:
    """Librarians with passwords, in the desk's own tables."""
    from harvester.desk.settings import DeskOptions, configure

    configure(DeskOptions(data))
    from django.contrib.auth.models import User  # only now: models ask for the settings

    from harvester.desk import users
    from harvester.desk.access import Role
    from harvester.desk.database import prepare

    prepare(data)

    names = [f"librarian{number}" for number in range(count)]
    for name in names:
        if not User.objects.filter(username=name).exists():
            users.set_password(users.add(name, Role.LIBRARIAN), PASSWORD)
    return names


@contextmanager
def served(data: DataDirectory) -> Iterator[tuple[str, int]]:
    """The desk as a person starts it: its address and process."""
    command = [sys.executable, "-m", "harvester", "--data", str(data.root), "desk", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"(?:port |:)(\d+)", process.stdout.readline())
        assert found is not None
        yield f"http://127.0.0.1:{found[1]}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def measure(data: DataDirectory, clients: int, rounds: int) -> tuple[Times, float]:
    """All clients at once; their times, and for how long they were at it."""
    times = Times()
    names = people(data, clients)
    with served(data) as (address, pid):
        warm = Times()
        for name in names[:1]:  # the first page of a server pays for its imports
            first = Client(address, warm)
            first.log_in(name)
            work(first, 1, random.Random(0))
        at_work = [Client(address, times) for _ in names]
        for client, name in zip(at_work, names, strict=True):
            client.log_in(name)
        begun, before = time.perf_counter(), processor_seconds(pid)
        run_all([
            (lambda c=client, n=number: work(c, rounds, random.Random(n)))  # type: ignore[misc]
            for number, client in enumerate(at_work, start=1)
        ])  # fmt: skip
        times.server_seconds = processor_seconds(pid) - before
        return times, time.perf_counter() - begun


def processor_seconds(pid: int) -> float:
    """Processor time that a process has taken so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run_all(works: list[Callable[[], None]]) -> None:
    """Each in a thread of its own; the first error ends the measurement."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
            raise

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def report(times: Times, seconds: float, clients: int) -> bool:
    """Print the figures; whether everything promised is kept."""
    total = sum(map(len, times.by_route.values()))
    print(f"{clients} clients, {total} requests in {seconds:.0f} s, load {os.getloadavg()[0]:.1f} on "
          f"{len(os.sched_getaffinity(0))} cores")  # fmt: skip
    share = times.server_seconds / seconds
    print(f"the desk took {times.server_seconds / total * 1000:.0f} ms of processor time a request, "
          f"and had {share:.2f} processors")  # fmt: skip
    print(f"{'route':30} {'n':>6} {'p50':>8} {'p95':>8} {'p99':>8}  ms")
    kept = True
    for route, values in sorted(times.by_route.items()):
        cuts = statistics.quantiles(values, n=100) if len(values) > 1 else values * 99
        is_search = route.startswith("search")
        late = cuts[98] > SEARCH_MS if is_search else cuts[94] > PAGES_MS
        late = late and not route.startswith("log in")  # slow on purpose
        kept = kept and not late
        print(f"{route:30} {len(values):6} {cuts[49]:8.0f} {cuts[94]:8.0f} {cuts[98]:8.0f}{'  late' * late}")
    for what, number in sorted(times.wrong.items()):
        print(f"wrong: {what}: {number}")
    print("kept" if kept else "not kept", f"(pages {PAGES_MS} ms at p95, search {SEARCH_MS} ms at p99)")
    return kept and not times.wrong


def main() -> None:
    """Make, serve, measure, tell."""
    parser = argparse.ArgumentParser(description=str(__doc__).split("\n", maxsplit=1)[0])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--data", type=Path, help="a folder for the catalogue, kept for the next time")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        data = DataDirectory(options.data or Path(folder))
        if not data.catalogue.exists():
            make_catalogue(data.root, Plan(documents=options.documents, files=20, decided=0.3))
        times, seconds = measure(data, options.clients, options.rounds)
    sys.exit(0 if report(times, seconds, options.clients) else 1)


if __name__ == "__main__":
    main()
