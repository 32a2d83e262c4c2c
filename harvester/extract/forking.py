"""Set-up of a process that workers are forked from: engines loaded once, no network, no main program."""

from __future__ import annotations

import gc
import importlib
import multiprocessing.spawn
from typing import TYPE_CHECKING, Any

from harvester.extract.confinement import leave_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def prepare(engines: Sequence[str]) -> None:
    """Make this process ready to be forked from; called while it imports what it preloads, and nowhere else.

    It leaves the network (once, for all workers to come), imports the engines so that a fork costs
    milliseconds, and keeps forks from importing the program's main module, which they do not need.

    Args:
        engines: modules that workers use; what is missing here is imported anew by each.
    """
    leave_network()  # before engines start threads, which the kernel would not let go alone
    for name in engines:
        importlib.import_module(name)
    original = multiprocessing.spawn.prepare

    def prepare_without_main(data: Mapping[str, Any]) -> None:
        """As the original, without running the main script of the parent again in each fork."""
        original({key: value for key, value in data.items() if not key.startswith("init_main_")})

    multiprocessing.spawn.prepare = prepare_without_main
    gc.collect()
    gc.freeze()  # what is loaded now is never garbage: forks need not touch, and so copy, it
