"""The demonstration's newsroom: a source like any other, whose releases stand beside the story's changes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from domain.changes import ChangeKind
from lookout.demo.newsroom import KEY, NEWS, published, write_sources
from lookout.demo.story import STORY
from scrapers.registry import SourceRegistry


def test_its_file_is_one_that_the_registry_takes_beside_the_lists(tmp_path: Path) -> None:
    registry = SourceRegistry.load(write_sources(tmp_path, "http://127.0.0.1:8300"))

    assert registry.get(KEY).kind == "newsroom"
    assert {"ice-287g", "ice-287g-pending"} <= {source.key for source in registry.all()}


def test_a_release_is_published_once_its_time_has_come() -> None:
    at: datetime = NEWS[1].at

    assert [news.slug for news in published(at)] == ["law-on-287g", "fair-season"]


def test_the_end_of_an_agreement_is_told_by_the_newsroom_before_it_is_called_terminated() -> None:
    step = next(step for step in STORY if ChangeKind.TERMINATED in step.changes)

    assert NEWS[-1] in published(step.at)
