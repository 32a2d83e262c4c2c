"""A process that harvests into a catalogue and says what it has been promised is kept.

    python writer.py CATALOGUE NUMBER FIRST LAST [KILL_AFTER_STEPS]

For each document it prints `kept N` once every write about it has returned. With KILL_AFTER_STEPS it
kills itself, as `kill -9` would, in the middle of a statement after so many steps of SQLite's machine.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from harvests import Harvest

from harvester.catalogue import Catalogue


def main(path: str, number: str, first: str, last: str, steps: str = "0") -> None:
    with Catalogue.open(Path(path)) as catalogue:
        harvest = Harvest(catalogue)
        harvest.start()
        if int(steps):
            arm(catalogue, int(steps))
        for item in range(int(first), int(last)):
            url = f"https://northmoor.example/{number}/{item}.pdf"
            harvest.link(url, f"Child {number}-{item}")
            harvest.fetch(url, f"words of {number} {item} " * 400)
            harvest.read()
            harvest.describe(title=None)  # so that its link text is its title, whoever describes it
            print(f"kept {item}", flush=True)


def arm(catalogue: Catalogue, steps: int) -> None:
    """Die after so many hundreds of virtual-machine steps."""
    left = [steps]

    def step() -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    catalogue.connection.set_progress_handler(step, 100)


if __name__ == "__main__":
    main(*sys.argv[1:])
