"""Is everything that is kept still what it was? (docs/operating.md, "Verify")."""

from __future__ import annotations

from harvester.fixity.check import check_all, check_part
from harvester.fixity.findings import Finding, Fixity

__all__ = ["Finding", "Fixity", "check_all", "check_part"]
