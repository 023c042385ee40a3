"""Builds the answers of publishers whose form is nobody else's: one template of a release's row, and what stands around.

All words are the test's own. The rest of the platforms is in `tests.builders.newsroom_pages`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape

from tests.builders.newsroom_pages import Item, Newsroom, in_digits, in_words, page, stamp

_MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)

Builder = Callable[[Sequence[Item], Newsroom], bytes]


def rows(row: str, around: str = "{rows}") -> Builder:
    """Return what builds a page of *row* for each item. A row may hold {url} {title} {lead} {words} {spanish} {iso} {digits}."""

    def build(items: Sequence[Item], site: Newsroom) -> bytes:
        return page(around.replace("{rows}", fragment(row, items)), title="News", site=site)

    return build


def fragment(row: str, items: Sequence[Item]) -> str:
    """Return the rows alone, as a script inserts them."""
    return "\n".join(
        row.format(
            url=escape(item.url),
            title=escape(item.title),
            lead=escape(item.lead),
            words=in_words(item),
            spanish=in_spanish(item),
            iso=stamp(item),
            digits=in_digits(item),
        )
        for item in items
    )


def in_spanish(item: Item) -> str:
    """Return "2 de octubre de 2026"."""
    if item.published is None:
        return ""
    return f"{item.published.day} de {_MESES[item.published.month - 1]} de {item.published.year}"


def bare(row: str) -> Builder:
    """Return what builds a fragment without a page around it."""
    return lambda items, _: fragment(row, items).encode()


def json_of(where: str, **fields: str) -> Builder:
    """Return what builds JSON: a list under the key *where* ("" for the answer itself), each *field* a template as in `rows`."""

    def build(items: Sequence[Item], _: Newsroom) -> bytes:
        listed = [
            {
                name: template.format(
                    url=item.url,
                    title=item.title,
                    lead=item.lead,
                    words=in_words(item),
                    without_year=in_words(item).partition(",")[0],
                    iso=stamp(item),
                )
                for name, template in fields.items()
            }
            for item in items
        ]
        return json.dumps({where: listed} if where else listed, indent=1).encode()

    return build


def block_page() -> bytes:
    """Return the page with which a content delivery network refuses, served with 200 as well as with 403."""
    return (
        b"<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n"
        b"You don't have permission to access this page on this server.<P>\nReference&#32;&#35;18&#46;0&#46;0&#46;0\n"
        b"</BODY>\n</HTML>\n"
    )


def empty_list(site: Newsroom) -> bytes:
    """Return a newsroom's page whose list came without any release."""
    words = "<p>Nothing matches what you asked for.</p>"
    return page(f'<h1>Press Releases</h1><div class="view-content">{words}</div>', title="Press Releases", site=site)


def script_shell() -> bytes:
    """Return a page that has no words until a browser has run its scripts."""
    return (
        b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Newsroom</title></head><body><div id="app"></div>'
        b'<noscript>Please turn on JavaScript.</noscript><script src="/static/main.js"></script></body></html>\n'
    )


def not_found(site: Newsroom) -> bytes:
    """Return a site's own words for an address that leads nowhere."""
    return page("<h1>Page not found</h1><p>The page you asked for is not here.</p>", title="Page not found", site=site)
