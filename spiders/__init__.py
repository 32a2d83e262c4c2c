"""Scrapy spiders: one per declared source."""
