"""The invented document goes through all rules, so that most patterns are compiled by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester import phrases
from harvester.catalogue import Catalogue
from harvester.described import describe_read
from harvester.process import RULES, describe_one
from harvester.run import rehearsal
from tests.makers.desk_catalogue import Plan, make_catalogue


def test_it_is_described_as_a_review_with_all_that_it_says() -> None:
    told, verdict = describe_read(rehearsal._extract(), rehearsal._document(), rehearsal._SOURCE)
    assert verdict.kept
    assert (told.case_name, told.published, told.role) == ("Child A (S25)", "2021-03-03", "overview_report")
    rehearsal.rehearse()


def test_describing_others_makes_few_patterns_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_catalogue(tmp_path / "data", Plan(documents=20, seed=7))
    rehearsal.rehearse()
    made: list[str] = []
    plan = phrases.plan
    monkeypatch.setattr(phrases, "plan", lambda pattern: made.append(pattern) or plan(pattern))
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        catalogue.mark_all_stale()
        for item in catalogue.stale_documents(rules=RULES):
            describe_one(catalogue, catalogue.sources(), item)
    assert len(made) < 12
