"""Scrapy spiders: they fetch and find; they decide nothing about agreements."""
