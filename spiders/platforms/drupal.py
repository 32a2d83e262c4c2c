"""Sites made with Drupal."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class DrupalWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "drupal"


class DrupalSpider(GenericSpider):
    """Crawls a source whose site is made with Drupal."""

    name = "drupal"
    ways = DrupalWays()
