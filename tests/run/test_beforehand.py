"""What is looked at before a run begins, and what is not."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from harvester.errors import ConfigurationError
from harvester.paths import DataDirectory
from harvester.run.beforehand import require_contact_for
from harvester.run.options import RunOptions


def test_one_host_outside_is_enough_to_ask_for_a_contact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def nobody(host: str, *_: object) -> list[object]:
        asked.append(host)
        raise OSError("no name server")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    options = RunOptions(data=DataDirectory(tmp_path), allow_hosts=("127.0.0.0/8",))
    with pytest.raises(ConfigurationError, match="HARVESTER_CONTACT"):
        require_contact_for(options, [f"board-{number}.example" for number in range(170)])
    assert asked == ["board-0.example"]
