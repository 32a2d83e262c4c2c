"""The log of a run for programs: whole lines, nothing of a stranger's that could break them, no secrets."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path

import pytest

from harvester.redaction import HIDDEN, Redactor
from harvester.run import run_log as logs
from harvester.run.run_log import RunLog, run_log
from tests.run.conftest import Farm
from tests.run.farm import run

SECRETS = (
    "mailto://robot:Pa55%2Fword@mail.example.org?to=library@example.org",
    "https://hooks.example.org/services/T00000001/B00000002/aBcDeFgHiJkLmNoP",
    "https://ping.example.org/0b5e2e7e-1f2d-4a51-9f10-2f9f0d6f4a11",
    "tgram://123456789:AAH-abcDEF_123/",
)


def lines(folder: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="ascii").splitlines()]


def test_hostile_text_stays_one_line_of_ascii(tmp_path: Path) -> None:
    with run_log(tmp_path) as log:
        log.event("a\nb", 'x\r\n{"level": "fatal"}\x1b[31m\u202e\ud800' + "y" * 5000, source="\x00s")
        log.handle(logging.makeLogRecord({"msg": "%s and %s", "args": ("one",), "name": "harvester.x"}))
    first, second = lines(tmp_path)
    assert set(first) == {"time", "level", "event", "source", "message"}
    assert len(first["message"]) == logs.LONGEST
    assert first["message"].startswith('x\r\n{"level"')
    assert second["message"] == "%s and %s"
    assert second["event"] == "log harvester.x"


def test_people_still_see_warnings_and_the_log_has_them_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    others, root.handlers = root.handlers, []  # as outside of pytest
    try:
        with run_log(tmp_path):
            logging.getLogger("harvester.y").info("quiet")
            try:
                raise OSError("gone")
            except OSError:
                logging.getLogger("harvester.y").exception("loud")
        logging.getLogger("harvester.y").info("not ours any more")
    finally:
        root.handlers = others
    assert [line["message"] for line in lines(tmp_path)] == ["quiet", "loud [OSError: gone]"]
    assert "loud" in capsys.readouterr().err


def test_several_writers_never_mix_their_lines(tmp_path: Path) -> None:
    handlers = [RunLog(tmp_path) for _ in range(8)]

    def write(handler: RunLog) -> None:
        for number in range(100):
            handler.event("e", f"{number} " + "z" * 500)

    threads = [threading.Thread(target=write, args=(one,)) for one in handlers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for handler in handlers:
        handler.close()
    assert len(lines(tmp_path)) == 800


def test_a_log_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 1000)
    with run_log(tmp_path) as log:
        for _ in range(100):
            log.event("e", "m" * 100)
    assert (tmp_path / "log.jsonl").stat().st_size < 1300


@pytest.mark.parametrize("secret", SECRETS)
def test_no_part_of_a_secret_that_could_be_used_is_told(secret: str) -> None:
    redact = Redactor(SECRETS)
    assert redact(f"failed: {secret}!") == f"failed: {HIDDEN}!"
    for part in (
        "Pa55%2Fword",
        "Pa55/word",
        "aBcDeFgHiJkLmNoP",
        "0b5e2e7e-1f2d",
        "AAH-abcDEF_123",
        "T00000001",
    ):
        told = redact(f"Max retries exceeded with url: /services/T00000001/B00000002/{part} ({secret})")
        assert part not in told or part == "0b5e2e7e-1f2d"
    assert redact("HTTPSConnectionPool(host='ping.example.org'): /0b5e2e7e-1f2d-4a51-9f10-2f9f0d6f4a11") == (
        f"HTTPSConnectionPool(host='ping.example.org'): /{HIDDEN}"
    )


def test_what_is_no_secret_stays() -> None:
    redact = Redactor(SECRETS)
    plain = "norfolk: services answered 503 at https://www.example.org/services/ (library)"
    assert redact(plain) == plain
    assert Redactor()("anything") == "anything"
    assert Redactor(["", "http://[bad"])("fine") == "fine"
    assert redact.values({"a": [SECRETS[1], 5, None], "b": ("x",)}) == {"a": [HIDDEN, 5, None], "b": ["x"]}


def test_a_crawl_leaves_its_log(farm: Farm, data: Path) -> None:
    assert run(*farm.crawl(data, "birch")).returncode == 0
    told = lines(data / "runs" / "1")
    assert [line["event"] for line in told if not line["event"].startswith("log")] == [
        *("run started", "started", "finished", "reading", "describing", "coding", "outcome", "run ended"),
    ]
    assert {line["source"] for line in told if line["event"] in ("started", "outcome")} == {"birch"}
