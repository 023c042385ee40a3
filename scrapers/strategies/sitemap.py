"""Reads sitemaps, and indexes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from urllib.parse import unquote, urlsplit

from lxml import etree

from domain.releases import Published
from scrapers.listings import Listing, ListingError
from scrapers.strategies.parts import Answer, older_page, once_each, refuse_hostile_xml, refuse_pages, release_of
from scrapers.ways import SitemapWay

_OF_NEWS = re.compile(r"post|news|press|release|article", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:html?|aspx|php|jsp|shtml)$", re.IGNORECASE)
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    address: str
    changed: datetime
    """`_NEVER` where it is not told."""


def read_sitemap(way: SitemapWay, answer: Answer) -> Listing:
    """Return the addresses that match *include*, last changed first; of an index no release but the way to the newest part.

    When a page was changed is not when it came out: `lastmod` orders, but dates nothing. A day in the address does.
    """
    root = _parsed(answer.body)
    kind = _name(root)
    if kind == "sitemapindex":
        return Listing(releases=(), next_url=_newest_part(_entries(root, "sitemap", answer), answer))
    if kind != "urlset":
        raise ListingError(f"The answer is no sitemap: its outermost element is “{kind[:50]}”.")
    pattern = _compiled(way.include)
    chosen = [entry for entry in _entries(root, "url", answer) if pattern.search(entry.address)]
    chosen.sort(key=lambda entry: entry.changed, reverse=True)
    releases = (release_of(answer, link=entry.address, title=_title(entry.address), published=None) for entry in chosen)
    return Listing(releases=once_each(releases))


def _parsed(body: bytes) -> etree._Element:
    refuse_pages(body, "a sitemap")
    refuse_hostile_xml(body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(body.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ListingError(f"The sitemap cannot be read: {str(error)[:100]}") from error


def _entries(root: etree._Element, name: str, answer: Answer) -> list[_Entry]:
    entries = []
    for element in root:
        if _name(element) != name:
            continue
        told = {_name(part): (part.text or "").strip() for part in element}
        if told.get("loc"):
            entries.append(_Entry(address=told["loc"], changed=_changed(answer.read_date(told.get("lastmod", "")))))
    return entries


def _name(element: etree._Element) -> str:
    """Return an element's name without its namespace, which some sitemaps forget or misspell; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _changed(published: Published | None) -> datetime:
    if published is None:
        return _NEVER
    return published.at or datetime.combine(published.on, time(0), UTC)


def _newest_part(parts: list[_Entry], answer: Answer) -> str | None:
    """Return the part changed last; without such dates the last that is named for news, for systems append to the last."""
    reachable = [part for part in parts if older_page(part.address, answer.url, answer)]
    named = [part for part in reachable if _OF_NEWS.search(urlsplit(part.address).path)] or reachable
    if not named:
        return None
    newest = max(reversed(named), key=lambda part: part.changed)
    return older_page(newest.address, answer.url, answer)


def _title(address: str) -> str:
    """Return the last part of an address as words: "sheriff signs agreement" for `/news/sheriff-signs-agreement.html`."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    slug = _ENDING.sub("", unquote(path.rstrip("/").rpartition("/")[2]))
    words = re.sub(r"[-_+\s]+", " ", slug).strip()
    return words[:1].upper() + words[1:]


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ListingError(f"The pattern “{pattern}” in the source's file cannot be read.") from error
