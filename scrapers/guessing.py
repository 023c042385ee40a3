"""Guesses where in a page the list of releases is: what repeats, holds one headline each, and has a day beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import html

from scrapers.readers.page_blocks import words_of
from scrapers.readers.press_dates import read_date
from scrapers.ways import HtmlWay, ItemSelectors

_WORDS_OF_A_HEADLINE = 4
_FEWEST = 3
_MOST_GUESSES = 6
_LONGEST_CLIMB = 8
_LONGEST_DATE = 60
"""Characters: what says a day and little else."""
_MOST_LINKS = 400
_ELSEWHERE = frozenset({"nav", "header", "footer", "aside"})
_END_OF_CLIMB = frozenset({"main", "body", "html"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]*(?:[0-9]?[A-Za-z_-]+)*")
"""A class that a person chose: those that a program numbers ("e500-e16", "css-1x2y3z") change with every build."""
_OLDER = ("li.pager__item--next a", "li.pager-next a", "a[rel=next]", "a.next", ".nav-previous a", "a.pagination-next")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A sort of element, as a selector names it."""

    tag: str
    name: str

    @property
    def selector(self) -> str:
        return f"{self.tag}.{self.name}" if self.name else f"main {self.tag}"


def guess_list(page: html.HtmlElement, url: str, *, today: date, time_zone: str) -> Iterator[HtmlWay]:
    """Yield ways to read the list in *page*, likeliest first."""
    headlines = _headlines(page)
    repeated: Counter[_Kind] = Counter()
    dated: Counter[_Kind] = Counter()
    examples: dict[_Kind, html.HtmlElement] = {}
    for link in headlines:
        for kind, element in _around(link):
            repeated[kind] += 1
            has_day = _where_the_day_is(element, today, time_zone) is not None
            dated[kind] += has_day
            if has_day or kind not in examples:
                examples[kind] = element
    kinds = [kind for kind in repeated if repeated[kind] >= _FEWEST]
    kinds.sort(key=lambda kind: (dated[kind], repeated[kind], bool(kind.name)), reverse=True)
    older = next((selector for selector in _OLDER if page.cssselect(selector)), "")
    for kind in kinds[:_MOST_GUESSES]:
        example = examples[kind]
        select = ItemSelectors(
            items=kind.selector,
            link=_link_in(example),
            title=_title_in(example),
            date=_where_the_day_is(example, today, time_zone) or "",
        )
        yield HtmlWay(strategy="html", url=url, select=select, next=older)


def _headlines(page: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the links with enough words for a headline, the first of each address, outside of menus and foot."""
    first: dict[str, html.HtmlElement] = {}
    for link in page.iterfind(".//a[@href]"):
        if _is_headline(link) and not any(around.tag in _ELSEWHERE for around in link.iterancestors()):
            first.setdefault(link.get("href", ""), link)
    return list(first.values())[:_MOST_LINKS]


def _is_headline(link: html.HtmlElement) -> bool:
    """Return whether a link has enough words; "Read more" and pictures have theirs where only some readers meet them."""
    named = (words_of(link), link.get("aria-label", ""), link.get("title", ""))
    return any(len(words.split()) >= _WORDS_OF_A_HEADLINE for words in named)


def _around(link: html.HtmlElement) -> Iterator[tuple[_Kind, html.HtmlElement]]:
    """Yield the link and the elements around it, as long as they hold this headline and no other."""
    href = link.get("href")
    seen = set()
    for element, _ in zip([link, *link.iterancestors()], range(_LONGEST_CLIMB), strict=False):
        if element.tag in _END_OF_CLIMB:
            return
        others = (a for a in element.iterfind(".//a[@href]") if a.get("href") != href)
        if any(_is_headline(other) for other in others):
            return
        kind = _kind_of(element)
        if kind not in seen:
            seen.add(kind)
            yield kind, element


def _kind_of(element: html.HtmlElement) -> _Kind:
    names = [name for name in element.get("class", "").split() if _NAME.fullmatch(name)]
    return _Kind(str(element.tag), names[0] if names else "")


def _link_in(item: html.HtmlElement) -> str:
    """Return the selector of the headline's link within *item*."""
    if item.tag == "a":
        return "self"
    return next((f"{tag} a" for tag in _HEADINGS if item.find(f".//{tag}//a[@href]") is not None), "a")


def _title_in(item: html.HtmlElement) -> str:
    """Return where the title is, where it is not the link's words: in a card that is a link, or above a "Read more"."""
    if item.tag != "a" and _link_in(item) != "a":
        return ""
    return next((tag for tag in _HEADINGS if item.find(f".//{tag}") is not None), "")


def _where_the_day_is(item: html.HtmlElement, today: date, time_zone: str) -> str | None:
    """Return the selector of the innermost element in *item* that says a day and little else."""
    saying = [
        element
        for element in item.iterdescendants()
        if isinstance(element.tag, str)
        and len(words := element.get("datetime") or words_of(element)) <= _LONGEST_DATE
        and read_date(words, time_zone=time_zone, today=today)
    ]
    around = {ancestor for element in saying for ancestor in element.iterancestors()}
    innermost = next((element for element in saying if element not in around), None)
    if innermost is None:
        return None
    return "time" if innermost.tag == "time" else _kind_of(innermost).selector.removeprefix("main ")
