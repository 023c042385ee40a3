"""`make source`: a draft is checked, never overwrites, and is never polled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scrapers.drafts import main, write_draft
from scrapers.registry import SourceFileError, SourceRegistry

TODAY = date(2026, 11, 22)
URL = "https://gov.example.gov/news"


def test_a_draft_passes_the_schema_and_is_never_polled(tmp_path: Path) -> None:
    path = write_draft("us-ex-governor", URL, tmp_path, TODAY)

    registry = SourceRegistry.load(tmp_path)

    assert path.name == "us-ex-governor.toml"
    assert registry.all() == ()
    assert registry.get("us-ex-governor").url == URL


def test_a_source_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = write_draft("us-ex-governor", URL, tmp_path, TODAY)
    before = path.read_text()

    with pytest.raises(SourceFileError, match="is there already"):
        write_draft("us-ex-governor", "https://other.example.gov/", tmp_path, TODAY)

    assert path.read_text() == before


@pytest.mark.parametrize(("key", "url"), [("us ex", URL), ("us-ex", "http://gov.example.gov/"), ("us-ex", "news")])
def test_what_cannot_be_a_source_leaves_no_file(tmp_path: Path, key: str, url: str) -> None:
    with pytest.raises(SourceFileError):
        write_draft(key, url, tmp_path, TODAY)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["us-ex"], ["us-ex", ""]])
def test_without_key_and_address_it_says_what_to_write(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, lambda _: None) == 2

    assert "make source KEY=" in capsys.readouterr().err
