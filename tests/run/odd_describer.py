"""Describers that die, hang, fail or are slow at some documents: run in place of the real ones."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from harvester import described
from harvester.run import describer

if TYPE_CHECKING:
    from harvester.catalogue import DocumentInput

rules = described.describe_read


def oddly(extract: Any, item: DocumentInput, source: Any) -> Any:
    """As the rules describe it, unless the document's id begins as `ODD` says."""
    what, beginnings = os.environ["ODD"].split(":")
    if item.id[1] in beginnings:
        if what == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "hang":
            time.sleep(600)
        if what == "raise":
            raise ZeroDivisionError
        if what == "starve":
            raise MemoryError
        if what == "slow":
            time.sleep(0.2)
    return rules(extract, item, source)


if __name__ == "__main__":
    described.describe_read = oddly
    describer.LESS_URGENT = 0  # tests wait for them
    sys.exit(describer.main(sys.argv[1:]))
