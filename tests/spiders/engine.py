"""Run one crawl in a real engine, in a process of its own; print what it found as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from harvester.items import FoundDocument, FoundSightings
from harvester.records import PageVisit
from harvester.web.options import CrawlOptions
from harvester.web.settings import for_run

FOUND: dict[str, Any] = {"pages": [], "documents": {}, "sightings": 0}


class Collect:
    """A pipeline that only remembers."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, PageVisit):
            FOUND["pages"].append([item.url, str(item.outcome), str(item.kind)])
        elif isinstance(item, FoundDocument):
            size = len(item.body) if item.body is not None else None
            FOUND["documents"][item.fetch.url] = [str(item.fetch.outcome), size]
        elif isinstance(item, FoundSightings):
            FOUND["sightings"] += len(item.candidates)
        return item


def main(folder: str, slug: str, *replay: str) -> None:
    from scrapy.crawler import CrawlerProcess

    options = CrawlOptions(
        data=Path(folder) / "data",
        sources_dir=Path(folder) / "sources",
        replay=tuple(Path(path) for path in replay),
        allow_hosts=("127.0.0.1",),
        delay=0.0,
        archive=False,
    )
    settings = for_run(options) | {"ITEM_PIPELINES": {Collect: 1}, "LOG_LEVEL": "ERROR"}
    process = CrawlerProcess(settings, install_root_handler=True)
    crawler = process.create_crawler(slug)
    process.crawl(crawler)
    process.start()
    tally = crawler.stats.get_value("harvester/tally")
    fields = ("requests", "pages_fetched", "bytes", "candidates", "capped", "moved", "finished", "walls")
    FOUND["tally"] = {name: getattr(tally, name) for name in fields}
    FOUND["tally"]["entrances"] = {url: str(outcome) for url, outcome in tally.entrances.items()}
    sys.stdout.write(json.dumps(FOUND))


if __name__ == "__main__":
    main(*sys.argv[1:])
