"""Modules of the catalogue that are imported when something of them is first asked for.

A crawl needs all of them; a look, such as `status`, few, and importing all takes longer than looking.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Later:
    """Stands for a module until something of it is asked for, and passes that on."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._module is None:
            self._module = import_module(f"harvester.catalogue.{self._name}")
        return getattr(self._module, name)


if TYPE_CHECKING:
    from harvester.catalogue import absence as absence
    from harvester.catalogue import accounting as accounting
    from harvester.catalogue import approvals as approvals
    from harvester.catalogue import blanks as blanks
    from harvester.catalogue import coverage as coverage
    from harvester.catalogue import crawling as crawling
    from harvester.catalogue import describing as describing
    from harvester.catalogue import finds as finds
    from harvester.catalogue import grouping as grouping
    from harvester.catalogue import history as history
    from harvester.catalogue import lists as lists
    from harvester.catalogue import lookup as lookup
    from harvester.catalogue import reading as reading
    from harvester.catalogue import runs as runs
    from harvester.catalogue import searching as searching
    from harvester.catalogue import standing as standing
else:
    absence = _Later("absence")
    accounting = _Later("accounting")
    approvals = _Later("approvals")
    blanks = _Later("blanks")
    coverage = _Later("coverage")
    crawling = _Later("crawling")
    describing = _Later("describing")
    finds = _Later("finds")
    grouping = _Later("grouping")
    history = _Later("history")
    lists = _Later("lists")
    lookup = _Later("lookup")
    reading = _Later("reading")
    runs = _Later("runs")
    searching = _Later("searching")
    standing = _Later("standing")
