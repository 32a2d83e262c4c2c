"""Is this machine ready for a night? Every check says what it saw and what to do; none changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.doctor.finding import GOOD, NOTE, WRONG, Finding, Patient

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["GOOD", "NOTE", "WRONG", "Finding", "Patient", "examine"]


def examine(patient: Patient) -> list[Finding]:
    """All checks in the order in which a night needs their things; one that fails does not end the rest."""
    from harvester.doctor import harvest, machine, storing, telling

    checks: tuple[Callable[[Patient], Finding | None], ...] = (
        machine.python,
        machine.libraries,
        machine.sqlite,
        machine.clock,
        machine.open_files,
        machine.memory,
        machine.network,
        harvest.configuration,
        harvest.directory,
        harvest.room,
        storing.store,
        harvest.lock,
        harvest.catalogue,
        harvest.declarations,
        harvest.contact,
        machine.browser,
        machine.scans,
        telling.notify,
        telling.ping,
        telling.metrics,
        harvest.last_night,
        harvest.backups,
    )
    found = []
    for check in checks:
        try:
            finding = check(patient)
        except Exception as error:
            said = f"could not be checked: {type(error).__name__}: {error}"
            finding = Finding(check.__name__.replace("_", " "), WRONG, said, "Please report this.")
        if finding is not None:
            found.append(finding)
    return found
