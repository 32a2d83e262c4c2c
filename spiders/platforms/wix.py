"""Sites made with Wix."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class WixWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "wix"


class WixSpider(GenericSpider):
    """Crawls a source whose site is made with Wix."""

    name = "wix"
    ways = WixWays()
