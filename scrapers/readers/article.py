"""Reads one release from its own page: title, time, language and body, whichever of the many places they stand in.

The orders in which the places count worked for the newsrooms of twelve governors, and for ICE's, whose pages tell all of it
in JSON-LD.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from domain.releases import Published
from domain.text import comparable, shown
from domain.web_addresses import canonical_url
from scrapers.readers.markup import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    language_of,
    line_of_html,
    same_site,
    unescaped,
    web_address,
    words_of_html,
)
from scrapers.readers.page_blocks import lines_of, words_of
from scrapers.readers.page_text import parse_page, title_of
from scrapers.readers.press_dates import date_in_url, first_date_in, is_possible, read_date

_ARTICLE_TYPES = frozenset(
    ("NewsArticle", "Article", "PressRelease", "BlogPosting", "ReportageNewsArticle", "GovernmentNewsArticle")
)
_LARGEST_JSON = 2_000_000
_MOST_JSON_PARTS = 2_000
_LARGEST_EXTRACTED = 2_000_000
_MOST_ELEMENTS = 10_000
"""A page whose body is looked for with care has so many bytes and elements at most, which takes a second. Of larger ones,
none of them a release, all words are taken."""
_ENOUGH_WORDS = 200
"""Characters: what is shorter is a teaser, or what was left of the body after its removal."""
_AFTER_HEADING = 3_000
"""Characters behind the heading in which the day of a release stands."""
_MOST_ALTERNATES = 20

_GENERIC_HEADINGS = frozenset(
    (
        "release", "releases", "press", "press release", "press releases", "news", "news release", "news releases",
        "newsroom", "media", "media release", "media releases", "latest news", "statement", "statements", "home",
        "announcements", "comunicados", "noticias",
    )
)  # fmt: skip
"""Headings that name the section and not the release (Illinois: "release")."""
_SEPARATOR = re.compile(r"\s+[|–—»·•]\s+|\s+-{1,2}\s+|\s+::\s+")
_SITE_AFTER_ANY = re.compile(
    r"(?:the )?(?:executive )?office of (?:the )?(?:\w+ ){0,2}(?:governor|attorney general|mayor)\b"
    r"|u s immigration and customs enforcement|(?:u s )?(?:department of )?homeland security$",
)
_SITE_AFTER_BAR = re.compile(
    r"(?:governor|gov|attorney general) |ice$|dhs$|news(?:room)?$|press releases?$|.* governor s office$|state of "
)
"""The tail of a title, in comparable form, that names a site without anything else saying so. A dash is a title's own
punctuation as often ("Hurricane Update – Governor Speaks"), so less is believed after one."""

_META_OF_PUBLICATION = ("article:published_time", "og:article:published_time", "datepublished")
_META_OF_DATE = (
    "date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "article.published", "sailthru.date", "displaydate",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One release as its page tells it. *text* has one line per paragraph; *alternates* are (language, address)."""

    url: str
    canonical_url: str
    title: str
    published: Published | None
    language: str
    text: str
    alternates: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page, and what it says of itself in its head."""

    tree: html.HtmlElement
    url: str
    meta: dict[str, str]
    told: dict[str, Any]
    """Its JSON-LD about the article, {} where it has none."""
    heading: html.HtmlElement | None


def read_article(body: bytes, url: str, *, today: date, time_zone: str) -> Article | None:
    """Return the release on the page, or None where the page has neither a title nor a body. Nothing is ever raised.

    *url* is the page's address after redirects; *time_zone* the publisher's.
    """
    tree = parse_page(body)
    if tree is None:
        return None
    page = _Page(tree=tree, url=url, meta=_meta(tree), told=_told(tree), heading=_heading(tree))
    title = _title(page)
    text = _below_title(_text(page, body), title, page)
    if not title and not text:
        return None
    return Article(
        url=url,
        canonical_url=_canonical(page),
        title=title,
        published=_published(page, today, time_zone),
        language=_language(page),
        text=text,
        alternates=_alternates(page),
    )


# ---- What the head says ----------------------------------------------------------------------------------------------


def _meta(tree: html.HtmlElement) -> dict[str, str]:
    """Return the page's metadata by name in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        value = shown(element.get("content", "")[:LONGEST_TITLE])
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


