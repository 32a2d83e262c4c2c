"""`decisions.jsonl`: one decision a line, appended and fsynced, each line chained to all before it.

Beside the decision a line carries `chain`, the SHA-256 over the chain of the line before and this line
without it, and `of`, how many lines its batch has where there are several. So an edited, moved or missing
line shows, and a batch that a crash cut is left out whole. Lines of earlier releases have no chain; they
count in the chain of those after them, and may stand only before them.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from harvester.catalogue.decisions import Decision
from harvester.errors import DamagedCatalogueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

CHAIN, OF = "chain", "of"
_ENVELOPE = (CHAIN, OF)
_TAIL = 65_536  # bytes at the end in which the last line is looked for first


def line_of(values: dict[str, Any]) -> bytes:
    """One line as it is always written."""
    return json.dumps(values, ensure_ascii=True, sort_keys=True).encode("ascii")


def chained(before: str, values: dict[str, Any]) -> str:
    """The chain of a line, from that of the line before and the line's own values."""
    bare = {name: value for name, value in values.items() if name != CHAIN}
    return sha256(before.encode("ascii") + line_of(bare)).hexdigest()


def values_of(line: bytes) -> dict[str, Any] | None:
    """What a whole line holds; None for half a line, which was never acknowledged."""
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return values if isinstance(values, dict) else None


def decision_of(values: dict[str, Any]) -> Decision:
    """The decision of a line.

    Raises:
        TypeError: it is none.
    """
    return Decision(**{name: value for name, value in values.items() if name not in _ENVELOPE})


def lines_for(decisions: Sequence[Decision], before: str) -> Iterator[bytes]:
    """The lines of decisions made together, chained to what stands before them."""
    for decision in decisions:
        values: dict[str, Any] = asdict(decision)
        if len(decisions) > 1:
            values[OF] = len(decisions)
        before = values[CHAIN] = chained(before, values)
        yield line_of(values) + b"\n"


def chain_after(lines: Iterable[bytes]) -> str:
    """The chain of the last whole line, of earlier releases too."""
    before = ""
    for line in lines:
        values = values_of(line)
        if values is not None:
            before = str(values.get(CHAIN) or chained(before, values))
    return before


def rechained(lines: Iterable[bytes], before: str = "") -> bytes:
    """Whole lines chained anew, for a file that is put together or from which something was taken out.

    Every line gets a chain, and a batch the number of lines that are left of it; half a line is left out.

    Args:
        lines: the lines.
        before: `chain_after` what they are put behind.
    """
    held = [values for line in lines if (values := values_of(line)) is not None]
    sizes: dict[str, int] = {}
    for values in held:
        if values.get("batch"):
            sizes[values["batch"]] = sizes.get(values["batch"], 0) + 1
    out = []
    for values in held:
        if values.pop(OF, None) is not None and sizes.get(values["batch"], 1) > 1:
            values[OF] = sizes[values["batch"]]
        before = values[CHAIN] = chained(before, values)
        out.append(line_of(values) + b"\n")
    return b"".join(out)


# ---------------------------------------------------------------- reading


def read_decisions(path: Path) -> Iterator[Decision | None]:
    """The decisions in the file, in order; None for a line that a crash cut, or of a batch that it cut.

    Raises:
        DamagedCatalogueError: a whole line that is no decision; names its number.
    """
    if not path.exists():
        return
    read: list[tuple[Decision | None, int]] = []
    sizes: dict[str, int] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                values = json.loads(line)
                decision = decision_of(values)
            except ValueError:
                # Only an append that was cut leaves half an object.
                read.append((None, 1))
                continue
            except (TypeError, AttributeError) as error:
                raise DamagedCatalogueError(f"{path} line {number} is no decision: {error}") from error
            read.append((decision, int(values.get(OF) or 1)))
            if decision.batch:
                sizes[decision.batch] = sizes.get(decision.batch, 0) + 1
    for held, of in read:
        yield held if held is None or of <= sizes.get(held.batch or "", 1) else None


# ---------------------------------------------------------------- appending


class DecisionFile:
    """The file while this process alone may append to it."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle

    def append(self, decisions: Sequence[Decision]) -> None:
        """Write decisions that were made together and wait for the disk; all of them or none.

        Raises:
            OSError: nothing was appended.
        """
        size = os.fstat(self._handle).st_size
        torn = size > 0 and os.pread(self._handle, 1, size - 1) != b"\n"
        left = (b"\n" if torn else b"") + b"".join(lines_for(decisions, self._chain()))
        try:
            while left:
                left = left[os.write(self._handle, left) :]
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, size)
            raise

    def last(self) -> dict[str, Any] | None:
        """What the last whole line holds."""
        return next((v for line in self._backwards() if (v := values_of(line)) is not None), None)

    def _chain(self) -> str:
        last = self.last()
        if last is None or CHAIN in last:
            return str(last[CHAIN]) if last else ""
        return chain_after(self.path.read_bytes().splitlines())

    def _backwards(self) -> Iterator[bytes]:
        """The lines of the file, the last first; of a long file its end is read first."""
        size = os.fstat(self._handle).st_size
        start = max(0, size - _TAIL)
        lines = os.pread(self._handle, size - start, start).splitlines()
        if start and len(lines) > 1:
            yield from reversed(lines[1:])
        if start or lines:
            yield from reversed(self.path.read_bytes().splitlines() if start else lines)


@contextmanager
def holding(path: Path) -> Iterator[DecisionFile]:
    """Hold the file against every other process that would append.

    Take the catalogue's write lock first: everybody does, so that no two wait for each other.

    Raises:
        OSError: it cannot be opened or made.
    """
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if is_new:
            _keep_name(path.parent)
        yield DecisionFile(path, handle)
    finally:
        os.close(handle)


def _keep_name(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
