"""A process that reads files for a worker: `python -m harvester.many.reading_process`."""

from __future__ import annotations

import pickle
import sys
from multiprocessing.connection import Connection
from pathlib import Path


def main() -> int:
    """Read what is asked for over standard input, a socket, until the other end is closed."""
    from harvester.extract.pool import ReadingPool
    from harvester.run.worker import end_with_parent

    end_with_parent()
    connection = Connection(sys.stdin.fileno())
    with ReadingPool(1) as pool:
        while True:
            try:
                path, sha256 = connection.recv()
            except (EOFError, OSError):
                return 0
            extract = pool.submit(Path(path), sha256).result()
            # Nobody opens it before the run's own process does.
            connection.send_bytes(pickle.dumps(extract, pickle.HIGHEST_PROTOCOL))


if __name__ == "__main__":
    sys.exit(main())
