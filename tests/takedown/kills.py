"""A takedown killed at its k-th change of a file, for many k; run under the shim of `tests/survive`.

    LD_PRELOAD=shim.so python -m tests.takedown.kills DATA ID FIRST STEP

Each k gets a copy of the data directory and a process of its own, forked when everything is imported. After
the kill the takedown is finished by a process that is left alone: nothing may be left of the document, and
everything else must be as after an unbroken one. Prints one JSON object.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import sys
from pathlib import Path

from harvester.backup import backups, load, problems
from harvester.catalogue import Catalogue
from harvester.catalogue.decision_file import read_decisions
from harvester.fixity import check_all
from harvester.paths import DataDirectory
from harvester.run.lock import hold
from harvester.takedown.cleaning import finish
from harvester.takedown.deciding import Word, take_down
from harvester.takedown.planning import plan
from tests.run.farm import end_state
from tests.survive.night import COUNT, KILL, forked, shim
from tests.takedown.canary import PHRASE, TITLE, places_of

NEEDLES = (PHRASE.encode(), TITLE.encode(), b"canary-lantern.pdf")
WORD = Word(who="A. Person", at="2026-11-26T05:00:00Z", reason="asked for by the partnership")


def down(data: DataDirectory, name: str) -> None:
    """What `harvester takedown` does."""
    with hold(data, "takedown"):
        with Catalogue.open(data.catalogue, create=False) as catalogue:
            take_down(data, catalogue, plan(catalogue, name), WORD)
        finish(data)


def again(data: DataDirectory, name: str) -> None:
    """What a person does after a crash: the same again, or finishing it."""
    with hold(data, "takedown"):
        with Catalogue.open(data.catalogue, create=False) as catalogue:
            there = catalogue.connection.execute("SELECT 1 FROM document WHERE id = ?", (name,)).fetchone()
        decided = any(one and one.field == "takedown" for one in read_decisions(data.decisions))
        if not there or decided:
            finish(data)
            return
    down(data, name)


def count(folder: Path, name: str) -> int:
    library = shim()

    def work(said) -> None:
        library.shim_arm(str(folder).encode(), ctypes.c_long(0), COUNT, 0)
        down(DataDirectory(folder), name)
        said(str(library.shim_count()))

    status, told = forked(work)
    assert status == 0, status
    return int(told[0])


def wrong_after(folder: Path, name: str, state: object) -> list[str]:
    """What is not as it must be once it was finished."""
    status, _ = forked(lambda _said: again(DataDirectory(folder), name))
    if status:
        return [f"finishing ended with {status}"]
    data = DataDirectory(folder)
    wrong = [f"left in {place}" for place in places_of(folder, *NEEDLES)]
    if end_state(folder) != state:
        wrong.append("another end state than an unbroken takedown's")
    wrong += [f"verify: {one.text()}" for one in check_all(data).findings]
    wrong += [
        f"backup: {file} {what}" for path in backups(data.backups) for file, what in problems(load(path))
    ]
    ends = (".tmp", ".cleaning", ".rewriting", ".cleaned")
    left = [path for path in folder.rglob("*") if path.name.endswith(ends)]
    left = [path for path in left if path.name != ".catalogue.db.seal.tmp"]  # a hash; the next seal takes it
    wrong += [f"left over: {path.name}" for path in left]
    return wrong


def main() -> None:
    source, name = Path(sys.argv[1]), sys.argv[2]
    first, step = int(sys.argv[3]), int(sys.argv[4])
    root = source.parent / "kills"

    def fresh(number: int) -> Path:
        return Path(shutil.copytree(source, root / str(number), symlinks=True))

    total = count(fresh(0), name)
    state = end_state(root / "0")
    assert not places_of(root / "0", *NEEDLES)
    failed: dict[int, list[str]] = {}
    tried = 0
    for k in range(first, total + 1, step):
        folder = fresh(k)

        def work(_said, folder: Path = folder, k: int = k) -> None:
            shim().shim_arm(str(folder).encode(), ctypes.c_long(k), KILL, 0)
            down(DataDirectory(folder), name)

        status, _ = forked(work)
        tried += 1
        wrong = wrong_after(folder, name, state)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            wrong.append(f"it ended with {os.WEXITSTATUS(status)} before it was killed")
        if wrong:
            failed[k] = wrong
        shutil.rmtree(folder)
    print(json.dumps({"changes": total, "tried": tried, "failed": failed}))


if __name__ == "__main__":
    main()
