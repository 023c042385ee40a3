"""Where a page of ours stands in each language: English at the root, Spanish below `/es`."""

from __future__ import annotations

from domain.subscriptions import Language

SPANISH = "/es"


def at(language: Language, path: str) -> str:
    """Return where a reader of *language* finds the page *path*: `/es/states` for `/states`, `/es` for `/`."""
    if language is not Language.SPANISH:
        return path
    return SPANISH if path == "/" else SPANISH + path


def in_language(language: Language, url: str, path: str) -> str:
    """Return the whole address *url* of our page *path* for a reader of *language*; one that ends otherwise stays."""
    return url.removesuffix(path) + at(language, path) if url.endswith(path) else url
