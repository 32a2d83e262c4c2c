"""How fast the served reading room answers: some clients at once, each asking page after page.

    python bench/reading_room.py http://127.0.0.1:8091 --clients 5 --seconds 30

Prints for each kind of page how many answers, and the 50th, 95th and 99th percentile in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict

WORDS = (
    "supervision",
    "report",
    "overview",
    "professional curiosity",
    '"action plan"',
    "neglect",
    "zzzz",
    "the",
)


def get(address: str) -> bytes:
    """What an address answers."""
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read()


def routes(base: str) -> dict[str, list[str]]:
    """Kind of page → addresses of it."""
    told = json.loads(
        get(
            f"{base}/publication.json?sql=select+id,+review_id,+source+from+documents+order+by+sha256&_shape=objects"
        )
    )
    rows = told["rows"]
    quoted = [urllib.parse.quote(word) for word in WORDS]
    return {
        "home": ["/"],
        "search": [f"/search?q={word}" for word in quoted],
        "record": [f"/documents/{row['id']}" for row in rows],
        "review": [f"/reviews/{row['review_id']}" for row in rows if row["review_id"]],
        "body": [f"/bodies/{row['source']}" for row in rows],
        "table with facets": ["/publication/documents", "/publication/reviews"],
        "table, searched": [f"/publication/documents?_search={word}" for word in quoted],
        "table, narrowed": ["/publication/documents?review_type=sar", "/publication/reviews?year=2016"],
        "charts": ["/charts"],
        "map": ["/map"],
        "json": ["/publication/documents.json?_size=100"],
        "csv": ["/publication/reviews.csv"],
        "oai": ["/oai?verb=ListRecords&metadataPrefix=oai_dc"],
    }


def main() -> None:
    """Ask, and print."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("base")
    asked.add_argument("--clients", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=30)
    options = asked.parse_args()
    base = options.base.rstrip("/")
    ways, took = routes(base), defaultdict(list)
    end = time.monotonic() + options.seconds

    def client(number: int) -> None:
        choose = random.Random(number)
        while time.monotonic() < end:
            name = choose.choice(list(ways))
            path = choose.choice(ways[name])
            started = time.monotonic()
            get(base + path)
            took[name].append((time.monotonic() - started) * 1000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(options.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(f"{'page':20} {'asked':>6} {'p50':>6} {'p95':>6} {'p99':>6}  ms")
    everything = [one for times in took.values() for one in times]
    for name, times in [*took.items(), ("all", everything)]:
        times.sort()
        at = [times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95, 0.99)]
        print(f"{name:20} {len(times):6} {at[0]:6.0f} {at[1]:6.0f} {at[2]:6.0f}")


if __name__ == "__main__":
    main()
