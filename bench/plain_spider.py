"""The alternative: a plain CrawlSpider with FilesPipeline, doing less (no text, no metadata)."""

from __future__ import annotations

import sys
from pathlib import Path

from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

from bench.farm import address


class PlainSpider(CrawlSpider):
    """Follows every page link and hands PDF links to FilesPipeline."""

    name = "plain"
    rules = (Rule(LinkExtractor(deny_extensions=["pdf"]), callback="parse_page", follow=True),)

    def __init__(self, port: str, sites: str) -> None:
        super().__init__()
        self.allowed_domains = [address(n) for n in range(1, int(sites) + 1)]
        self.start_urls = [f"http://{domain}:{port}/" for domain in self.allowed_domains]

    def parse_page(self, response):
        """Yield the page's PDF links."""
        files = [response.urljoin(h) for h in response.css("a::attr(href)").getall() if h.endswith(".pdf")]
        if files:
            yield {"file_urls": files}


if __name__ == "__main__":
    process = CrawlerProcess(
        {
            "ITEM_PIPELINES": {"scrapy.pipelines.files.FilesPipeline": 1},
            "FILES_STORE": sys.argv[2],
            "LOG_LEVEL": "ERROR",
            "ROBOTSTXT_OBEY": True,
            "TELNETCONSOLE_ENABLED": False,
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "DOWNLOAD_DELAY": 0,
        }
    )
    crawler = process.create_crawler(PlainSpider)
    process.crawl(crawler, port=sys.argv[1], sites=sys.argv[4])
    process.start()
    Path(sys.argv[3]).write_text(str(crawler.stats.get_value("downloader/response_count")), encoding="utf-8")
