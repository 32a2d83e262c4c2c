"""Reference tables and labels that travel with the program.

In a wheel they are package data under `harvester/_data`; in a checkout they are `data/` beside
the packages. Both are read through `importlib.resources`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def resource(*parts: str) -> Traversable:
    """A tracked data file, e.g. `resource("reference", "authorities.csv")`.

    Raises:
        FileNotFoundError: neither the wheel nor the checkout holds it.
    """
    packed = files("harvester").joinpath("_data", *parts)
    if packed.is_file() or packed.is_dir():
        return packed
    checkout = Path(str(files("harvester"))).parent.joinpath("data", *parts)
    if checkout.exists():
        return checkout
    raise FileNotFoundError(f"no such resource: {'/'.join(parts)}")
