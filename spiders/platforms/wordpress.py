"""Sites made with WordPress."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class WordPressWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "wordpress"


class WordPressSpider(GenericSpider):
    """Crawls a source whose site is made with WordPress."""

    name = "wordpress"
    ways = WordPressWays()
