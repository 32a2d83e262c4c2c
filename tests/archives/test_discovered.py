"""`harvester discover --cdx` asks a real pywb for addresses named like reviews, then for their captures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.archives.vanished import HOST
from tests.run.farm import run

OPTIONS = ("--allow-host", "127.0.0.0/8", "--delay", "0", "--json")


def discover(data: Path, *more: object) -> tuple[list[dict[str, Any]], str]:
    done = run("--data", data, "discover", *OPTIONS, *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_a_host_is_found_in_pywb(pywb: Any, tmp_path: Path) -> None:
    rows, said = discover(tmp_path, "--cdx", pywb.cdx, "--within", "oldmoor-lscb.example", "--all")
    (row,) = rows
    assert row["host"] == HOST.removeprefix("www.")
    assert row["hubs"][0]["url"] == f"http://{HOST}/serious-case-reviews/child-birch/"
    assert {one["url"].rsplit("/", 1)[-1] for one in row["files_read"] if one["kept"]} >= {
        "child-dogwood-serious-case-review.pdf"
    }
    assert "named like reviews on 1 host" in said
    again, _ = discover(tmp_path, "--cdx", pywb.cdx, "--within", "oldmoor-lscb.example", "--all")
    assert again == rows


def test_pywb_has_nothing_of_a_host(pywb: Any, tmp_path: Path) -> None:
    rows, said = discover(tmp_path, "--cdx", pywb.cdx, "--within", "nothing.example")
    assert not rows
    assert "lists nothing" in said
