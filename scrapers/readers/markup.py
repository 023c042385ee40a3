"""Reads addresses and words out of the bits of HTML that feeds, JSON and pages carry."""

from __future__ import annotations

import html as entities
import re
from contextlib import suppress
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html

from domain.text import shown
from domain.web_addresses import host_of
from scrapers.readers.page_blocks import lines_of

LONGEST_TITLE = 500
LONGEST_LEAD = 2_000
LONGEST_TEXT = 200_000

_LONGEST_FRAGMENT = 1_000_000
_TAG = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>|<!--", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?", re.IGNORECASE)


def unescaped(text: str) -> str:
    """Return *text* without HTML's escapes, and without halves of letters that JSON and numbers can smuggle in."""
    with suppress(ValueError):  # a number of thousands of digits
        text = entities.unescape(text)
    return text.encode("utf-8", "replace").decode()


def parse_fragment(fragment: str) -> html.HtmlElement | None:
    """Return the tree of a piece of HTML, or None where there is nothing in it."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        tree = html.document_fromstring(fragment.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None
    return tree


def web_address(link: str, base: str) -> str:
    """Return *link* as a full address, "" where it is none of the web: mail, scripts, a mere place on the page.

    Some feeds give a whole link instead of its address (Drupal's guid: `<a href="/news/one">view</a>`, and that escaped
    again); the address inside it counts.
    """
    link = unescaped(link.strip())
    if "<" in (plain := unescaped(unquote(link))):
        href = _HREF.search(plain)
        link = href[1] if href else ""
    link = "".join(link.split("\n")).strip().replace(" ", "%20")
    if not link or link.startswith("#"):
        return ""
    try:
        url = urldefrag(urljoin(base, link)).url
        parts = urlsplit(url)
        is_of_the_web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return url if is_of_the_web else ""


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses have one host, `www.` aside."""
    return host_of(one) == host_of(other) != ""


def words_of_html(fragment: str) -> str:
    """Return the words of a piece of HTML, one line per block; words without markup keep the lines that they have."""
    fragment = fragment[:_LONGEST_FRAGMENT]
    if not _TAG.search(fragment):
        return "\n".join(line for part in unescaped(fragment).splitlines() if (line := shown(part)))
    tree = parse_fragment(fragment)
    return "" if tree is None else "\n".join(lines_of(tree))


def line_of_html(fragment: str) -> str:
    """Return the words of a piece of HTML on one line, as a title needs them."""
    return shown(words_of_html(fragment))


def language_of(tag: str) -> str:
    """Return "en" for "en-US" and "en_us", "" where *tag* names no language."""
    match = _LANGUAGE.fullmatch(tag.strip())
    return match[1].lower() if match else ""
