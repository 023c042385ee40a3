"""Reads the words of watched pages as their source files say."""

from __future__ import annotations

from scrapers.readers.page_blocks import blocks_of
from scrapers.registry import SourceRegistry


class WatchedPages:
    """Knows which part of each watched page counts."""

    def __init__(self, registry: SourceRegistry) -> None:
        self._registry = registry

    def words_on(self, source: str, body: bytes) -> tuple[str, ...]:
        """Return the blocks of a watched page; none where the part that is watched says nothing."""
        watch = self._registry.details(source).watch
        return blocks_of(body, content=watch.content, ignore=watch.ignore) if watch else ()
