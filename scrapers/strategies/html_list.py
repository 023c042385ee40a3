"""Reads a list of releases out of a page's HTML, or out of a fragment of one."""

from __future__ import annotations

from lxml import html
from parsel import Selector, SelectorList

from domain.releases import Published
from domain.text import shown
from scrapers.listings import ListedRelease, Listing, ListingError
from scrapers.readers.markup import parse_fragment, web_address
from scrapers.readers.page_blocks import words_of
from scrapers.readers.page_text import parse_page
from scrapers.strategies.parts import Answer, older_page, once_each, page_by_number, release_of
from scrapers.ways import HtmlWay, ItemSelectors

_ITSELF = "self"
_FEW_WORDS = 300
"""Characters: a newsroom's page has more in its navigation alone."""
_MUCH_SCRIPT = 5_000
_DATE_ATTRIBUTES = ("datetime", "content")


def read_html_list(way: HtmlWay, answer: Answer) -> Listing:
    """Return the releases on the page. ListingError where it has none and should have some."""
    page = _parsed(answer)
    base = _base_of(page, answer)
    releases = releases_in(page, way.select, answer, base=base)
    if not releases:
        return Listing(releases=())
    links = _found(Selector(root=page), way.next)
    older = next((url for link in links if (url := older_page(_href(link), base, answer))), None)
    return Listing(releases=releases, next_url=older or page_by_number(way.pager, answer))


def read_fragment(fragment: str, select: ItemSelectors, answer: Answer) -> tuple[ListedRelease, ...]:
    """Return the releases in a piece of a page, such as a script inserts into it."""
    page = parse_fragment(fragment)
    if page is None:
        return _none(f"The page has no element that matches “{select.items}”", answer)
    return releases_in(page, select, answer, base=answer.url)


def releases_in(
    page: html.HtmlElement, select: ItemSelectors, answer: Answer, *, base: str
) -> tuple[ListedRelease, ...]:
    """Return the releases in *page*, in its order, each address once; those without link or title are passed over.

    A first page without any is an error, for a newsroom is never empty; a later one is the end of the list.
    """
    items = _found(Selector(root=page), select.items)
    if not items:
        if is_built_by_scripts(page):
            raise ListingError("The page is built by scripts in the browser: what was answered holds no list.")
        return _none(f"The page has no element that matches “{select.items}”", answer)
    releases = once_each(_release(item, select, answer, base) for item in items)
    return releases or _none(
        f"None of the {len(items)} elements that match “{select.items}” has a link and a title", answer
    )


def is_built_by_scripts(page: html.HtmlElement) -> bool:
    """Return whether the page has almost no words of its own, but scripts that are large or loaded to make them."""
    scripts = page.findall(".//script")
    written = sum(len(script.text or "") for script in scripts)
    loaded = any(script.get("src") for script in scripts)
    return (written > _MUCH_SCRIPT or loaded) and len(words_of(page)) < _FEW_WORDS


def _none(found: str, answer: Answer) -> tuple[ListedRelease, ...]:
    if answer.page:
        return ()
    raise ListingError(f"{found}: the site may have been rebuilt.")


def _parsed(answer: Answer) -> html.HtmlElement:
    page = parse_page(answer.body)
    if page is None:
        raise ListingError("The answer is no web page.")
    return page


def _base_of(page: html.HtmlElement, answer: Answer) -> str:
    """Return what the page's relative links are relative to."""
    base = page.find(".//base[@href]")
    return (web_address(base.get("href", ""), answer.url) if base is not None else "") or answer.url


def _release(item: Selector, select: ItemSelectors, answer: Answer, base: str) -> ListedRelease | None:
    link = _link(item, select.link)
    if link is None:
        return None
    return release_of(
        answer,
        link=_href(link),
        title=_words(_found(item, select.title)) if select.title else _words_of_link(link),
        published=_published(_found(item, select.date), answer),
        lead=_words(_found(item, select.lead)),
        language=_language(link),
        base=base,
    )


def _link(item: Selector, selector: str) -> Selector | None:
    """Return the first match that leads anywhere."""
    candidates = [item] if selector == _ITSELF else _found(item, selector)
    return next((candidate for candidate in candidates if _href(candidate)), None)


def _href(link: Selector) -> str:
    """Return a link's address; a selector may also give the address itself (`a::attr(href)`)."""
    return link.root.get("href", "").strip() if isinstance(link.root, html.HtmlElement) else str(link.root).strip()


def _words_of_link(link: Selector) -> str:
    """Return a link's words; of a link that is a picture, what it is called for those who do not see it."""
    if not isinstance(link.root, html.HtmlElement):
        return ""
    return words_of(link.root) or link.root.get("aria-label", "") or link.root.get("title", "")


def _words(matches: SelectorList[Selector]) -> str:
    """Return the words of the first element that has any; pieces of text (`::text`) are taken together."""
    elements = [match.root for match in matches if isinstance(match.root, html.HtmlElement)]
    if not elements:
        return shown(" ".join(str(match.root) for match in matches))
    return next((words for element in elements if (words := words_of(element))), "")


def _published(matches: SelectorList[Selector], answer: Answer) -> Published | None:
    """Return the date that is told for machines, else the one in the words of all matches together."""
    elements = [match.root for match in matches if isinstance(match.root, html.HtmlElement)]
    stated = [value for element in elements for name in _DATE_ATTRIBUTES if (value := element.get(name))]
    words = " ".join(
        words_of(match.root) if isinstance(match.root, html.HtmlElement) else str(match.root) for match in matches
    )
    return next((published for text in [*stated, words] if (published := answer.read_date(text))), None)


def _language(link: Selector) -> str:
    """Return the language that the link states for what it leads to, else that of the element it stands in."""
    if not isinstance(link.root, html.HtmlElement):
        return ""
    around = next((tag for element in _with_ancestors(link.root) if (tag := element.get("lang"))), "")
    return link.root.get("hreflang") or around


def _with_ancestors(element: html.HtmlElement) -> list[html.HtmlElement]:
    return [element, *element.iterancestors()]


def _found(inside: Selector, selector: str) -> SelectorList[Selector]:
    if not selector:
        return SelectorList()
    try:
        return inside.css(selector)
    except (SyntaxError, ValueError) as error:  # cssselect's errors are of the first kind
        raise ListingError(f"The selector “{selector}” in the source's file cannot be read.") from error
