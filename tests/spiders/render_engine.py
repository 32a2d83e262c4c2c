"""Run one crawl that records or replays in a real engine, in a process of its own; print what it found."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from harvester.items import FoundDocument
from harvester.records import PageVisit
from harvester.web.options import CrawlOptions
from harvester.web.settings import for_run

FOUND: dict[str, Any] = {"pages": {}, "documents": {}}


class Collect:
    """A pipeline that only remembers."""

    def process_item(self, item: Any) -> Any:
        if isinstance(item, PageVisit):
            FOUND["pages"][item.url] = [str(item.outcome), str(item.kind), item.message]
        elif isinstance(item, FoundDocument):
            FOUND["documents"][item.fetch.url] = str(item.fetch.outcome)
        return item


def main(folder: str, slug: str, *replay: str) -> None:
    from scrapy.crawler import CrawlerProcess

    options = CrawlOptions(
        data=Path(folder) / "data",
        sources_dir=Path(folder) / "sources",
        replay=tuple(Path(path) for path in replay),
        allow_hosts=("127.0.0.0/8",),
        delay=0.0,
        run_id=1,
    )
    settings = for_run(options)
    settings |= {"ITEM_PIPELINES": {Collect: 1}, "LOG_LEVEL": "ERROR", "HARVESTER_RENDER_SECONDS": 4.0}
    process = CrawlerProcess(settings, install_root_handler=True)
    crawler = process.create_crawler(slug)
    process.crawl(crawler)
    process.start()
    FOUND["finish_reason"] = crawler.stats.get_value("finish_reason")
    FOUND["rendered"] = crawler.stats.get_value("harvester/rendered", 0)
    sys.stdout.write(json.dumps(FOUND))


if __name__ == "__main__":
    main(*sys.argv[1:])
