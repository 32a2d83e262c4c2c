"""Standard output that is written whole or fails."""

from __future__ import annotations

import io
import sys


def write_whole_output() -> None:
    """Have standard output buffered, line by line, where PYTHONUNBUFFERED asked for none.

    An unbuffered write may be cut short, by a disk that is full, and Python's text layer takes it for
    whole: a listing that lacks its end would pass for a good one, with exit code 0.
    """
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and isinstance(out.buffer, io.RawIOBase):
        encoding, errors = out.encoding, out.errors
        buffered = io.BufferedWriter(out.detach())
        sys.stdout = io.TextIOWrapper(buffered, encoding, errors, line_buffering=True)
