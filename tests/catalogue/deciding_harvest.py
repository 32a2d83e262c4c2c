"""A small grouped harvest to decide about: documents of a few cases, described and put into reviews."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from harvests import EASTVALE, HUB, NORTHMOOR, Harvest

from harvester.catalogue import Catalogue
from harvester.catalogue.deciding import Batch, Change, decide, undo
from harvester.catalogue.sketches import sketch_missing
from harvester.group import group
from harvester.paths import DataDirectory
from harvester.vocabulary import ReviewType, Role

WORDS = (  # noqa: SIM905
    "family school health visitor police contact referral meeting agency practice learning panel chair "
    "mother father sibling nursery home visit assessment plan risk concern record review period decision"
).split()


def text_about(case: str, flavour: int = 0, length: int = 160) -> str:
    """A text of its own: other cases and flavours share few runs of words with it."""
    seed = sum(map(ord, case)) * 31 + flavour * 977
    said = [
        WORDS[(seed + n * n * (flavour + 3) + n * seed) % len(WORDS)] + str((seed + n) % 97)
        for n in range(length)
    ]
    return f"{case}. {' '.join(said)}"


@dataclass
class Desk:
    """A data directory with a harvest in it, and a clock for those who decide."""

    data: DataDirectory
    harvest: Harvest
    minutes: int = 0
    names: dict[str, str] = field(default_factory=dict)  # address → document id

    @property
    def catalogue(self) -> Catalogue:
        return self.harvest.catalogue

    def now(self) -> str:
        self.minutes += 1
        return f"2026-03-01T{self.minutes // 60:02}:{self.minutes % 60:02}:00Z"

    def find(
        self,
        name: str,
        *,
        case: str = "Child A",
        body: str | None = None,
        role: Role = Role.OVERVIEW_REPORT,
        source: str = "northmoor",
        published: str = "2016-05",
    ) -> str:
        """One document of tonight: linked, fetched, read and described; its id."""
        url = f"https://{source}.example/files/{name}.pdf"
        page = HUB.replace("northmoor", source)
        self.harvest.link(url, f"{case} {role.value}", source=source, page_url=page, heading=case)
        self.harvest.fetch(url, body if body is not None else text_about(case, len(name)), source=source)
        self.harvest.read()
        self.harvest.describe(
            title=f"{case}: {role.value}",
            case_name=case,
            role=role,
            review_type=ReviewType.SCR,
            published=published,
        )
        (row,) = self.harvest.rows("address", "source = ? AND url = ?", source, url)
        self.names[name] = row["document_id"]
        return str(row["document_id"])

    def regroup(self) -> None:
        """As at the end of a night."""
        while sketch_missing(self.catalogue, 50):
            pass
        said = self.catalogue.constraints()
        sources = list(self.catalogue.sources().values())
        self.catalogue.save_grouping(group(self.catalogue.group_inputs(), sources, said), "")

    def decide(self, *changes: Change | list[Change], who: str = "ann", **more: object) -> Batch:
        flat = [one for part in changes for one in (part if isinstance(part, list) else [part])]
        return decide(self.data, self.catalogue, flat, who=who, at=self.now(), **more)  # type: ignore[arg-type]

    def say(self, name: str, field: str, value: str | None, who: str = "ann") -> Batch:
        return self.decide(Change("document", name, field, value), who=who)

    def undo(self, batch: Batch | str, who: str = "ann") -> Batch:
        return undo(
            self.data, self.catalogue, batch if isinstance(batch, str) else batch.id, who=who, at=self.now()
        )

    def shown(self, name: str) -> dict[str, object]:
        return self.harvest.one("documents", "id = ?", name)

    def review_of(self, name: str) -> str | None:
        found = self.shown(name)["review_id"]
        return str(found) if found else None


def a_desk(folder: Path, catalogue: Catalogue) -> Desk:
    """With three documents: two of Child A (report and response), one of Child B."""
    desk = Desk(DataDirectory(folder), Harvest(catalogue))
    desk.harvest.start(NORTHMOOR, EASTVALE)
    desk.find("a-report", case="Child A")
    desk.find("a-response", case="Child A", role=Role.RESPONSE)
    desk.find("b-report", case="Child B")
    desk.regroup()
    return desk


def everything(catalogue: Catalogue) -> dict[str, list[tuple[object, ...]]]:
    """What decisions can change, row for row, without the numbers of rows."""
    tables = {
        "decided": "*",
        "decisions": "id, document_id, review_id, field, value, reason, who, at, batch, undoes, other, old",
        "standing": "subject_id, field, key, other_id",
        "documents": "*",
        "reviews": "*",
        "review_publishers": "*",
        "evidence": "*",
    }
    return {
        name: sorted(
            (tuple(row) for row in catalogue.connection.execute(f"SELECT {columns} FROM {name}")), key=repr
        )
        for name, columns in tables.items()
    }
