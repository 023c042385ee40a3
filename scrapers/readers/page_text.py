"""Reads the words of a web page that a visitor would see."""

from __future__ import annotations

from lxml import etree, html

from domain.text import shown

_UNSEEN = ("script", "style", "noscript", "template", "svg", "head")


def parse_page(body: bytes) -> html.HtmlElement | None:
    """Return the page's tree, or None where *body* holds no page at all. Pages without a declared encoding are UTF-8."""
    parser = html.HTMLParser(encoding=None if b"charset" in body[:4096].lower() else "utf-8", no_network=True)
    try:
        page = html.document_fromstring(body, parser=parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None
    return page


def title_of(page: html.HtmlElement) -> str:
    """Return the page's title on one line, "" where it has none."""
    title = page.find(".//title")
    return shown(title.text_content()) if title is not None else ""


def visible_text(page: html.HtmlElement) -> str:
    """Return the page's words on one line, a space between elements, without scripts and styles."""
    pieces: list[str] = []
    _collect(page, pieces)
    return shown(" ".join(pieces))


def _collect(page: html.HtmlElement, pieces: list[str]) -> None:
    """Walk without recursion: a hostile page may be nested a hundred thousand deep."""
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(page, events=("start", "end")):
        if event == "start":
            if skipping is None and (not isinstance(element.tag, str) or element.tag in _UNSEEN):
                skipping = element
            elif skipping is None and element.text:
                pieces.append(element.text)
            continue
        if skipping is element:
            skipping = None
        if skipping is None and element.tail:
            pieces.append(element.tail)
