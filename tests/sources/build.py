"""Writes the saved answers of all sources, and what must be read from them, from the table in `tests.sources.table`.

    python -m tests.sources.build

Nothing a publisher wrote is kept: the form is each publisher's, the words are ours. `expected.json` comes from the same
rows of the table as the answers, never from what the readers make of them. Sources added with `make source` keep the
answers that were fetched, and are left alone here.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Collection, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from scrapers.registry import SourceFile, SourceRegistry
from scrapers.ways import Way
from tests.builders.newsroom_pages import Item, Newsroom, watched_page
from tests.builders.saved_pages import block_page, empty_list, not_found, script_shell
from tests.sources.table import NEWSROOMS, PAGES, Release, Saved, releases_of

HERE = Path(__file__).parent
NEGATIVE = "_negative"
EVENING = time(21, 30)
"""The hour of every release whose form tells one: in most of the country, the next day has then begun in UTC."""


def files() -> dict[str, bytes]:
    """Return everything that the table says, by path below this folder."""
    registry = SourceRegistry.load()
    written: dict[str, bytes] = {}
    for saved in NEWSROOMS:
        written |= {f"{saved.key}/{name}": body for name, body in _newsroom(saved, registry.details(saved.key))}
    for key, blocks in PAGES.items():
        written[f"{key}/page.html"] = watched_page(blocks, title=registry.details(key).title)
        written[f"{key}/expected.json"] = _json({"blocks": list(blocks)})
    return written | {f"{NEGATIVE}/{name}": body for name, body in _negative().items()}


def write(folder: Path = HERE) -> None:
    """Write them all, and take away what the table no longer names below the folders that it does name."""
    wanted = files()
    for top in {name.partition("/")[0] for name in wanted}:
        shutil.rmtree(folder / top, ignore_errors=True)
    for name, body in wanted.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)


def answer_for(file: SourceFile, way: int, saved: Collection[int]) -> int | None:
    """Return which of the *saved* answers (numbered from 1) *way* (from 0) reads, or None where none is its.

    Ways of one address and strategy share an answer, unless a way has its own: DHS's older form, Ohio's two forms.
    """
    if way + 1 in saved:
        return way + 1
    asked = file.ways[way]
    alike = (
        n for n, other in enumerate(file.ways, start=1) if (other.url, other.strategy) == (asked.url, asked.strategy)
    )
    return next((number for number in alike if number in saved), None)


def _newsroom(saved: Saved, file: SourceFile) -> Iterator[tuple[str, bytes]]:
    site = Newsroom(home=_home(file.url), name=file.publisher, language=file.language)
    releases = releases_of(saved)
    for number, shape in saved.ways.items():
        items = [_item(release, file, relative=shape.relative, hour=shape.hour) for release in releases]
        yield f"way-{number}.{shape.ending}", shape.build(items, site)
    read = [number for number in range(len(file.ways)) if answer_for(file, number, saved.ways)]
    yield "expected.json", _json({"ways": [_expected(saved, file, number + 1, releases) for number in read]})


def _expected(saved: Saved, file: SourceFile, number: int, releases: list[Release]) -> dict[str, Any]:
    way = file.ways[number - 1]
    return {
        "way": number,
        "strategy": way.strategy,
        "releases": [
            {
                "title": release.title,
                "url": release.url,
                "on": None if number in saved.undated else release.on.isoformat(),
            }
            for release in releases
        ],
        "next": _older(saved, way, number),
    }


def _older(saved: Saved, way: Way, number: int) -> str | None:
    """Return where older releases are: WordPress numbers its pages, Drupal's views/ajax is asked again, others are told."""
    if way.strategy == "wordpress":
        return f"{way.url}?page=2"
    return way.url if way.strategy == "drupal-ajax" else saved.older.get(number)


def _item(release: Release, file: SourceFile, *, relative: bool, hour: bool) -> Item:
    url, home = release.url, _home(file.url)
    published = datetime.combine(release.on, EVENING, ZoneInfo(file.time_zone)) if hour else release.on
    return Item(
        title=release.title,
        url=url.removeprefix(home) if relative and url.startswith(f"{home}/") else url,
        published=published,
        lead=release.lead,
    )


def _negative() -> dict[str, bytes]:
    site = Newsroom()
    return {
        "block.html": block_page(),
        "empty.html": empty_list(site),
        "shell.html": script_shell(),
        "gone.html": not_found(site),
    }


def _home(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _json(told: dict[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


if __name__ == "__main__":
    write()
    sys.stdout.write(f"{len(files())} files are written below {HERE.name}/.\n")
