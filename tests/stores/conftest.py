from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.stores import opening, settings
from harvester.stores.cache import FileCache
from harvester.stores.remote import RemoteStore
from tests.stores.server import S3Server


@pytest.fixture(scope="package")
def _server() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture
def server(_server: S3Server) -> Iterator[S3Server]:
    yield _server
    _server.refusal = lambda _method, _path: None
    _server.going.set()
    _server.uploads.clear()


@pytest.fixture(autouse=True)
def _nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith(("HARVESTER_", "AWS_")):
            monkeypatch.delenv(name)
    monkeypatch.setattr("harvester.config_file.SYSTEM_FILE", tmp_path / "none.toml")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    yield
    opening.forget()
    settings.use_file(None)


@pytest.fixture(params=["s3", "memory", "renaming"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> RemoteStore:
    """An empty store of each kind: with uploads, without, and one whose files are renamed when whole."""
    name = uuid.uuid4().hex
    options: dict[str, Any] = {}
    if request.param == "s3":
        server: S3Server = request.getfixturevalue("server")
        url, options = server.bucket(name), server.options
    elif request.param == "memory":
        url = f"memory://{name}/files"
    else:
        url, options = "dir://", {"path": str(tmp_path / "remote"), "target_protocol": "file"}
    made = RemoteStore(url, options, FileCache(tmp_path / "cache", 10**6))
    made.prepare()
    return made
