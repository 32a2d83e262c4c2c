"""One digest a night to each address, with everything that this address was not told yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

from harvester.tell.digest import compose
from harvester.tell.material import Told, told_after
from harvester.tell.sending import send
from harvester.tell.told import load, save

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.config import NotifySection
    from harvester.redaction import Redactor
    from harvester.tell.digest import Digest
    from harvester.tell.material import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of a digest."""

    addresses: int
    sent: int = 0
    subjects: tuple[str, ...] = ()  # that were sent, each once
    failures: tuple[str, ...] = ()  # one sentence an address that could not be told
    notes: tuple[str, ...] = ()

    def text(self) -> str:
        """One plain sentence."""
        if not self.addresses:
            return "nobody to tell (notify.urls is empty)"
        told = f"told {self.sent} of {self.addresses}" if self.failures else f"told {self.sent}"
        noun = "address" if self.addresses == 1 else "addresses"
        said = f"{told} {noun}: {' / '.join(self.subjects)}" if self.sent else ""
        if self.failures:
            said = "; ".join(part for part in (said, *self.failures, "told with the next night") if part)
        return "; ".join((said or "nothing to tell", *self.notes))


def deliver(
    gather: Callable[[int], Material], run_id: int, root: Path, notify: NotifySection, redact: Redactor
) -> Delivery:
    """Tell every address what it was not told yet; one that fails is told with the next night.

    Args:
        gather: everything there is to tell of the runs after one.
        run_id: the run that was the last.
        root: the data directory.
        notify: whom to tell, and when.
        redact: hides the addresses.

    Raises:
        HarvesterError: the catalogue or the disk refuses.
    """
    memory, known = load(root), cache(gather)
    notes = ("told.json was damaged: only this run was told",) if memory.damaged else ()
    subjects: list[str] = []
    failures: list[str] = []
    sent = 0
    for place, secret in enumerate(notify.urls, 1):
        address = secret.get_secret_value()
        mark = memory.mark(address)
        told = memory.told.setdefault(mark, Told(until=run_id - 1))
        material = known(min(told.until, run_id - 1))
        digest = partial(_composed, material, told, notify.when)
        whole = digest(40)
        trouble = send(address, digest, redact) if whole.worth else ""
        if trouble:
            failures.append(f"address {place} was not told: {trouble}")
        else:
            memory.told[mark] = told_after(material, told, sent=whole.worth)
            if whole.worth:
                sent += 1
                subjects.append(whole.subject)
        save(root, memory)  # now, so that a crash repeats as little as possible
    return Delivery(
        addresses=len(notify.urls),
        sent=sent,
        subjects=tuple(dict.fromkeys(subjects)),
        failures=tuple(failures),
        notes=notes,
    )


def _composed(material: Material, told: Told, when: str, most: int) -> Digest:
    return compose(material, told, when=when, most=most)
