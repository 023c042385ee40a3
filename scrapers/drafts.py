"""`make source KEY=… URL=…`: looks how a site can be read and writes the beginnings of a source file.

A draft is never polled. `lookout try KEY` visits it and says what is there; the person who finishes the file sets its
status to active. The answers that were read are kept beside the tests, with the reading for the person to check.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from scrapers.probing import Fetch, Found, FoundWay, probe
from scrapers.registry import PACKAGED, SourceFileError, load_source
from scrapers.ways import Way

SAVED = Path(__file__).parents[1] / "tests" / "sources"
"""Where the saved answers of all sources are."""

_USAGE = 'Say which: make source KEY=us-tx-governor URL="https://…"'
_EXIT_USAGE = 2
_ENDINGS = {"feed": "xml", "sitemap": "xml", "wordpress": "json", "json": "json", "drupal-ajax": "json"}


def write_draft(key: str, url: str, folder: Path, today: date, found: Found | None = None) -> Path:
    """Write `key.toml` in *folder*, with the ways of *found*, and return its path.

    Raises SourceFileError when it stands there or cannot be right. Without a way that works it is the draft of a page to
    be watched.
    """
    path = folder / f"{key}.toml"
    if path.exists():
        raise SourceFileError(f"{path.name} is there already: edit it, or choose another key.")
    path.write_text(_draft(key, url, today, found), encoding="utf-8")
    try:
        load_source(path)
    except SourceFileError:
        path.unlink()
        raise
    return path


def save_answers(key: str, found: Found, folder: Path, today: date) -> list[Path]:
    """Keep what was read, and the reading, in *folder*/key; return the paths. What a person saved before is kept."""
    if not found.ways or (folder / key).exists():
        return []
    (folder / key).mkdir(parents=True)
    written = []
    for number, way in enumerate(found.ways, start=1):
        path = folder / key / f"way-{number}.{_ENDINGS.get(way.way.strategy, 'html')}"
        path.write_bytes(way.answer.body)
        written.append(path)
    expected = folder / key / "expected.json"
    told = {
        "today": today.isoformat(),
        "ways": [_reading(number, way) for number, way in enumerate(found.ways, start=1)],
    }
    expected.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return [*written, expected]


def begin(key: str, url: str, fetch: Fetch, *, today: date, sources: Path = PACKAGED, saved: Path = SAVED) -> str:
    """Look how *url* can be read, write the draft and the answers, and return what to tell the person.

    Raises SourceFileError, before anything is asked, when there is such a source already or none can be made.
    """
    if (sources / f"{key}.toml").exists():
        raise SourceFileError(f"{key}.toml is there already: edit it, or choose another key.")
    with TemporaryDirectory() as spare:  # a key or an address that cannot be right is told before anything is asked
        write_draft(key, url, Path(spare), today)
    found = probe(fetch, url, today=today)
    path = write_draft(key, url, sources, today, found)
    answers = save_answers(key, found, saved, today)
    return "\n".join(_told(key, path, found, answers)) + "\n"


def _told(key: str, path: Path, found: Found, answers: list[Path]) -> Iterator[str]:
    yield from found.remarks
    yield f"{path.name} is written as a draft, with {len(found.ways)} ways to read it."
    if answers:
        yield f"Next: compare {answers[-1]} with the site, title by title."
        yield "Then put our own words in place of the publisher's in it and in the answers beside it."
    else:
        yield "Nothing could be read as a list, so it is the draft of a page to be watched."
    yield f"Finish the file (notes, jurisdiction, time zone, status), then: lookout try {key}"


def _reading(number: int, found: FoundWay) -> dict[str, Any]:
    return {
        "way": number,
        "strategy": found.way.strategy,
        "releases": [
            {
                "title": release.title,
                "url": release.url,
                "on": release.published.on.isoformat() if release.published else None,
            }
            for release in found.listing.releases
        ],
        "next": found.listing.next_url,
    }


def _draft(key: str, url: str, today: date, found: Found | None) -> str:
    host = (urlsplit(url).netloc or "").lower()
    ways = [way.way for way in found.ways] if found else []
    lines = {
        "key": key,
        "title": f"{host}: say here what the page is",
        "publisher": host,
        "jurisdiction": "United States",
        "kind": "newsroom" if ways else "page",
        "url": url,
        "allowed_hosts": list(dict.fromkeys([host, *(urlsplit(way.url).netloc.lower() for way in ways)])),
        "cadence_seconds": 3600,
        "confidence": "secondary",
        "evidence": "checked" if ways else "guess",
        "status": "draft",
    }
    first = (
        "# A draft. Write down who publishes this, how it is updated and its oddities; then set the status to active.\n"
    )
    rest = "".join(_way(way) for way in ways) + _expected(found) if found and ways else '\n[watch]\ncontent = "main"\n'
    return f"{first}{_table(lines)}last_verified = {today.isoformat()}\n{rest}"


def _way(way: Way) -> str:
    told = way.model_dump(exclude_defaults=True, exclude_none=True)
    tables = {name: value for name, value in told.items() if isinstance(value, dict)}
    plain = {name: value for name, value in told.items() if name not in tables}
    inner = "".join(f"\n[ways.{name}]\n{_table(values)}" for name, values in tables.items())
    return f"\n[[ways]]\n{_table(plain)}{inner}"


def _expected(found: Found) -> str:
    fewest = min(len(way.listing.releases) for way in found.ways)
    return (
        "\n# Half of what was seen on the first page; say how old the newest may be.\n"
        f"[expected]\nitems_min = {max(1, fewest // 2)}\nnewest_within_days = 30\n"
    )


def _table(values: Mapping[str, Any]) -> str:
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def main(arguments: list[str], fetch: Fetch) -> int:
    """Look at the site, write a draft and say what was found; return the exit status."""
    if len(arguments) != 2 or not all(arguments):  # noqa: PLR2004  # a key and an address
        sys.stderr.write(f"{_USAGE}\n")
        return _EXIT_USAGE
    key, url = arguments
    try:
        sys.stdout.write(begin(key, url, fetch, today=datetime.now(UTC).date()))
    except SourceFileError as error:
        sys.stderr.write(f"{error}\n")
        return _EXIT_USAGE
    return 0
