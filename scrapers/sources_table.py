"""Writes `docs/sources.md`: every source by jurisdiction, with how it is read and how sure we are of it.

python -m scrapers.sources_table            prints it
python -m scrapers.sources_table --write    writes docs/sources.md
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

from domain.vocabulary import STATES
from scrapers.registry import FEDERAL, SourceFile, SourceRegistry

DOCUMENT = Path(__file__).parents[1] / "docs" / "sources.md"

_EXIT_USAGE = 2
_HEAD = """\
# Sources

What Lookout reads, where, and how sure we are of it. This page is written by `python -m scrapers.sources_table --write` from `scrapers/sources/`; the notes about each publisher stand in its file there.
"""
_WORDS = """\
**Ways** are tried in their order until one shows what it should. **Evidence** says how the addresses are known: *checked* answered in autumn 2026; *seen* was used by others before that, or seen without being checked; *guess* was never seen to answer. **Status** says what is done: *active* is read; *silent* has published nothing lately and would be read; *blocked* refuses scripts, *browser* is filled by scripts in a browser, *unproven* was never seen to work: these three are tried once a day and told of when one can be read. Nothing is done to get around a block. With [a browser](operations.md#a-browser-for-pages-that-need-one), which is off unless an operator sets one, *browser* is read like *active*.

Seats change in January 2027. Addresses that hold a governor's name say so in their file.
"""
_HOW_TO_ADD = """\
## Add one

[Ten minutes](how-to/add-a-source.md): `make source` looks how a site can be read and writes the file, `lookout try` reads it without writing anything.
"""
_TABLE_HEAD = "| source | kind | ways | every | evidence | status | last verified |\n|---|---|---|---|---|---|---|"


def document(files: Sequence[SourceFile]) -> str:
    """Return the whole page for *files*, drafts left out."""
    told = [file for file in files if file.status != "draft"]
    sections = [
        f"## {place}\n\n{_TABLE_HEAD}\n{chr(10).join(_row(file) for file in sorted(here, key=lambda file: file.key))}\n"
        for place in (FEDERAL, *STATES)
        if (here := [file for file in told if file.jurisdiction == place])
    ]
    return "\n".join((_HEAD, _counts(told), _WORDS, *sections, _HOW_TO_ADD))


def _counts(files: Sequence[SourceFile]) -> str:
    places = len({file.jurisdiction for file in files} - {FEDERAL})
    return (
        f"**{len(files)} sources** in {places} states and territories and at federal agencies: "
        f"{_counted(file.kind for file in files)}.\n\n"
        f"| | {' | '.join(statuses := _in_order(file.status for file in files))} |\n|---|{'---|' * len(statuses)}\n"
        + "\n".join(
            f"| {evidence} | {' | '.join(str(_count(files, evidence, status)) for status in statuses)} |"
            for evidence in ("checked", "seen", "guess")
        )
        + "\n"
    )


def _count(files: Iterable[SourceFile], evidence: str, status: str) -> int:
    return sum((file.evidence, file.status) == (evidence, status) for file in files)


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in Counter(words).most_common())


def _in_order(words: Iterable[str]) -> list[str]:
    return [word for word, _ in Counter(words).most_common()]


def _row(file: SourceFile) -> str:
    cells = (
        f"`{file.key}`<br>[{file.title}](<{file.url}>)",
        file.kind,
        ", ".join(way.strategy for way in file.ways) or ("page's words" if file.kind == "page" else "workbook"),
        f"with `{file.polled_with}`" if file.polled_with else _every(timedelta(seconds=file.cadence_seconds)),
        file.evidence,
        file.status,
        file.last_verified.isoformat(),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _every(cadence: timedelta) -> str:
    minutes = int(cadence.total_seconds()) // 60
    if minutes % (24 * 60) == 0:
        return f"{minutes // (24 * 60)} d"
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


def main(arguments: list[str]) -> int:
    """Print the page, or write it; return the exit status."""
    if arguments not in ([], ["--write"]):
        sys.stderr.write("Say nothing to print the page, or --write to write docs/sources.md.\n")
        return _EXIT_USAGE
    registry = SourceRegistry.load()
    text = document([registry.details(source.key) for source in registry.all()])
    if arguments:
        DOCUMENT.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
