"""A catalogue of invented reviews, screened and coded, for the tests of studies."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from harvester.catalogue import Catalogue
from harvester.catalogue.deciding import Change, decide
from harvester.coding.frame import FIELDS, NOT_STATED
from harvester.group import group
from harvester.paths import DataDirectory
from harvester.records import Description, DocumentVerdict, SourceInfo
from harvester.suggesting import suggest_codings
from harvester.vocabulary import Nation, Precision, ReviewType, Role
from tests.catalogue.harvests import Harvest

SOURCES = (
    SourceInfo(slug="northmoor", title="Northmoor Safeguarding Partnership", nation=Nation.ENGLAND,
               authorities=("E06000001",)),
    SourceInfo(slug="eastvale", title="=Eastvale Board", nation=Nation.WALES),
)  # fmt: skip
WHO = "lena"


def text_of(number: int) -> str:
    return (
        f"Overview report: Child A{number}. Child A{number} was aged {number % 17 + 1} when she died in"
        f" March {2010 + number % 8}. Finding 1: professional curiosity."
    )


def make(root: Path, number: int = 6) -> DataDirectory:
    """So many documents of two sources, each a review of its own; nothing decided yet."""
    data = DataDirectory(root)
    with Catalogue.open(data.catalogue) as catalogue:
        catalogue.connection.execute("PRAGMA synchronous = OFF")
        harvest = Harvest(catalogue)
        harvest.start(*SOURCES)
        for index in range(number):
            source = SOURCES[index % 2].slug
            url = f"https://{source}.example/files/{index}.pdf"
            harvest.link(url, f"Child A{index} overview report", source=source, heading=f"Child A{index}")
            harvest.fetch(url, text_of(index), source=source)
        harvest.read()
        kinds = (ReviewType.SCR, ReviewType.SAR, ReviewType.CSPR)
        for item in catalogue.stale_documents(rules=harvest.rules):
            index = int(item.url.rsplit("/", 1)[1].split(".")[0])
            described = Description(
                title=f"Child A{index}: overview report",
                case_name=f"Child A{index}",
                review_type=kinds[index % 3],
                role=Role.OVERVIEW_REPORT,
                published=f"{2014 + index % 6}-05-01",
                published_precision=Precision.DAY,
            )
            verdict = DocumentVerdict(kept=True, score=0.9)
            catalogue.save_description(item.id, described, verdict, harvest.now(), rules=harvest.rules)
        harvest.finish()
        regroup(catalogue)
        suggest_codings(catalogue)
    return data


def regroup(catalogue: Catalogue) -> None:
    result = group(catalogue.group_inputs(), list(catalogue.sources().values()), catalogue.constraints())
    catalogue.save_grouping(result, "2026-11-26T00:00:00Z")


def status(data: DataDirectory, where: str, value: str, *, reason: str = "", at: str = "2026-02-01") -> None:
    """Decide about the documents of a condition."""
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        rows = catalogue.connection.execute(f"SELECT id FROM documents WHERE {where} ORDER BY url").fetchall()
        changes = [Change("document", row["id"], "status", value, reason) for row in rows]
        decide(data, catalogue, changes, who=WHO, at=f"{at}T09:00:00Z")


def code(data: DataDirectory, review: str, field: str, *said: Any, at: str = "2026-02-02") -> None:
    """Code a field of a review: values, or (person, value)."""
    rows = [{"value": one} if isinstance(one, str) else {"person": one[0], "value": one[1]} for one in said]
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        change = Change("review", review, f"coding:{field}", json.dumps(rows))
        decide(data, catalogue, [change], who=WHO, at=f"{at}T09:00:00Z")


def reviews(data: DataDirectory) -> list[str]:
    with Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue:
        found = catalogue.connection.execute(
            "SELECT r.id FROM reviews r JOIN documents v ON v.review_id = r.id ORDER BY v.url"
        )
        return [row["id"] for row in found]


def code_all(data: DataDirectory, seed: int = 1) -> None:
    """Code most fields of most reviews at random, the same each time."""
    dice = random.Random(seed)
    for review in reviews(data):
        for name, field in FIELDS.items():
            if dice.random() < 0.25:
                continue
            values = [*field.values, NOT_STATED] if field.values else ["2012-03", "2013", NOT_STATED]
            if field.several:
                chosen = dice.sample([one for one in values if one != NOT_STATED], dice.randint(1, 3))
                code(data, review, name, *chosen)
            elif field.of_person:
                code(
                    data,
                    review,
                    name,
                    *((person, dice.choice(values)) for person in (1, 2)[: dice.randint(1, 2)]),
                )
            else:
                code(data, review, name, dice.choice(values))


__all__ = ["Role", "code", "code_all", "make", "regroup", "reviews", "status", "text_of"]
