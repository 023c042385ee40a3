"""`docs/sources.md` is what the sources' files say."""

from __future__ import annotations

import pytest

from scrapers.registry import SourceRegistry
from scrapers.sources_table import DOCUMENT, document, main

REGISTRY = SourceRegistry.load()
FILES = [REGISTRY.details(source.key) for source in REGISTRY.all()]


def test_the_page_of_sources_is_current() -> None:
    assert DOCUMENT.read_text("utf-8") == document(FILES), "Run python -m scrapers.sources_table --write"


def test_every_source_stands_in_it_once_with_a_link() -> None:
    text = document(FILES)

    for file in FILES:
        assert text.count(f"| `{file.key}`<br>[{file.title}](<{file.url}>) |") == 1


def test_drafts_are_left_out_and_the_counts_are_of_what_is_shown() -> None:
    draft = FILES[0].model_copy(update={"key": "us-ex-draft", "status": "draft"})

    assert document([*FILES, draft]) == document(FILES)
    assert f"**{len(FILES)} sources**" in document(FILES)


def test_a_bar_in_a_title_does_not_break_the_table() -> None:
    text = document([FILES[0].model_copy(update={"title": "News | Office"})])

    assert "[News &#124; Office]" in text


@pytest.mark.parametrize("arguments", [["--wite"], ["--write", "x"]])
def test_a_slip_in_the_command_is_answered_with_what_to_write(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    assert "--write to write docs/sources.md" in capsys.readouterr().err


def test_without_arguments_it_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == document(FILES)
