"""How a source may be read: the `[[ways]]` of its file, in the order in which they are tried. Each has one strategy."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from parsel.csstranslator import HTMLTranslator
from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _is_selector(text: str) -> str:
    """Return a CSS selector that can be used. Raises ValueError: a slip is told when the file is read."""
    if text and text != "self":
        try:
            HTMLTranslator().css_to_xpath(text)
        except Exception as error:
            raise ValueError(f'"{text}" is no CSS selector: {error}') from error
    return text


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f'"{text}" is no regular expression: {error}') from error
    return text


Selector = Annotated[str, AfterValidator(_is_selector)]
"""A CSS selector; Scrapy's ::text and ::attr(name) are allowed."""
Pattern = Annotated[str, AfterValidator(_is_pattern)]
WebAddress = Annotated[str, Field(pattern=r"^https?://")]


class Strict(BaseModel):
    """A part of a source file: nothing unknown is accepted, so that a slip of a key is told at once."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Pager(Strict):
    """Where older releases are. *url* has `{n}` in the place of the number; *first* is the number of the first page.

    *step* is how much the number grows by page: 1, or the number of items on a page (Texas: /news/P8, P16).
    """

    url: WebAddress
    first: int = 0
    step: int = Field(default=1, ge=1)


class ItemSelectors(Strict):
    """Where a listing's HTML has what. All are looked up inside one of *items*; "" means "there is none"."""

    items: Selector
    link: Selector = "a"
    """The first that has a href; where the item itself is the link, "self"."""
    title: Selector = ""
    """"" means the link's own words."""
    date: Selector = ""
    """An element's `datetime` or `content` attribute counts before its words; several elements are joined ("Oct", "1")."""
    lead: Selector = ""


class FeedWay(Strict):
    """RSS or Atom, as broken as it comes; SharePoint's `feed.aspx` and Drupal's are feeds like others."""

    strategy: Literal["feed"]
    url: WebAddress


class WordPressWay(Strict):
    """The JSON of WordPress (`/wp-json/wp/v2/posts` or a custom post type), with `?page=n` by itself."""

    strategy: Literal["wordpress"]
    url: WebAddress


class HtmlWay(Strict):
    """A list in a page's HTML, or a fragment of it (Drupal, WordPress, ExpressionEngine, HCL, AEM, …)."""

    strategy: Literal["html"]
    url: WebAddress
    select: ItemSelectors
    next: Selector = ""
    """The link to older releases, where the page has one."""
    pager: Pager | None = None
    """For pagers that no link shows."""


class DrupalAjaxWay(Strict):
    """Drupal's `views/ajax`: a POST that answers with commands, one of which inserts the HTML of the list.

    *view_name* and *view_display_id* stand in the listing page's settings (`views.ajaxViews`).
    """

    strategy: Literal["drupal-ajax"]
    url: WebAddress
    view_name: str
    view_display_id: str
    select: ItemSelectors


class JsonWay(Strict):
    """Any other JSON list (AEM, Sitecore, Localist, news.mt.gov): each value is a dotted path, as `data.items`.

    `""` as *items* means that the answer itself is the list. *link* may be relative to *url*.
    """

    strategy: Literal["json"]
    url: WebAddress
    items: str
    link: str
    title: str
    date: str = ""
    lead: str = ""
    text: str = ""
    pager: Pager | None = None


class SitemapWay(Strict):
    """A sitemap, or an index of them: addresses that match the regular expression *include*, newest `lastmod` first.

    It has no titles: the last part of the address stands for one until the release itself is read.
    """

    strategy: Literal["sitemap"]
    url: WebAddress
    include: Pattern


Way = Annotated[
    FeedWay | WordPressWay | HtmlWay | DrupalAjaxWay | JsonWay | SitemapWay, Field(discriminator="strategy")
]


class Watch(Strict):
    """Which part of a watched page is compared, block by block, and what in it is not."""

    content: Selector = "main"
    """The whole page's body is taken where nothing matches."""
    ignore: tuple[Selector, ...] = ()
    """Parts that change by themselves: dates of today, counters, lists of related news."""