def _told(tree: html.HtmlElement) -> dict[str, Any]:
    """Return the page's first article in JSON-LD; what is broken is passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            told = json.loads((script.text or "")[:_LARGEST_JSON], strict=False)
        except (ValueError, RecursionError):
            continue
        for part in islice(_parts(told), _MOST_JSON_PARTS):
            if _ARTICLE_TYPES.intersection(_types(part)):
                return part
    return {}


def _parts(told: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in JSON-LD: itself, those of a list, those of a `@graph`, in order."""
    waiting = [told]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += reversed(part)
        elif isinstance(part, dict):
            yield part
            waiting += [part[key] for key in ("mainEntity", "@graph") if key in part]


def _types(part: dict[str, Any]) -> list[str]:
    types = part.get("@type")
    return [kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str)]


def _said(page: _Page, key: str) -> str:
    value = page.told.get(key)
    return value if isinstance(value, str) else ""


# ---- Title -----------------------------------------------------------------------------------------------------------


def _heading(tree: html.HtmlElement) -> html.HtmlElement | None:
    """Return the first `h1` that says something, one inside the content before one in the page's head."""
    headings = [heading for heading in tree.iter("h1") if words_of(heading)]
    inside = [heading for heading in headings if next(heading.iterancestors("main", "article"), None) is not None]
    return next(iter(inside or headings), None)


def _title(page: _Page) -> str:
    """Return the release's title without the site's name; a heading that names the section only where nothing else is."""
    heading = words_of(page.heading) if page.heading is not None else ""
    candidates = (
        _without_site(unescaped(page.meta.get("og:title", "")), page, heading),
        line_of_html(_said(page, "headline")),
        heading,
        _without_site(title_of(page.tree)[:LONGEST_TITLE], page, heading),
    )
    named = (title for title in candidates if title and comparable(title) not in _GENERIC_HEADINGS)
    return shown(next(named, heading))[:LONGEST_TITLE].rstrip()


def _without_site(title: str, page: _Page, heading: str) -> str:
    """Return *title* up to where the site's name begins, if anything shows that it is the site's name."""
    for separator in _SEPARATOR.finditer(title):
        head, tail = title[: separator.start()], title[separator.end() :]
        if comparable(head) and _names_the_site(tail, separator[0], head, page, heading):
            return head
    return title


def _names_the_site(tail: str, separator: str, head: str, page: _Page, heading: str) -> bool:
    """Return whether *tail* names the site: it says so, its heading is all before it, or it is a name that sites have."""
    name, site = comparable(tail), comparable(page.meta.get("og:site_name", ""))
    if site and (name == site or name.startswith(f"{site} ") or site.endswith(f" {name}")):
        return True
    if heading and comparable(heading) == comparable(head):
        return True
    patterns = (_SITE_AFTER_ANY, _SITE_AFTER_BAR) if "|" in separator else (_SITE_AFTER_ANY,)
    return any(pattern.match(name) for pattern in patterns)


# ---- Time ------------------------------------------------------------------------------------------------------------


def _published(page: _Page, today: date, time_zone: str) -> Published | None:
    """Return the first that can be read: stated as publication, in the address, below the heading, any other date."""

    def read(texts: Iterable[str]) -> Published | None:
        dates = (read_date(text, time_zone=time_zone, today=today) for text in texts)
        return next((published for published in dates if published), None)

    stated = [*(page.meta.get(name, "") for name in _META_OF_PUBLICATION), _said(page, "datePublished")]
    others = [page.meta.get(name, "") for name in _META_OF_DATE]
    return (
        read(stated)
        or _in_address(page.url, today)
        or first_date_in(_after_heading(page), today=today)
        or read([*others, *_times(page.tree)])
    )


def _in_address(url: str, today: date) -> Published | None:
    day = date_in_url(url)
    return Published(on=day) if day is not None and is_possible(day, today) else None


def _after_heading(page: _Page) -> str:
    """Return the words behind the heading, as far as a release's day may stand."""
    if page.heading is None:
        return ""
    pieces: list[str] = []
    length = 0
    for element in page.heading.itersiblings():
        length += _gather(element, pieces)
    for ancestor in page.heading.iterancestors():
        if length > _AFTER_HEADING or ancestor.tag in {"main", "body"}:
            break
        for element in ancestor.itersiblings():
            length += _gather(element, pieces)
    return " ".join(pieces)[:_AFTER_HEADING]


def _gather(element: Any, pieces: list[str]) -> int:
    words = words_of(element) if isinstance(element, html.HtmlElement) and isinstance(element.tag, str) else ""
    pieces.append(words)
    return len(words)


def _times(tree: html.HtmlElement) -> list[str]:
    return [element.get("datetime") or words_of(element) for element in islice(tree.iter("time"), 10)]


