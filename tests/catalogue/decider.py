"""A process that decides: `python decider.py FOLDER WHO DOCUMENT… --times N [--kill STEP]`.

It says what it had seen each time, looks again when it was in somebody's way, and prints each title that was
acknowledged. With `--kill append` it dies before the file is written, with `--kill enter` after that.
"""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path

from harvester.catalogue import Catalogue, deciding, decision_file
from harvester.catalogue.deciding import Change, ConflictError, decide, revision
from harvester.paths import DataDirectory


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    """Decide as often as asked."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("who")
    asked.add_argument("documents", nargs="+")
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--kill", choices=["append", "enter"])
    said = asked.parse_args()
    data = DataDirectory(said.folder)
    append = decision_file.DecisionFile.append

    def then_die(self: decision_file.DecisionFile, decisions: list[deciding.Decision]) -> None:
        append(self, decisions)
        die()

    if said.kill:
        decision_file.DecisionFile.append = die if said.kill == "append" else then_die  # type: ignore[assignment, method-assign]
    with Catalogue.open(data.catalogue) as catalogue:
        for number in range(said.times):
            title = f"{said.who} {number}"
            while True:
                seen = {name: revision(catalogue, name) for name in said.documents}
                changes = [Change("document", name, "title", title) for name in said.documents]
                try:
                    decide(data, catalogue, changes, who=said.who, at="2026-03-01T09:00:00Z", expected=seen)
                except ConflictError:
                    continue
                break
            print(title, max(seen.values()), flush=True)


if __name__ == "__main__":
    main()
