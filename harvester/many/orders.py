"""What a worker is asked to do, and what it answers: values that travel between processes of ours."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from harvester.paths import DataDirectory

if TYPE_CHECKING:
    from harvester.run.options import RunOptions

ORDER = "shard.json"  # in a shard's folder: which run it is a part of, and of which sources
LEASE = "lease.json"
CLAIM = "claim"  # locked while any process crawls the shard
PROGRESS = "progress.json"


def errors_name(epoch: int | str) -> str:
    """The file in a shard's folder for what the process of an order says of itself when it fails."""
    return f"worker-{epoch}.err"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Where the work is done: on a cluster of our own, or on one that is there."""

    address: str = ""  # of a scheduler; empty: a cluster of this machine, for this command
    count: int | None = None  # workers of a cluster of our own; None: one a core


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardOrder:
    """Crawl these sources into that folder. Holds no secret: it goes over the network."""

    root: str  # the shard's own data directory
    history: str  # the data directory that it will be joined to, which is only read
    run_id: int  # the number of the whole run there
    epoch: int  # this order is void once the lease names another
    slugs: tuple[str, ...]
    hosts_dir: str
    sources_dir: str | None = None
    replay: tuple[str, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    max_pages: int | None = None
    delay: float = 2.0
    concurrency: int | None = None
    read: bool = True
    readers: int = 1
    contact: str | None = None
    chromium: str | None = None

    def to_json(self) -> str:
        """As the shard's process reads it from standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The order that `to_json` wrote."""
        values: dict[str, Any] = json.loads(text)
        lists = ("slugs", "replay", "allow_hosts")
        values |= {name: tuple(values[name]) for name in lists}
        return cls(**values)

    def options(self, inherited: tuple[int, ...]) -> RunOptions:
        """The options of the ordinary crawl that this order is."""
        from harvester.run.options import Part, RunOptions

        history = Path(self.history)
        return RunOptions(
            data=DataDirectory(Path(self.root)),
            slugs=self.slugs,
            sources_dir=Path(self.sources_dir) if self.sources_dir else None,
            replay=tuple(Path(path) for path in self.replay),
            allow_hosts=self.allow_hosts,
            max_pages=self.max_pages,
            delay=self.delay,
            concurrency=self.concurrency,
            read=self.read,
            readers=self.readers,
            contact=self.contact,
            chromium=self.chromium,
            part=Part(
                history=history, run_id=self.run_id, hosts_dir=Path(self.hosts_dir), inherited=inherited
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardEnd:
    """How the crawl of a shard ended: the exit code of its process, and its last words."""

    code: int
    message: str = ""
