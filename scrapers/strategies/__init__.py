"""Reads what publishers answer to the ways in which a source's file says that it can be read."""

from __future__ import annotations

from datetime import date

from scrapers.listings import Listing
from scrapers.strategies.drupal_ajax import form_of, read_drupal_ajax
from scrapers.strategies.feed import read_feed
from scrapers.strategies.html_list import read_html_list
from scrapers.strategies.json_list import read_json_list
from scrapers.strategies.parts import Answer
from scrapers.strategies.sitemap import read_sitemap
from scrapers.strategies.wordpress import read_wordpress
from scrapers.ways import DrupalAjaxWay, FeedWay, HtmlWay, JsonWay, SitemapWay, Way, WordPressWay

__all__ = ["form_of", "read_listing"]


def read_listing(way: Way, body: bytes, url: str, *, today: date, time_zone: str, page: int = 0) -> Listing:
    """Return the listing that *body*, answered by *url*, holds.

    *url* is where the answer came from after redirects, *page* counts from 0, *time_zone* is the publisher's. ListingError,
    with a sentence for the operator, where the answer is not of the kind that *way* promises; nothing else is raised,
    whatever the bytes are.
    """
    answer = Answer(body=body, url=url, today=today, time_zone=time_zone, page=page)
    match way:
        case FeedWay():
            return read_feed(way, answer)
        case WordPressWay():
            return read_wordpress(way, answer)
        case HtmlWay():
            return read_html_list(way, answer)
        case DrupalAjaxWay():
            return read_drupal_ajax(way, answer)
        case JsonWay():
            return read_json_list(way, answer)
        case SitemapWay():
            return read_sitemap(way, answer)
