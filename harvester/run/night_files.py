"""What a night leaves in its run's folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.report.page import night_page

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.redaction import Redactor
    from harvester.report import NightReport


def write_report(folder: Path, report: NightReport, redact: Redactor) -> None:
    """Write report.json and report.html, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    values: Any = redact.values(report.to_json())
    _write(folder / "report.json", json.dumps(values, indent=1) + "\n")
    _write(folder / "report.html", redact(night_page(report)))


def _write(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8", errors="replace")  # a lone surrogate is no reason to fail
    draft.replace(path)
