"""Sites made with Goss."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class GossWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "goss"


class GossSpider(GenericSpider):
    """Crawls a source whose site is made with Goss."""

    name = "goss"
    ways = GossWays()
