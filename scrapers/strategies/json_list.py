"""Reads a JSON list of which the source's file says what is where."""

from __future__ import annotations

from typing import Any

from scrapers.listings import ListedRelease, Listing, ListingError
from scrapers.readers.markup import line_of_html, unescaped, words_of_html
from scrapers.strategies.json_values import read_json, text_at, value_at
from scrapers.strategies.parts import Answer, once_each, page_by_number, release_of
from scrapers.ways import JsonWay


def read_json_list(way: JsonWay, answer: Answer) -> Listing:
    """Return the items in their order. ListingError where the list is not where the file says, or no item can be read."""
    items = _items(way, read_json(answer.body))
    releases = once_each(_release(way, item, answer) for item in items)
    if items and not releases:
        raise ListingError(
            f"None of the {len(items)} items has a title at “{way.title}” and a web address at “{way.link}”: the answer's "
            f"form may have changed."
        )
    return Listing(releases=releases, next_url=page_by_number(way.pager, answer) if releases else None)


def _items(way: JsonWay, told: Any) -> list[Any]:
    where = f"at “{way.items}”" if way.items else "as the answer itself"
    try:
        items = value_at(told, way.items)
    except LookupError:
        raise ListingError(f"The answer has nothing {where}, where its list should be.") from None
    if items is None:
        return []
    if isinstance(items, dict) and (not items or any(isinstance(item, dict) for item in items.values())):
        return list(items.values())  # a mapping from ids to items
    if not isinstance(items, list):
        raise ListingError(f"The answer has no list {where}, but {_named(items)}.")
    return items


def _named(value: Any) -> str:
    return {dict: "a mapping", str: "text", bool: "yes or no"}.get(type(value), "a number")


def _release(way: JsonWay, item: Any, answer: Answer) -> ListedRelease | None:
    return release_of(
        answer,
        link=text_at(item, way.link),
        title=line_of_html(text_at(item, way.title)),
        published=answer.read_date(unescaped(text_at(item, way.date))),
        lead=words_of_html(text_at(item, way.lead)),
        text=words_of_html(text_at(item, way.text)),
    )
