"""The figures of these tests belong to the table of the hostile web."""

from __future__ import annotations

from tests.hostile.conftest import figures

__all__ = ["figures"]
