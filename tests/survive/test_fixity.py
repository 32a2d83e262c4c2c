"""A flipped byte anywhere is found, told with its file, and nothing is found where nothing is wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.catalogue import Catalogue, Decision, append_decision
from harvester.errors import UsageError
from harvester.fixity import check_all, check_part
from harvester.fixity.seal import seal, seal_path
from harvester.paths import DataDirectory
from tests.run.farm import ask, run

SEED = 20261126
Copied = Callable[[], DataDirectory]


def flip(path: Path, offset: int) -> None:
    path.chmod(0o600)
    body = bytearray(path.read_bytes())
    body[offset] ^= 1 << (offset % 8)
    path.write_bytes(body)


def victims(data: DataDirectory) -> dict[str, list[Path]]:
    (backup,) = data.backups.iterdir()
    return {
        "files": sorted(path for path in data.files.rglob("*") if path.is_file()),
        "catalogue": [data.catalogue],
        "archives": sorted(data.warc.glob("*/*.warc.gz")),
        "decisions": [data.decisions],
        "backups": sorted(path for path in backup.iterdir() if path.is_file()),
    }


def test_a_sound_harvest_is_sound(harvested: DataDirectory) -> None:
    found = check_all(harvested)
    assert found.findings == ()
    assert found.notes == ()
    assert (found.files, found.archives, found.decisions, found.backups) == (4, 4, 12, 1)


@pytest.mark.parametrize("kind", ["files", "catalogue", "archives", "decisions", "backups"])
def test_every_flipped_byte_is_found(kind: str, copied: Copied) -> None:
    data = copied()
    chance = random.Random(f"{SEED} {kind}")
    tried = found = 0
    for _ in range(40):
        path = chance.choice(victims(data)[kind])
        offset = chance.randrange(path.stat().st_size)
        tried += 1
        whole = path.read_bytes()
        flip(path, offset)
        findings = check_all(data).findings
        assert any(one.path == str(path) and one.todo for one in findings), (path, offset, findings)
        found += 1
        path.write_bytes(whole)
    print(f"flipped bytes in {kind}: tried {tried}, found {found}")
    assert check_all(data).sound


def test_every_byte_of_one_archive(copied: Copied) -> None:
    """All of the heads that no checksum covers, and every seventh byte of the rest."""
    from harvester.warc import scan

    data = copied()
    path = min(data.warc.glob("*/*.warc.gz"), key=lambda one: one.stat().st_size)
    whole = path.read_bytes()
    heads = {entry.offset + byte for entry in scan(path) for byte in range(10)}
    offsets = sorted(heads | set(range(0, len(whole), 7)))
    missed = []
    for offset in offsets:
        flip(path, offset)
        if check_all(data).sound:
            missed.append(offset)
        path.write_bytes(whole)
    print(f"flipped bytes in one archive: tried {len(offsets)}, found {len(offsets) - len(missed)}")
    assert not missed


def test_the_parts_together_are_everything(copied: Copied) -> None:
    data = copied()
    whole = check_all(data)
    parts = [check_part(data, part, 7) for part in range(1, 8)]
    for name in ("files", "bytes", "archives", "backups"):
        assert sum(getattr(one, name) for one in parts) == getattr(whole, name)
    damaged = [path for kind in ("files", "archives") for path in victims(data)[kind]]
    for path in damaged:
        flip(path, path.stat().st_size // 2)
    told = [one.path for part in range(1, 8) for one in check_part(data, part, 7).findings]
    assert sorted(told) == sorted(map(str, damaged))
    with pytest.raises(UsageError, match="no part 8 of 7"):
        check_part(data, 8, 7)


def test_what_is_missing_or_cut_is_found(copied: Copied) -> None:
    data = copied()
    kept, archive = victims(data)["files"][0], victims(data)["archives"][-1]
    source = next(path for path in victims(data)["archives"] if not path.name.startswith("_"))
    kept.unlink()
    from harvester.warc import scan

    last = [entry.offset for entry in scan(source)][-1]
    source.write_bytes(source.read_bytes()[:last])  # cut between two records: sound in itself
    found = {one.path: one for one in check_all(data).findings}
    assert found[str(kept)].what == "it is missing"
    assert "harvester crawl cedar" in found[str(kept)].todo
    assert "one of the two is damaged" in found[str(source)].what
    source.unlink()
    assert str(source) in [one.path for one in check_all(data).findings]
    assert archive.exists()


def test_without_a_catalogue_the_rest_is_looked_at(copied: Copied) -> None:
    data = copied()
    data.catalogue.write_bytes(b"no database at all, but long enough to be one" * 10)
    kept = victims(data)["files"][0]
    flip(kept, 5)
    kinds = {one.kind for one in check_all(data).findings}
    assert kinds == {"catalogue", "file"}
    data.catalogue.unlink()
    assert {one.kind for one in check_all(data).findings} == {"catalogue", "file"}


def test_a_decision_at_the_desk_breaks_the_seal_and_is_no_damage(copied: Copied) -> None:
    data = copied()
    document = ask(data.root, "SELECT id FROM documents LIMIT 1")[0][0]
    said = Decision(field="title", value="New", who="A", at="2026-11-26T12:00:00Z", document_id=document)
    append_decision(data, said)
    found = check_all(data)
    assert found.sound
    assert "since its last seal" in found.notes[0]
    seal(data.catalogue)
    assert check_all(data).notes == ()
    seal_path(data.catalogue).write_text("{")
    assert check_all(data).sound


def test_a_search_index_that_says_something_else_is_found(copied: Copied) -> None:
    data = copied()
    with Catalogue.open(data.catalogue) as catalogue:
        catalogue.connection.execute("UPDATE file_page SET text = 'other words' WHERE id = 1")
    assert [one.place for one in check_all(data).findings] == ["search index"]


def test_a_torn_decision_is_told_and_no_damage(copied: Copied) -> None:
    data = copied()
    with data.decisions.open("ab") as stream:
        stream.write(b'{"at": "2026-11-26T')
    found = check_all(data)
    assert found.sound
    assert any("never acknowledged" in note for note in found.notes)
    lines = data.decisions.read_bytes().splitlines(keepends=True)
    data.decisions.write_bytes(b"".join(lines[:5] + lines[6:12]))
    broken, lost = check_all(data).findings
    assert broken.place == "line 6"
    assert "does not follow from the lines before it" in broken.what
    assert "1 decisions of the catalogue are not in it" in lost.what


def test_the_command_says_file_place_and_what_to_do(copied: Copied) -> None:
    data = copied()
    archive = victims(data)["archives"][0]
    flip(archive, archive.stat().st_size - 9)
    told = run("--data", data.root, "verify")
    assert told.returncode == 8
    # The place is told where gzip notices; the padding of a last byte only the manifest knows.
    assert any(f"{archive}{more}" in told.stdout for more in (" (byte ", ": its bytes"))
    assert "Restore it from a backup" in told.stdout
    spoken = run("--data", data.root, "verify", "--part", "1/1", "--json")
    assert spoken.returncode == 8
    assert json.loads(spoken.stdout)["findings"][0]["kind"] == "archive"
    assert run("--data", data.root, "verify", "--part", "31/30").returncode == 2
    assert run("--data", data.root / "none", "verify").returncode == 2
