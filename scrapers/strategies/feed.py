"""Reads RSS, Atom and RDF, as broken as it comes."""

from __future__ import annotations

import io
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.sax import SAXException

import feedparser  # type: ignore[import-untyped]

from domain.releases import Published
from scrapers.listings import ListedRelease, Listing, ListingError
from scrapers.readers.markup import LONGEST_LEAD, line_of_html, words_of_html
from scrapers.strategies.parts import Answer, once_each, refuse_hostile_xml, refuse_pages, release_of
from scrapers.ways import FeedWay

_BEGINNING = 20_000
"""Bytes in which a feed's outermost element begins: some publishers' servers put warnings before it."""
_ROOT = re.compile(rb"<(?:[\w-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY = re.compile(rb"<(?:[\w-]+:)?(?:item|entry)\b", re.IGNORECASE)
_MOST_ENTRIES = 5_000
_WORDPRESS = re.compile(r"\bwordpress\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://|/|<|&lt;", re.IGNORECASE)
"""How a guid begins that may stand in for a link; "12345" says that it is a permalink as well, by saying nothing."""


def read_feed(_: FeedWay, answer: Answer) -> Listing:
    """Return the feed's entries in its order; a feed without entries is an empty listing."""
    refuse_pages(answer.body, "a feed")
    refuse_hostile_xml(answer.body)
    _refuse_what_costs_too_much(answer.body)
    feed = _parsed(answer)
    entries = feed.get("entries") or []
    if not entries and (not feed.get("version") or isinstance(feed.get("bozo_exception"), SAXException)):
        raise ListingError("The answer is no whole feed: it has no entries, and breaks off or is no XML.")
    language = _text(feed.get("feed") or {}, "language")
    releases = once_each(_release(entry, answer, language) for entry in entries)
    if entries and not releases:
        raise ListingError(f"None of the feed's {len(entries)} entries has a title and a web address.")
    return Listing(releases=releases, next_url=_older(feed, answer) if releases else None)


def _refuse_what_costs_too_much(body: bytes) -> None:
    """ListingError where feedparser would take long for nothing: it reads whatever has tags, and slowly."""
    start = body[:_BEGINNING]
    if not _ROOT.search(start.replace(b"\0", b"")):
        raise ListingError("The answer is no feed: it does not begin like one.")
    if (entries := len(_ENTRY.findall(body))) > _MOST_ENTRIES:
        raise ListingError(f"The feed has {entries:,} entries; more than {_MOST_ENTRIES:,} are not read.")


def _parsed(answer: Answer) -> Any:
    """Return what feedparser makes of the bytes; it is given a stream, because it fetches or opens what looks like a name.

    It mends what it can and raises for what it never expected: such an answer is no feed to us.
    """
    try:
        return feedparser.parse(io.BytesIO(answer.body), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # its parsers raise whatever the input leads them into
        raise ListingError(f"The feed cannot be read ({type(error).__name__}).") from error


def _release(entry: Any, answer: Answer, language: str) -> ListedRelease | None:
    summary = words_of_html(_text(entry, "summary"))
    content, stated = _content(entry)
    return release_of(
        answer,
        link=_link(entry),
        title=line_of_html(_text(entry, "title")),
        published=_published(entry, answer),
        lead=summary,
        text=content or (summary if len(summary) > LONGEST_LEAD else ""),
        language=stated or language,
    )


def _published(entry: Any, answer: Answer) -> Published | None:
    for key in ("published", "updated", "created"):
        if published := answer.read_date(_text(entry, key)):
            return published
    return None


def _link(entry: Any) -> str:
    """Return the entry's link; where it has none, its guid if that is an address."""
    link, guid = _text(entry, "link"), _text(entry, "id")
    if link and not dict.get(entry, "guidislink"):
        return link
    return guid if _ADDRESS.match(guid) else ""


def _content(entry: Any) -> tuple[str, str]:
    """Return the words of the longest body that the entry carries, and its language."""
    bodies = [part for part in dict.get(entry, "content") or () if isinstance(part, dict)]
    read = [(words_of_html(_text(part, "value")), _text(part, "language")) for part in bodies]
    return max(read, key=lambda body: len(body[0]), default=("", ""))


def _older(feed: Any, answer: Answer) -> str | None:
    """Return the next page of a feed made by WordPress, the only maker known to page its feeds."""
    if not _WORDPRESS.search(_text(feed.get("feed") or {}, "generator")):
        return None
    parts = urlsplit(answer.url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != "paged"]
    return urlunsplit(parts._replace(query=urlencode([*query, ("paged", str(answer.page + 2))]), fragment=""))


def _text(part: Any, key: str) -> str:
    """Return what *part* has under *key*, past feedparser's own look-up, which answers for keys that are not there."""
    value = dict.get(part, key)
    return value if isinstance(value, str) else ""
