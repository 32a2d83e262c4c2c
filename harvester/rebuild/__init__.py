"""The catalogue made anew from files, web archives and decisions (docs/operating.md, "Rebuild")."""

from __future__ import annotations

from harvester.rebuild.command import Rebuilt, rebuild
from harvester.rebuild.comparing import Difference

__all__ = ["Difference", "Rebuilt", "rebuild"]
