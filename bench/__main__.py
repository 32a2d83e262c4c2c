"""The speed promises, each against its obvious alternative in the same run.

Run: python -m bench [NAME…] (all by default, each in a process of its own), python -m bench --list.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bench:
    """One bench: `python -m bench.<name>`."""

    name: str
    promise: str
    beside: str  # the alternative that runs in the same run
    minutes: float  # about, on two cores
    arguments: tuple[str, ...] = ()


BENCHES = (
    Bench("startup", "any command 0.5 s, the first request of a crawl of 180 sources 3 s", "Python", 0.5),
    Bench("text", "text, layout, a process a file: 0.35 x and 10 x", "pdftotext, pdfminer.six", 2),
    Bench("crawl", "a crawl, reading included: 1.0 x; two processes: 1.6 x one", "CrawlSpider, curl", 8),
    Bench("memory", "memory is flat over 50,000 pages", "itself after 5,000", 25),
    Bench("night", "150 sites, 1 s between requests: 1.15 x the polite bound", "the bound", 5),
    Bench("catalogue", "a new document costs the same in a large catalogue; find 100 ms, status 1 s",
          "everything compared anew", 3),
    Bench("many", "two workers: 1.8 x one, as far as the cores allow", "one worker", 6),
    Bench("merge", "joining data directories: what a document costs does not grow with their number",
          "the same rows without joining", 6),
    Bench("discover", "records of web archives: 0.7 x plain iteration; precision and recall", "warcio", 3),
    Bench("storage", "files in S3", "the local folder", 1),
    Bench("desk", "pages of the desk 300 ms, searches 500 ms, with 5 people", "the promise", 2),
    Bench("reading_room", "pages of the reading room", "the promise", 1),
)  # fmt: skip


def main() -> None:
    """Run the benches that are named, one after another; the exit code tells whether one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="The speed promises, measured.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    options = parser.parse_args()
    known = {bench.name: bench for bench in BENCHES}
    unknown = [name for name in options.names if name not in known]
    if unknown:
        parser.error(f"there is no bench {unknown[0]}; known: {', '.join(known)}")
    chosen = [known[name] for name in options.names] or list(BENCHES)
    failed = []
    for bench in chosen:
        print(f"{bench.name:13} {bench.promise}; beside {bench.beside}; {bench.minutes:g} min", flush=True)
        if (
            not options.list
            and subprocess.run([sys.executable, "-m", f"bench.{bench.name}", *bench.arguments]).returncode
        ):
            failed.append(bench.name)
    if failed:
        sys.exit(f"not kept, or not run to its end: {', '.join(failed)}")


if __name__ == "__main__":
    main()
