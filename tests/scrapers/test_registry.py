"""The sources that come with Lookout, and what happens to a source file with a mistake in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from domain.vocabulary import ListKind
from scrapers.registry import PACKAGED, SourceFileError, SourceRegistry


def write(folder: Path, key: str = "ice-287g", **changes: str) -> Path:
    text = (PACKAGED / "ice-287g.toml").read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    (folder / f"{key}.toml").write_text(text, encoding="utf-8")
    return folder


def test_both_lists_come_with_lookout_and_are_read_in_one_visit() -> None:
    registry = SourceRegistry.load()

    assert [source.key for source in registry.all() if source.kind == "list"] == ["ice-287g", "ice-287g-pending"]
    participating, pending = registry.get("ice-287g"), registry.get("ice-287g-pending")
    assert participating.url == pending.url == "https://www.ice.gov/identify-and-arrest/287g"
    assert (participating.list_kind, pending.list_kind) == (ListKind.PARTICIPATING, ListKind.PENDING)
    assert (participating.polled_with, pending.polled_with) == (None, "ice-287g")
    assert participating.cadence == timedelta(minutes=5)
    assert "27 February 2026" in pending.notes


def test_an_unknown_key_is_answered_with_the_nearest_ones() -> None:
    with pytest.raises(KeyError, match=r"no source ice-287h\. Did you mean ice-287g or "):
        SourceRegistry.load().get("ice-287h")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("https://www.ice.gov/ident", "http://www.ice.gov/ident", "addresses must begin with https://"),
        ('"www.ice.gov", ', "", "must name the host of https://www.ice.gov"),
        ('list_kind = "participating"', "", "list_kind"),
        ('list_kind = "participating"', 'list_kind = "both"', "list_kind"),
        ("cadence_seconds = 300", "cadence_seconds = 0", "cadence_seconds"),
        ("cadence_seconds", "cadence", "cadence: Extra inputs are not permitted"),
        ("rows_min = 2000", "rows_min = 20000", "rows_min must not be above"),
        ("title =", "title", "cannot be read as TOML"),
        ('key = "ice-287g"', 'key = "other"', "name the file other.toml"),
        ('kind = "list"', 'kind = "list"\npolled_with = "nobody"', "polled_with names “nobody”"),
    ],
)
def test_a_mistake_in_a_source_file_is_refused_with_a_sentence(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(SourceFileError, match=message.replace("[", r"\[")):
        SourceRegistry.load(write(tmp_path, **{old: new}))


def test_a_site_on_this_machine_may_be_plain_http(tmp_path: Path) -> None:
    folder = write(tmp_path, **{"https://www.ice.gov/": "http://127.0.0.1:8001/", '"www.ice.gov"': '"127.0.0.1:8001"'})

    assert SourceRegistry.load(folder).get("ice-287g").url.startswith("http://127.0.0.1:8001/")


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceFileError, match="no source file"):
        SourceRegistry.load(tmp_path)
