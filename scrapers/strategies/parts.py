"""What all strategies do alike: refusing what is no such answer, making a release of its parts, finding older ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urldefrag

from domain.releases import Published
from domain.text import shown
from domain.web_addresses import canonical_url
from scrapers.listings import ListedRelease, ListingError
from scrapers.readers.markup import LONGEST_LEAD, LONGEST_TEXT, LONGEST_TITLE, language_of, same_site, web_address
from scrapers.readers.press_dates import date_in_url, is_possible, read_date
from scrapers.ways import Pager

LARGEST_XML = 5_000_000
"""Bytes. The longest feed seen, with all bodies of a year, has less than one million."""

_PAGE = re.compile(rb"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_PASSED_OVER = ((b"<!--", b"-->"), (b"<?", b"?>"))
"""What may stand before a document's first element and says nothing: comments and instructions, with their ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a publisher answered, and what is needed to read it. *page* counts from 0, the newest."""

    body: bytes
    url: str
    today: date
    time_zone: str
    page: int = 0

    def read_date(self, text: str) -> Published | None:
        """Return what `read_date` makes of *text*, here."""
        return read_date(text, time_zone=self.time_zone, today=self.today)


def release_of(
    answer: Answer,
    *,
    link: str,
    title: str,
    published: Published | None,
    lead: str = "",
    text: str = "",
    language: str = "",
    base: str = "",
) -> ListedRelease | None:
    """Return the release, or None where it has no title or no web address.

    *title* and *lead* are plain words, *link* may be relative to *base* (the answer's address by default). An address that
    holds the day stands in for a listing that does not tell it.
    """
    url = web_address(link, base or answer.url)
    shown_title = shown(title[: 4 * LONGEST_TITLE])[:LONGEST_TITLE].rstrip()
    if not url or not shown_title or _is_same_page(url, answer.url):
        return None
    address, url = url, canonical_url(url)
    return ListedRelease(
        url=url,
        address=address,
        title=shown_title,
        published=published or _day_in_address(url, answer.today),
        lead=shown(lead[: 4 * LONGEST_LEAD])[:LONGEST_LEAD].rstrip(),
        text=text[:LONGEST_TEXT].rstrip(),
        language=language_of(language),
    )


def once_each(releases: Iterable[ListedRelease | None]) -> tuple[ListedRelease, ...]:
    """Return the releases in their order, the first of each address."""
    by_url: dict[str, ListedRelease] = {}
    for release in releases:
        if release is not None:
            by_url.setdefault(release.url, release)
    return tuple(by_url.values())


def older_page(link: str, base: str, answer: Answer) -> str | None:
    """Return the address of older releases that *link* gives; a link to another site or to this page itself is none."""
    url = web_address(link, base)
    return url if url and same_site(url, answer.url) and url != urldefrag(answer.url).url else None


def page_by_number(pager: Pager | None, answer: Answer) -> str | None:
    """Return the address of the next page by its number, None where the file tells none or it leads nowhere new."""
    url = pager.url.replace("{n}", str(pager.first + pager.step * (answer.page + 1))) if pager else answer.url
    return url if url != answer.url else None


def refuse_pages(body: bytes, promised: str) -> None:
    """ListingError where *body* is a web page instead of what was *promised*."""
    if _PAGE.match(_first_markup(body)):
        raise ListingError(f"The answer is a web page, not {promised}.")


def refuse_hostile_xml(body: bytes) -> None:
    """ListingError where XML is too large, or declares a document type, in which alone entities can be defined."""
    if len(body) > LARGEST_XML:
        raise ListingError(f"The answer has {len(body):,} bytes; more than {LARGEST_XML:,} are not read.")
    if _first_markup(body).startswith(b"<!"):
        raise ListingError("The answer declares a document type, which no feed needs and bombs do; it was not read.")


def _first_markup(body: bytes) -> bytes:
    """Return the beginning of the first markup that is neither a comment nor a `<?…?>`.

    NULs are taken out first, because a bomb may be written in UTF-16.
    """
    if b"\0" in body[:64]:
        body = body.replace(b"\0", b"")
    position = body.find(b"<")
    while position >= 0:
        ending = next((end for start, end in _PASSED_OVER if body.startswith(start, position)), None)
        if ending is None:
            return body[position : position + 200]
        closed = body.find(ending, position)
        position = body.find(b"<", closed) if closed >= 0 else -1
    return b""


def _is_same_page(url: str, page: str) -> bool:
    return url.rstrip("/") == urldefrag(page).url.rstrip("/")


def _day_in_address(url: str, today: date) -> Published | None:
    day = date_in_url(url)
    return Published(on=day) if day is not None and is_possible(day, today) else None
