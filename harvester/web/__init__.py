"""The edge to Scrapy: settings, reach, robots, politeness, and answers from the archive."""
