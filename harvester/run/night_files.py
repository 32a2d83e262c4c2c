"""What a night leaves in its run's folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from harvester.durable import write_whole
from harvester.report.page import night_page

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.redaction import Redactor
    from harvester.report import NightReport


def write_report(folder: Path, report: NightReport, redact: Redactor) -> None:
    """Write report.json and report.html, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    values: Any = redact.values(report.to_json())
    texts = {
        "report.json": json.dumps(values, indent=1) + "\n",
        "report.html": redact(night_page(report)),
    }
    for name, text in texts.items():
        write_whole(folder / name, text.encode(errors="replace"))  # a lone surrogate is no reason to fail
