"""The figures, read back by Prometheus' own parser."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from harvester.catalogue import SourceHealth
from harvester.tell.metrics import Figures, metrics, write_metrics
from tests.report.reports import busy_night

Key = tuple[str, tuple[tuple[str, str], ...]]


def health(source: str, outcome: str | None, listed: int = 3) -> SourceHealth:
    return SourceHealth(
        source=source,
        title=source,
        nation="england",
        outcome=outcome,
        since=None,
        message="",
        run_id=12,
        last_run=None,
        last_seen=None,
        documents_known=4,
        documents_listed=listed,
        documents_new=0,
    )


def read(text: str) -> dict[Key, float]:
    found: dict[Key, float] = {}
    for family in text_string_to_metric_families(text):
        assert family.type == "gauge"
        assert family.documentation
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found
            found[key] = sample.value
    return found


def test_they_are_read_back(tmp_path: Path) -> None:
    night = busy_night()
    figures = Figures(
        report=night,
        account=night.account,
        health=(health("ashby", "ok", 14), health('b"ir\\ch\n', "failed", 0), health("c", None)),
        last_success="2026-11-25T03:00:00Z",
        last_backup="2026-11-26T03:00:00Z",
        free_bytes=123_456_789_012,
        nights_in_trouble={"birch": 3},
    )
    path = tmp_path / "harvester.prom"
    write_metrics(path, figures)
    found = read(path.read_text("utf-8"))
    assert found["harvester_sources", (("outcome", "ok"),)] == 1
    assert found["harvester_sources", (("outcome", "unfinished"),)] == 1
    assert found["harvester_sources", (("outcome", "blocked"),)] == 0
    assert found["harvester_source_listed_documents", (("source", 'b"ir\\ch\n'),)] == 0
    assert found["harvester_source_nights_in_trouble", (("source", "birch"),)] == 3
    assert found["harvester_documents", ()] == 1834
    assert found["harvester_run_documents", (("what", "changed"),)] == 1
    assert found["harvester_run_duration_seconds", ()] == 7620
    assert found["harvester_last_success_time_seconds", ()] == 1795575600
    assert found["harvester_backup_age_seconds", ()] == 420
    assert found["harvester_free_bytes", ()] == 123_456_789_012
    assert found["harvester_step_failed", (("step", "backup"),)] == 1
    assert found["harvester_run_exit_code", ()] == night.exit_code
    assert [one.name for one in tmp_path.iterdir()] == ["harvester.prom"]


def test_what_is_not_known_is_left_out() -> None:
    found = read(metrics(Figures(report=busy_night(account=None))))
    names = {name for name, _ in found}
    assert not names & {
        "harvester_last_success_time_seconds",
        "harvester_backup_age_seconds",
        "harvester_free_bytes",
        "harvester_alarms",
    }
    assert found["harvester_documents", ()] == 0
