"""The store of files: where the configuration says, reachable, writable, and telling the truth."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from harvester.doctor.finding import GOOD, NOTE, WRONG, Finding
from harvester.errors import HarvesterError

if TYPE_CHECKING:
    from harvester.doctor.finding import Patient

SLOW_S = 5.0


def store(patient: Patient) -> Finding:
    """A file is written, read, listed and removed, where the store is not in the data directory."""
    from harvester.stores.opening import open_at
    from harvester.stores.place import noted, trouble_with
    from harvester.stores.remote import RemoteStore

    wanted = patient.config.store.url
    place = noted(patient.data)
    said = trouble_with(patient.data, wanted)
    if said:
        return Finding("store", WRONG, said, "A night would end with exit code 4.")
    url = place.url or ("" if place.fixed else wanted or "")
    found = open_at(patient.data, url)
    if place.left:
        advice = "harvester store move, with the same address and without --keep, removes them."
        return Finding("store", NOTE, f"files were left in {', '.join(place.left)}", advice)
    if not isinstance(found, RemoteStore):
        return Finding("store", GOOD, f"{found.url}, on this machine")
    if patient.offline:
        return Finding("store", NOTE, f"{found.url}, not tried (--offline)")
    began = time.monotonic()
    try:
        tried = found.probe()
    except HarvesterError as error:
        code = int(error.exit_code)
        return Finding("store", WRONG, str(error), f"A night would end with exit code {code}.")
    took = time.monotonic() - began
    if not tried.marked and (place.url or patient.data.catalogue.exists()):
        advice = "Is store.url right? Was the bucket emptied? docs/storage.md says how to fill it again."
        return Finding("store", WRONG, f"{found.url} can be written, but is no store of ours", advice)
    versions = "; it keeps old versions, which a takedown removes too" if tried.versions else ""
    message = f"{found.url}: written, read, listed and removed in {took:.1f} s{versions}"
    if took > SLOW_S:
        return Finding("store", NOTE, message, "That is slow: a crawl waits for it.")
    return Finding("store", GOOD, message)
