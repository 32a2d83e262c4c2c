"""Run one source from a web archive with the pipelines' own run: `replayed.py DATA SOURCES WARC`."""

from __future__ import annotations

import sys
from pathlib import Path

from scrapy.crawler import CrawlerProcess

from harvester.web.options import CrawlOptions
from harvester.web.settings import for_run


def main() -> None:
    data, sources, warc = map(Path, sys.argv[1:4])
    process = CrawlerProcess(for_run(CrawlOptions(data=data, sources_dir=sources, replay=(warc,))))
    process.crawl("northmoor")
    process.start()


if __name__ == "__main__":
    main()
