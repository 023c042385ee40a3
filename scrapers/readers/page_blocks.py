"""Reads the words of a page as blocks, so that a change of one paragraph is a change of one block.

A block is what one block-level element says directly: a paragraph, a list item, a heading, a row of a table. Markup that
only dresses (links, bold, spans) is no block, and neither is an element that only holds others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml import etree, html
from parsel import Selector

from domain.text import shown
from scrapers.readers.page_text import parse_page

_MOST_BLOCKS = 2_000
_LONGEST_BLOCK = 2_000
"""Characters; what is longer goes on in the next block, so that no change hides behind the end."""

_UNSEEN = frozenset(
    (
        "script", "style", "noscript", "template", "svg", "math", "head", "iframe", "object", "canvas", "audio",
        "video", "input", "select", "option", "button", "textarea",
    )
)  # fmt: skip
_INLINE = _UNSEEN | frozenset(
    (
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
        "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br", "td", "th", "tbody", "thead",
        "tfoot",
    )
)  # fmt: skip
"""All other elements begin and end a block; cells do so only where their table is there for the layout."""
_LAYOUT = ("table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main", "form")
_CELLS = frozenset(("td", "th"))
_BETWEEN_CELLS = " | "
_AROUND_CONTENT = "nav, footer, [role=navigation], [role=contentinfo]"
_MOVING = "time.timeago, .time-ago, .timeago, relative-time, time-ago"
_AGO = re.compile(
    r"\b(?:just now|(?:about |over |almost )?(?:an?|\d+) (?:second|minute|hour|day|week|month|year)s? ago)\b",
    re.IGNORECASE,
)


_one_line = shown.__wrapped__
"""`shown` without its memory, which is there for cells that repeat; paragraphs are long and do not."""


def blocks_of(body: bytes, *, content: str, ignore: tuple[str, ...]) -> tuple[str, ...]:
    """Return the blocks of the parts of a page that match *content*, in the page's order, without those of *ignore*.

    Both are CSS selectors. Where nothing matches *content*, the page's body is read without navigation and foot. What
    moves by itself ("3 hours ago") is left out. ValueError where a selector cannot be read.
    """
    page = parse_page(body)
    if page is None:
        return ()
    parts = _outermost(_selected(page, content))
    unwanted = [*ignore, _MOVING] if parts else [*ignore, _MOVING, _AROUND_CONTENT]
    dropped = {element for selector in unwanted for element in _selected(page, selector)}
    lines = (line for part in parts or [_body_of(page)] for line in lines_of(part, without=dropped))
    blocks: list[str] = []
    for line in lines:
        blocks += _split(shown(_AGO.sub("", line)))
        if len(blocks) >= _MOST_BLOCKS:
            break
    return tuple(blocks[:_MOST_BLOCKS])


def lines_of(root: html.HtmlElement, *, without: Collection[html.HtmlElement] = ()) -> Iterator[str]:
    """Yield what a reader sees in *root*, one line per block, without the elements *without*.

    The tree is walked, not called into, so that no nesting can exhaust the stack.
    """
    lines = _Lines()
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        is_seen = _is_seen(element, without)
        yield from lines.before(element, starts=event == "start")
        if event == "start" and is_seen:
            lines.add(element.text)
        elif event == "start":
            walker.skip_subtree()
        elif is_seen and element.tag in _CELLS:
            lines.add(_BETWEEN_CELLS)
        if event != "start" and element is not root:
            lines.add(element.tail)
    yield from lines.end()


def words_of(root: html.HtmlElement) -> str:
    """Return what a reader sees in *root* on one line."""
    return _one_line(" ".join(lines_of(root)))


class _Lines:
    """The line that is being gathered, and the row of a table that it is in."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._row: etree._Element | None = None

    def add(self, words: str | None) -> None:
        """Add words to the line."""
        self._pieces.append(words or "")

    def before(self, element: etree._Element, *, starts: bool) -> Iterator[str]:
        """Yield the line that ends where *element* starts or ends; a row of data is one line, whatever its cells hold."""
        if element.tag == "tr" and self._row in {None, element}:
            yield from self.end()
            self._row = element if starts and _is_data(element) else None
        elif not isinstance(element.tag, str) or (element.tag in _INLINE and element.tag != "br"):
            return
        elif self._row is None and element.tag != "br":
            yield from self.end()
        else:
            self.add(" ")

    def end(self) -> Iterator[str]:
        """Yield the line, if it says anything, and begin a new one."""
        line = _one_line("".join(self._pieces)).strip("| ")
        self._pieces.clear()
        if line:
            yield line


def _is_seen(element: etree._Element, without: Collection[html.HtmlElement]) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag not in _UNSEEN
        and element.get("hidden") is None
        and element not in without
    )


def _is_data(row: etree._Element) -> bool:
    """Return whether the row holds data: the cells of a table that lays a page out hold lists, headings and tables."""
    return next(row.iter(*_LAYOUT), None) is None


def _split(block: str) -> Iterator[str]:
    """Yield *block* in pieces that are short enough, each ending at a blank where there is one."""
    while len(block) > _LONGEST_BLOCK:
        end = block.rfind(" ", 1, _LONGEST_BLOCK + 1)
        end = end if end > 0 else _LONGEST_BLOCK
        yield block[:end]
        block = block[end:].strip()
    if block:
        yield block


def _selected(page: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    try:
        found = [match.root for match in Selector(root=page).css(selector)]
    except (SyntaxError, ValueError) as error:  # cssselect's errors are of the first kind
        message = f"the selector “{selector[:100]}” cannot be read"
        raise ValueError(message) from error
    return [element for element in found if isinstance(element, html.HtmlElement)]


def _outermost(elements: list[html.HtmlElement]) -> list[html.HtmlElement]:
    """Return the elements without those inside another of them, which would be read twice."""
    chosen = set(elements)
    return [element for element in elements if not any(ancestor in chosen for ancestor in element.iterancestors())]


def _body_of(page: html.HtmlElement) -> html.HtmlElement:
    body = page.find("body")
    return page if body is None else body
