"""A page as a reader takes it in."""

from __future__ import annotations

from typing import Any

from lxml import html

from tests.web.fakes import Client


def page_of(text: str) -> Any:
    """Return a page's tree."""
    return html.document_fromstring(text)


def words_of(element: Any) -> str:
    """Return the words of an element, one blank between."""
    return " ".join(" ".join(element.itertext()).split())


def main_words(client: Client, address: str) -> str:
    """Return the words of what a page is about. The page must be there."""
    answer = client.get(address)
    assert answer.status == 200
    return words_of(page_of(answer.text).find(".//main"))
