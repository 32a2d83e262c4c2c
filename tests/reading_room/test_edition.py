"""An edition that is not what it was is not served; the command says what to do."""

from __future__ import annotations

import shutil

import pytest

from harvester.cli import run
from harvester.errors import DiskError, UsageError
from harvester.reading_room.edition import find_edition, open_edition
from harvester.vocabulary import ExitCode


@pytest.fixture
def copy(made_edition, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(made_edition.folder, folder)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    return folder


def test_an_edition_is_found_by_itself_and_by_its_folder(made_edition):
    assert find_edition(made_edition.folder) == made_edition.folder.resolve()
    assert find_edition(made_edition.out) == made_edition.folder.resolve()
    assert find_edition(made_edition.out / "as-at-2026-02-01").name == "as-at-2026-02-01"
    found = open_edition(made_edition.out)
    assert found.with_text
    assert found.about["edition"] == made_edition.folder.name


@pytest.mark.parametrize("name", ["publication.db", "csv/documents.csv", "feed.atom"])
def test_one_changed_byte_and_nothing_is_served(copy, name, capsys):
    body = bytearray((copy / name).read_bytes())
    body[len(body) // 2] ^= 1
    (copy / name).write_bytes(bytes(body))
    with pytest.raises(DiskError, match="is not what it was"):
        open_edition(copy)
    assert run(["serve", str(copy)]) == ExitCode.DISK
    assert "put it back from a copy" in capsys.readouterr().err


def test_a_missing_file_and_nothing_is_served(copy):
    (copy / "feed.atom").unlink()
    with pytest.raises(DiskError, match="is missing"):
        open_edition(copy)


@pytest.mark.parametrize("line", ["nonsense", f"{'0' * 64}  ../outside", f"{'0' * 64}  /etc/passwd"])
def test_a_damaged_list_of_checksums_and_nothing_is_served(copy, line):
    with (copy / "SHA256SUMS").open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(DiskError, match="is damaged"):
        open_edition(copy)


def test_a_folder_without_an_edition_is_a_wrong_use(tmp_path, capsys):
    with pytest.raises(UsageError, match="no edition"):
        open_edition(tmp_path)
    assert run(["serve", str(tmp_path)]) == ExitCode.USAGE
    assert "harvester publish" in capsys.readouterr().err


def test_a_port_that_is_taken_is_said_plainly(made_edition, capsys):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert run(["serve", str(made_edition.folder), "--port", port]) == ExitCode.USAGE
    assert f"cannot listen at 127.0.0.1 port {port}" in capsys.readouterr().err


def test_a_wrong_path_is_said_plainly(made_edition):
    assert run(["serve", str(made_edition.folder), "--base", "https://x/"]) == ExitCode.USAGE
