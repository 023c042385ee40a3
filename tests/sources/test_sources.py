"""Every source has a saved answer, made of our own words in its publisher's form, and reads as it should."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from domain.vocabulary import STATE_CODES, STATES
from domain.web_addresses import canonical_url
from scrapers.listings import Listing, ListingError
from scrapers.readers.page_blocks import blocks_of
from scrapers.readers.soft_errors import Answer, Wanted, find_soft_error
from scrapers.registry import FEDERAL, PACKAGED, SourceFile, SourceRegistry
from scrapers.strategies import read_listing
from scrapers.ways import HtmlWay, Way
from tests.sources import build
from tests.sources.table import NEWSROOMS, PAGES, TODAY

REGISTRY = SourceRegistry.load()
FILES = [REGISTRY.details(source.key) for source in REGISTRY.all()]
READ = [file for file in FILES if file.status == "active" and file.kind != "list"]
NEWSROOM_FILES = [file for file in READ if file.kind == "newsroom"]
PAGE_FILES = [file for file in READ if file.kind == "page"]
OFFICES = {
    code.lower(): f"us-{code.lower()}-{'mayor' if state == 'District of Columbia' else 'governor'}"
    for state, code in STATE_CODES.items()
}
KEYS = {path.stem for path in PACKAGED.glob("*.toml")}
LARGEST = 6_000


def key_of(file: SourceFile) -> str:
    return file.key


@cache
def expected_of(key: str) -> Any:
    return json.loads((build.HERE / key / "expected.json").read_text("utf-8"))


def saved_answer(file: SourceFile, way: int) -> Path | None:
    """Return the saved answer that *way*, from 0, reads."""
    paths = {int(path.stem.removeprefix("way-")): path for path in (build.HERE / file.key).glob("way-*.*")}
    number = build.answer_for(file, way, paths)
    return paths[number] if number else None


# ---- What is saved ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", READ, ids=key_of)
def test_every_source_that_is_read_has_a_saved_answer_and_what_is_to_be_read_from_it(file: SourceFile) -> None:
    folder = build.HERE / file.key
    first = folder / "page.html" if file.kind == "page" else saved_answer(file, 0)

    missing = [name for name in (first, folder / "expected.json") if name is None or not name.is_file()]
    assert not missing, (
        f"{file.key} has no saved answer: `make source` saves one, or add a row to tests/sources/table.py and run "
        f"python -m tests.sources.build; it writes tests/sources/{file.key}/way-1.* and expected.json."
    )


def test_the_saved_answers_are_what_the_table_says() -> None:
    differing = [name for name, body in build.files().items() if _bytes_of(build.HERE / name) != body]

    assert differing == [], "Run python -m tests.sources.build after a change of the table or of a builder."


def test_what_is_written_anew_is_all_that_is_there_for_the_table(tmp_path: Path) -> None:
    build.write(tmp_path)

    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*") if path.is_file()} == set(build.files())


def test_no_folder_is_left_of_a_source_that_is_gone() -> None:
    folders = {path.name for path in build.HERE.iterdir() if path.is_dir() and path.name != "__pycache__"}

    assert folders - KEYS - {build.NEGATIVE} == set()


def test_saved_answers_are_small() -> None:
    large = [str(path.relative_to(build.HERE)) for path in build.HERE.glob("*/*") if path.stat().st_size > LARGEST]

    assert large == []


# ---- What is read ----------------------------------------------------------------------------------------------------


def ways_with_answers() -> list[tuple[str, int]]:
    return [
        (file.key, number) for file in NEWSROOM_FILES for number in range(len(file.ways)) if saved_answer(file, number)
    ]


@pytest.mark.parametrize(("key", "number"), ways_with_answers())
def test_each_way_reads_its_saved_answer_as_expected(key: str, number: int) -> None:
    file, answer = REGISTRY.details(key), saved_answer(REGISTRY.details(key), number)
    assert answer is not None
    way = file.ways[number]
    [expected] = [told for told in expected_of(key)["ways"] if told["way"] == number + 1]

    today = date.fromisoformat(expected_of(key).get("today", TODAY.isoformat()))

    listing = _read(file, way, answer.read_bytes(), today)

    assert way.strategy == expected["strategy"]
    assert [(r.title, r.url, r.published.on.isoformat() if r.published else None) for r in listing.releases] == [
        (told["title"], canonical_url(told["url"]), told["on"]) for told in expected["releases"]
    ]
    assert listing.next_url == expected["next"]


@pytest.mark.parametrize("file", PAGE_FILES, ids=key_of)
def test_each_watched_page_reads_as_expected(file: SourceFile) -> None:
    assert file.watch is not None

    blocks = blocks_of(
        (build.HERE / file.key / "page.html").read_bytes(), content=file.watch.content, ignore=file.watch.ignore
    )

    told = expected_of(file.key)["blocks"]
    assert [block for block in blocks if block in told] == told


@pytest.mark.parametrize("file", NEWSROOM_FILES, ids=key_of)
def test_releases_stand_on_hosts_that_may_be_visited(file: SourceFile) -> None:
    hosts = {urlsplit(told["url"]).hostname for told in expected_of(file.key)["ways"][0]["releases"]}

    assert hosts <= set(file.allowed_hosts)


@pytest.mark.parametrize("file", NEWSROOM_FILES, ids=key_of)
@pytest.mark.parametrize("name", ["block.html", "empty.html", "shell.html", "gone.html"])
def test_what_is_no_listing_is_never_read_as_no_news(file: SourceFile, name: str) -> None:
    body = (build.HERE / build.NEGATIVE / name).read_bytes()

    for way in file.ways:
        assert not _passes(file, way, body), f"{name} was read by {way.strategy} as a newsroom without news"


def _passes(file: SourceFile, way: Way, body: bytes) -> bool:
    """Return whether *body* would be taken for a healthy listing, or for one that is merely empty."""
    answer = Answer(status=200, headers={}, body=body, asked_url=way.url, final_url=way.url, wanted=Wanted.LISTING)
    if find_soft_error(answer):
        return False
    try:
        listing = _read(file, way, body)
    except ListingError:
        return False
    return not listing.releases or bool(file.expectations and len(listing.releases) >= file.expectations.items_min)


def _read(file: SourceFile, way: Way, body: bytes, today: date = TODAY) -> Listing:
    return read_listing(way, body, way.url, today=today, time_zone=file.time_zone)


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


# ---- The registry as a whole -----------------------------------------------------------------------------------------


def test_every_state_district_and_territory_has_its_governors_or_mayors_news() -> None:
    assert set(OFFICES.values()) - {file.key for file in FILES} == set()
    assert len(OFFICES) == len(STATES) == 56


def test_homeland_security_and_ice_are_watched() -> None:
    keys = {file.key for file in FILES}

    assert {"ice-287g", "ice-287g-pending", "ice-287g-page", "ice-newsroom", "dhs-press"} <= keys
    assert REGISTRY.details("ice-287g-page").polled_with == "ice-287g"


def test_many_pages_and_newsrooms_are_about_287g_in_particular() -> None:
    others = [file for file in FILES if file.key.startswith("us-") and file.key not in OFFICES.values()]

    assert len(others) >= 24
    assert sum(file.status == "active" for file in others) > len(others) / 2
    assert Counter(file.kind for file in others)["page"] >= 5


@pytest.mark.parametrize("file", FILES, ids=key_of)
def test_a_state_sources_key_begins_with_its_states_code(file: SourceFile) -> None:
    if file.key.startswith("us-"):
        assert STATE_CODES[file.jurisdiction].lower() == file.key.split("-")[1]
        assert file.title.startswith(f"{file.jurisdiction}: ")
    else:
        assert file.jurisdiction == FEDERAL or file.publisher.startswith("U.S. ")


@pytest.mark.parametrize("file", FILES, ids=key_of)
def test_the_notes_say_when_what_is_written_there_was_seen(file: SourceFile) -> None:
    assert re.search(r"\b20[12]\d\b", file.notes)
    assert re.search(
        r"(?i)\b(seen|answered|answers|read|used|in others' use|in use|refused|worked|published|named|known)\b",
        file.notes,
    )


@pytest.mark.parametrize("file", FILES, ids=key_of)
def test_how_sure_we_are_fits_how_often_we_ask(file: SourceFile) -> None:
    if file.evidence == "guess":
        assert file.status == "unproven"
    if file.status in {"blocked", "browser", "unproven"}:
        assert file.cadence_seconds == 86_400, "what cannot be read is tried once a day"
    if file.evidence == "checked" and file.kind == "newsroom":
        assert file.last_verified.year == 2026


@pytest.mark.parametrize("file", FILES, ids=key_of)
def test_nobody_is_named_but_in_an_address(file: SourceFile) -> None:
    words = f"{file.title} | {file.publisher} | {file.notes}"

    assert re.findall(r"\b(?:Gov\.|Governor|Mayor|Attorney General|Sheriff|Secretary) [A-Z][a-z]+", words) == []


@pytest.mark.parametrize("file", FILES, ids=key_of)
def test_an_address_with_the_governors_name_is_noted_to_change(file: SourceFile) -> None:
    named = re.search(
        r"beshear|mills|healey|whitmer|reeves|evers|meyer", " ".join((file.url, *file.addresses)), re.IGNORECASE
    )

    assert (named is None) or "January 2027" in file.notes


@pytest.mark.parametrize("file", [file for file in FILES if file.kind == "newsroom"], ids=key_of)
def test_every_selector_can_be_read(file: SourceFile) -> None:
    for way in file.ways:
        if isinstance(way, HtmlWay):
            with pytest.raises(ListingError, match=r"that matches|no web page"):
                _read(file, way, b"<html><body><main><p>Nothing of the kind stands here.</p></main></body></html>")


def test_the_table_names_only_sources_that_are_read() -> None:
    named = [saved.key for saved in NEWSROOMS] + list(PAGES)

    assert len(named) == len(set(named))
    assert set(named) <= {file.key for file in READ}
