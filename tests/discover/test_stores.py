"""Archives at store addresses: a real S3 server on loopback, here and on Dask workers; other stores too."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.cli import run
from harvester.discover.opening import Unit, indexes_of, units_of
from harvester.discover.search import search
from harvester.discover.state import State
from harvester.errors import UsageError
from harvester.stores import opening, settings
from tests.discover.archives import gzipped, response, some
from tests.discover.test_reading import REVIEW
from tests.stores.server import KEY, SECRET, S3Server

SOURCES = Path(__file__).parents[2] / "data" / "sample" / "sources"
FILES = response("https://northmoor.example/files/scr-child-a.pdf", REVIEW, kind="application/pdf")


@pytest.fixture(scope="module")
def server() -> Iterator[S3Server]:
    with S3Server() as server:
        yield server


@pytest.fixture(autouse=True)
def config(server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """How to log in stands in the configuration, and nowhere else."""
    for name in [one for one in os.environ if one.startswith(("HARVESTER_", "AWS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("harvester.config_file.SYSTEM_FILE", tmp_path / "none.toml")
    path = tmp_path / "harvester.toml"
    login = f'endpoint_url = "{server.endpoint}"\nkey = "{KEY}"\nsecret = "{SECRET}"\n'
    path.write_text(f'[store]\nurl = "s3://elsewhere/files"\n[store.options]\n{login}')
    settings.use_file(path)
    yield path
    opening.forget()
    settings.use_file(None)


@pytest.fixture
def bucket(server: S3Server) -> str:
    """A bucket with an archive in two files, of which one also as it is without compression."""
    name = uuid.uuid4().hex
    server.bucket(name)
    records = some()
    for key, data in (
        ("crawl/a.warc.gz", gzipped(*records[:4])),
        ("crawl/b.warc", b"".join((*records[4:], FILES))),
        ("crawl/readme.txt", b"no archive"),
    ):
        server.client.put_object(Bucket=name, Key=key, Body=data)
    return name


def hosts(units: list[Unit], state: Path) -> list[str]:
    return [one.host for one in search(units, State(state), {}).hosts.ranked(0.5)]


def test_patterns_folders_and_names(bucket: str, tmp_path: Path) -> None:
    both = [f"s3://{bucket}/crawl/a.warc.gz", f"s3://{bucket}/crawl/b.warc"]
    assert [unit.archive for unit in units_of([f"s3://{bucket}/crawl/*.warc*"])] == both
    assert [unit.archive for unit in units_of([f"s3://{bucket}/crawl"])] == both
    assert [unit.archive for unit in units_of(both)] == both
    assert hosts(units_of(both), tmp_path) == ["northmoor.example", "dyffryn.example"]


@pytest.mark.parametrize("size", [700, 2_000])
def test_parts_of_a_file_are_read_by_themselves(bucket: str, size: int, tmp_path: Path) -> None:
    whole = units_of([f"s3://{bucket}/crawl"])
    parts = units_of([f"s3://{bucket}/crawl"], split=size)
    assert len(parts) > len(whole)
    one, other = (search(units, State(tmp_path / str(len(units))), {}) for units in (whole, parts))
    assert one.hosts.counts == other.hosts.counts
    assert [host.to_json() for host in one.hosts.ranked()] == [
        host.to_json() for host in other.hosts.ranked()
    ]


def test_an_object_that_changed_is_searched_again(server: S3Server, bucket: str, tmp_path: Path) -> None:
    name = f"s3://{bucket}/crawl/a.warc.gz"
    assert hosts(units_of([name]), tmp_path) == ["northmoor.example"]
    server.client.put_object(Bucket=bucket, Key="crawl/a.warc.gz", Body=gzipped(*some()[2:4]))
    assert hosts(units_of([name]), tmp_path) == []


def test_what_is_not_there_or_not_ours_is_refused(bucket: str, config: Path) -> None:
    for name in (f"s3://{bucket}/crawl/none*.gz", f"s3://{bucket}/none.warc", f"s3://{bucket}x/a.warc"):
        with pytest.raises(UsageError, match=r"no such file|cannot be looked at"):
            units_of([name])
    config.write_text('[store]\nurl = "s3://x/y"\n[store.options]\nendpoint_url = "http://127.0.0.1:9"\n')
    with pytest.raises(UsageError, match="cannot be looked at"):
        units_of([f"s3://{bucket}/crawl"])


def test_a_store_that_fails_ends_nothing(server: S3Server, bucket: str, tmp_path: Path) -> None:
    units = units_of([f"s3://{bucket}/crawl"])
    server.refusal = lambda method, path: (
        ("403 Forbidden", "AccessDenied") if method == "GET" and "a.warc" in path else None
    )
    try:
        found = search(units, State(tmp_path), {})
    finally:
        server.refusal = lambda _method, _path: None
    assert found.unreadable == [f"s3://{bucket}/crawl/a.warc.gz"]
    ((_, _, reason, said),) = found.troubles
    assert reason == "unreadable"
    assert SECRET not in said
    assert hosts(units, tmp_path) == ["northmoor.example", "dyffryn.example"]


def index_of(server: S3Server, bucket: str) -> None:
    """An index beside the archive that says where the hub lies."""
    hub = response("https://www.northmoor.example/learning/serious-case-reviews/", "x").split(b"\r\n")[2]
    data = gzipped(some()[0])
    row = {"url": hub.partition(b": ")[2].decode(), "mime": "text/html", "status": "200"}
    row |= {"filename": "a.warc.gz", "offset": str(len(data)), "length": "900", "timestamp": "20240305100000"}
    lost = row | {
        "url": "https://eastmoor.example/scr.pdf",
        "mime": "application/pdf",
        "filename": "z.warc.gz",
    }
    body = "".join(json.dumps(one) + "\n" for one in (row, lost)).encode()
    server.client.put_object(Bucket=bucket, Key="crawl/index.cdxj", Body=body)


@pytest.mark.parametrize("beside", [True, False])
def test_an_index_leads_into_the_store(server: S3Server, bucket: str, beside: bool, tmp_path: Path) -> None:
    index_of(server, bucket)
    name = f"s3://{bucket}/crawl/index.cdxj"
    units = indexes_of([name], None if beside else f"s3://{bucket}/crawl")
    assert hosts(units, tmp_path) == ["northmoor.example"]


def test_the_command_reads_title_pages_out_of_the_store(
    server: S3Server, bucket: str, tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index_of(server, bucket)
    words = ["--config", str(config), "--data", str(tmp_path / "data"), "discover", "--sources", str(SOURCES)]
    asked = [f"s3://{bucket}/crawl", "--cdx", f"s3://{bucket}/crawl/index.cdxj", "--json"]
    assert run([*words, *asked]) == 0
    out = capsys.readouterr()
    rows: list[dict[str, Any]] = [json.loads(line) for line in out.out.splitlines()]
    assert [row["host"] for row in rows] == ["northmoor.example", "dyffryn.example"]
    read = {one["url"].rpartition("/")[2]: one["review_type"] for one in rows[0]["files_read"] if one["kept"]}
    assert read["scr-child-a.pdf"] == "scr"
    assert SECRET not in out.out + out.err


@pytest.mark.filterwarnings("ignore:(?s).*Port 8787 is already in use:UserWarning")
def test_workers_read_from_the_store(
    bucket: str, tmp_path: Path, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--config", str(config), "--data", str(tmp_path / "data"), "discover", "--sources", str(SOURCES)]
    assert run([*words, f"s3://{bucket}/crawl", "--no-read", "--json", "--dask"]) == 0
    rows = [json.loads(line)["host"] for line in capsys.readouterr().out.splitlines()]
    assert rows == ["northmoor.example", "dyffryn.example"]


def test_any_other_store_of_fsspec(tmp_path: Path) -> None:
    import fsspec

    place = f"memory://{uuid.uuid4().hex}"
    with fsspec.open(f"{place}/a.warc.gz", "wb") as stream:
        stream.write(gzipped(*some()))
    assert hosts(units_of([f"{place}/*.warc.gz"]), tmp_path) == ["northmoor.example", "dyffryn.example"]