# ---- Body ------------------------------------------------------------------------------------------------------------


def _text(page: _Page, body: bytes) -> str:
    """Return the body: as told in JSON-LD, as extracted, or all words of the page's largest part; the first that is long."""
    candidates: tuple[Callable[[], str], ...] = (
        lambda: words_of_html(_said(page, "articleBody")),
        lambda: _extracted(page.tree, body),
        lambda: _largest_part(page.tree),
    )
    longest = ""
    for candidate in candidates:
        text = candidate()
        if len(text) >= _ENOUGH_WORDS:
            return text[:LONGEST_TEXT].rstrip()
        longest = max(longest, text, key=len)
    return longest


def _below_title(text: str, title: str, page: _Page) -> str:
    """Return the body without its heading, which most ways of reading it take along."""
    heading = words_of(page.heading) if page.heading is not None else ""
    first, _, rest = text.partition("\n")
    return rest if first and comparable(first) in {comparable(title), comparable(heading)} else text


def _extracted(tree: html.HtmlElement, body: bytes) -> str:
    """Return what trafilatura takes for the page's text, "" where it finds none or trips over the page."""
    if len(body) > _LARGEST_EXTRACTED or next(islice(tree.iter(), _MOST_ELEMENTS, None), None) is not None:
        return ""
    try:
        found = _extractor()(body)
    except Exception:  # noqa: BLE001  # a hostile page leads its many parts into whatever; the page's own words are left
        return ""
    return "\n".join(line for piece in (found or "").splitlines() if (line := shown(piece)))


@cache
def _extractor() -> Callable[[bytes], str | None]:
    """Return the extraction; its library is heavy, logs much, and is told to fetch nothing and to judge no dates."""
    import trafilatura
    from trafilatura import external

    # By itself it loads the little words of a hundred languages, 40 MB, and goes through them all for every page.
    little_words = external.get_stoplist("English") | external.get_stoplist("Spanish")  # type: ignore[attr-defined]
    vars(external)["JT_STOPLIST"] = tuple(little_words)
    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def extract(body: bytes) -> str | None:
        found = trafilatura.bare_extraction(
            body, favor_precision=True, include_comments=False, include_tables=True, with_metadata=False
        )
        return getattr(found, "text", None)

    return extract


def _largest_part(tree: html.HtmlElement) -> str:
    """Return the words of the only `article`, of the largest `main` or `article`, or of the page without what is around it."""
    articles = list(tree.iter("article"))
    if len(articles) == 1 and len(text := _lines(articles[0])) >= _ENOUGH_WORDS:
        return text
    parts = {*tree.iter("main"), *articles, *tree.xpath("//*[@role='main']")}
    outermost = (part for part in parts if not any(ancestor in parts for ancestor in part.iterancestors()))
    largest = max(map(_lines, outermost), key=len, default="")
    if largest:
        return largest
    body = tree.find("body")
    around = frozenset(tree.iter("nav", "footer", "header", "aside"))
    return "\n".join(lines_of(tree if body is None else body, without=around))


def _lines(part: html.HtmlElement) -> str:
    return "\n".join(lines_of(part))


# ---- Language and addresses ------------------------------------------------------------------------------------------


def _language(page: _Page) -> str:
    stated: tuple[str, ...] = (
        page.tree.get("lang") or "",
        page.meta.get("og:locale", ""),
        page.meta.get("content-language", ""),
        _said(page, "inLanguage"),
    )
    return next((language for tag in stated if (language := language_of(tag))), "")


def _canonical(page: _Page) -> str:
    """Return the address that the page gives itself, if it is of its own site and not just the site's front page."""
    own = canonical_url(page.url)
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            url = web_address(link.get("href", ""), page.url)
            if (
                url
                and same_site(url, page.url)
                and (urlsplit(url).path.strip("/") or not urlsplit(own).path.strip("/"))
            ):
                return canonical_url(url)
    return own


def _alternates(page: _Page) -> tuple[tuple[str, str], ...]:
    """Return the page in its languages, as its links of `hreflang` give it."""
    found: dict[tuple[str, str], None] = {}
    for link in page.tree.iter("link"):
        language = language_of(link.get("hreflang", ""))
        url = web_address(link.get("href", ""), page.url)
        if language and url and "alternate" in (link.get("rel") or "").lower().split():
            found[language, canonical_url(url)] = None
    return tuple(islice(found, _MOST_ALTERNATES))
