"""`make accuracy-mutants`: seeded slips on real workbooks, and how many false alerts each kind of slip would cause."""

from __future__ import annotations

import csv
import random
import string
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import typer

from domain.agreements import Agreement
from domain.changes import Change, ChangeKind
from domain.compare import baseline, compare
from domain.guards import LastGood, Verdict, judge_comparison, judge_reading, links_lost, worst
from domain.snapshots import ListedRow, Sheet, Snapshot, UnreadRow
from domain.vocabulary import ListKind, resolve_state, resolve_support_type
from lookout.settings import archive_folder
from scrapers.readers.workbook import XlsxReader

SEED = 287
SIZES = (1, 10, 100)
ROUNDS = {1: 100, 10: 20, 100: 5}
"""Lists made per kind and size: 100, 200 and 500 mutated rows."""
_WORKBOOKS = 3
"""Real lists mutated: spread evenly over the archive."""
_ALERTING = {ChangeKind.NEW, ChangeKind.MISSING, ChangeKind.RETURNED, ChangeKind.TERMINATED}
_SEEN = datetime(2026, 1, 2, 12, tzinfo=UTC)

Slip = Callable[[ListedRow, random.Random], ListedRow | UnreadRow | None]
"""Returns the row as a slip would leave it; None when this row has nothing to slip on."""


@dataclass(slots=True)
class Tally:
    """What one kind of slip did, over all lists."""

    mutated: int = 0
    false: int = 0
    asked: int = 0
    held: int = 0

    def per_thousand(self) -> float:
        """Return false alerts per 1,000 mutated rows."""
        return 1000 * self.false / max(1, self.mutated)


def main() -> int:
    """Mutate, compare, count, print a table. Return 1 when a slip that must never alert did."""
    archive = archive_folder()
    if not (archive / "index.csv").is_file():
        typer.echo(f"There is no archive of real workbooks at {archive}: set LOOKOUT_ARCHIVE to where it is.")
        return 0
    lists = [sheet for path in _chosen(archive) for sheet in [XlsxReader().read(path.read_bytes())]]
    typer.echo(f"{'slip':34}" + "".join(f"{f'{size} rows':>26}" for size in SIZES))
    typer.echo(f"{'':34}" + f"{'false per 1,000 (asked)':>26}" * len(SIZES))
    bad = 0
    for name, slip in SLIPS.items():
        tallies = [_tally(lists, slip, size) for size in SIZES]
        bad += sum(tally.false for tally in tallies)
        typer.echo(f"{name:34}" + "".join(f"{_cell(tally):>26}" for tally in tallies))
    for name, change in WHOLE_LISTS.items():
        tally = _tally_whole(lists, change)
        bad += tally.false
        typer.echo(f"{name:34}{_cell(tally):>26}")
    return 1 if bad else 0


def _cell(tally: Tally) -> str:
    held = f", {tally.held} held" if tally.held else ""
    return f"{tally.per_thousand():.1f} ({tally.asked}{held})"


def _chosen(archive: Path) -> list[Path]:
    with (archive / "index.csv").open(newline="", encoding="utf-8-sig") as handle:
        rows = [row for row in csv.DictReader(handle) if row["kind"] == "participating"]
    step = len(rows) // (_WORKBOOKS + 1)
    return [archive / rows[step * (i + 1)]["file"] for i in range(_WORKBOOKS)]


def _tally(lists: Sequence[Sheet], slip: Slip, size: int) -> Tally:
    tally = Tally()
    draw = random.Random(f"{SEED}|{size}")  # noqa: S311  # repeatable, not secret
    for _ in range(ROUNDS[size]):
        sheet = draw.choice(lists)
        rows: list[ListedRow | UnreadRow] = list(sheet.rows)
        places = draw.sample(range(len(rows)), len(rows))
        done = 0
        for place in places:
            if done == size:
                break
            original = rows[place]
            assert isinstance(original, ListedRow)
            mutated = slip(original, draw)
            if mutated is not None and mutated != original:
                rows[place] = mutated
                done += 1
        _judge(tally, sheet, _with_rows(sheet, rows), done)
    return tally


def _tally_whole(lists: Sequence[Sheet], change: Callable[[Sheet, random.Random], Sheet]) -> Tally:
    tally = Tally()
    draw = random.Random(SEED)  # noqa: S311  # repeatable, not secret
    for sheet in lists:
        _judge(tally, sheet, change(sheet, draw), len(sheet.rows))
    return tally


def _judge(tally: Tally, before: Sheet, after: Sheet, mutated: int) -> None:
    """Compare a list with its mutation as the recorder would, guards and all."""
    first, second = _snapshot(before, _SEEN), _snapshot(after, _SEEN + timedelta(days=1))
    known = _known(first)
    good = LastGood(own=known, other=(), older_version=None)
    tally.mutated += mutated
    if worst(judge_reading(second, good)) >= Verdict.HOLD:
        tally.held += 1
        return
    comparison = compare(known, second, version=2, previous=1, links_lost=links_lost(second, good))
    tally.asked += len(comparison.questions)
    if worst(judge_comparison(second, good, comparison)) >= Verdict.HOLD:
        tally.held += 1
        return
    tally.false += sum(_alerts(change) for change in comparison.changes)


@lru_cache(maxsize=_WORKBOOKS)
def _known(first: Snapshot) -> tuple[Agreement, ...]:
    return baseline(first)


def _alerts(change: Change) -> bool:
    return change.kind in _ALERTING


def _snapshot(sheet: Sheet, at: datetime) -> Snapshot:
    return Snapshot(
        source="ice-287g",
        list_kind=ListKind.PARTICIPATING,
        sheet=sheet,
        sha256="",
        document_url="",
        published_name="",
        observed_at=at,
    )


def _with_rows(sheet: Sheet, rows: Sequence[ListedRow | UnreadRow]) -> Sheet:
    return replace(
        sheet,
        rows=tuple(row for row in rows if isinstance(row, ListedRow)),
        unread_rows=tuple(row for row in rows if isinstance(row, UnreadRow)),
    )


def typo(text: str, draw: random.Random) -> str:
    """Return *text* with one letter dropped, doubled, changed or swapped with its neighbour."""
    letters = [i for i, c in enumerate(text) if c.isalpha()]
    if not letters:
        return text
    i = draw.choice(letters)
    other = draw.choice(string.ascii_lowercase)
    match draw.randrange(4):
        case 0:
            return text[:i] + text[i + 1 :]
        case 1:
            return text[:i] + text[i] + text[i:]
        case 2:
            return text[:i] + other + text[i + 1 :]
        case _:
            return text[:i] + text[i : i + 2][::-1] + text[i + 2 :]


def _agency_typo(times: int) -> Slip:
    def slip(row: ListedRow, draw: random.Random) -> ListedRow:
        name = row.agency
        for _ in range(times):
            name = typo(name, draw)
        return replace(row, agency=name)

    return slip


_ABBREVIATIONS = (
    ("Sheriff's Office", "SO"),
    ("Police Department", "PD"),
    ("Department", "Dept."),
    ("County", "Co."),
    ("Saint", "St."),
    ("Fort", "Ft."),
    ("Board of County Commissioners", "BOCC"),
)


def _abbreviated(row: ListedRow, _: random.Random) -> ListedRow | None:
    for long, short in _ABBREVIATIONS:
        if long in row.agency:
            return replace(row, agency=row.agency.replace(long, short, 1))
    return None


def _state_typo(row: ListedRow, draw: random.Random) -> ListedRow | UnreadRow:
    return _with_state(row, typo(row.state_text, draw))


def _with_state(row: ListedRow, text: str) -> ListedRow | UnreadRow:
    state = resolve_state(text)
    if state is None:
        return UnreadRow(position=row.position, printed=_printed(row, state=text), reason="unknown state")
    return replace(row, state=state, state_text=text)


def _support_type_typo(row: ListedRow, draw: random.Random) -> ListedRow | UnreadRow:
    text = typo(row.support_type_text, draw)
    support_type = resolve_support_type(text)
    if support_type is None:
        return UnreadRow(position=row.position, printed=_printed(row, support_type=text), reason="unknown type")
    return replace(row, support_type=support_type, support_type_text=text)


def _printed(row: ListedRow, *, state: str = "", support_type: str = "") -> tuple[tuple[str, str], ...]:
    return (
        ("STATE", state or row.state_text),
        ("LAW ENFORCEMENT AGENCY", row.agency),
        ("SUPPORT TYPE", support_type or row.support_type_text),
    )


def _another_date(days: int) -> Slip:
    def slip(row: ListedRow, _: random.Random) -> ListedRow | None:
        if row.signed_on is None:
            return None
        moved = row.signed_on + timedelta(days=days)
        return replace(row, signed_on=moved, signed_text=moved.isoformat())

    return slip


SLIPS: dict[str, Slip] = {
    "agency: one letter": _agency_typo(1),
    "agency: two letters": _agency_typo(2),
    "agency: abbreviated": _abbreviated,
    "agency: upper case": lambda row, _: replace(row, agency=row.agency.upper()),
    "signed: a day earlier": _another_date(-1),
    "signed: a year earlier": _another_date(-365),
    "signed: lost": lambda row, _: replace(row, signed_on=None, signed_text=""),
    "county: lost": lambda row, _: replace(row, county="") if row.county else None,
    "county: one letter": lambda row, draw: replace(row, county=typo(row.county, draw)) if row.county else None,
    "type: lost": lambda row, _: replace(row, agency_type=""),
    "state: one letter": _state_typo,
    "support type: one letter": _support_type_typo,
    "link: lost": lambda row, _: replace(row, moa_url=None, moa_text="link pending") if row.moa_url else None,
    "name and date at once": lambda row, draw: _another_date(1)(_agency_typo(1)(row, draw), draw),  # type: ignore[arg-type]
}


def _shuffled(sheet: Sheet, draw: random.Random) -> Sheet:
    rows = list(sheet.rows)
    draw.shuffle(rows)
    return replace(sheet, rows=tuple(replace(row, position=i + 2) for i, row in enumerate(rows)))


def _one_state_misspelt(sheet: Sheet, draw: random.Random) -> Sheet:
    texts = sorted({row.state_text for row in sheet.rows})
    chosen = draw.choice(texts)
    wrong = typo(chosen, draw)
    return _with_rows(sheet, [_with_state(r, wrong) if r.state_text == chosen else r for r in sheet.rows])


def _some_doubled(sheet: Sheet, draw: random.Random) -> Sheet:
    doubled = draw.sample(list(sheet.rows), 5)
    return replace(sheet, rows=(*sheet.rows, *(replace(row, position=10_000 + i) for i, row in enumerate(doubled))))


WHOLE_LISTS: dict[str, Callable[[Sheet, random.Random], Sheet]] = {
    "all rows moved": _shuffled,
    "one state misspelt in all rows": _one_state_misspelt,
    "five rows entered twice": _some_doubled,
    "all counties lost": lambda sheet, _: replace(sheet, rows=tuple(replace(row, county="") for row in sheet.rows)),
    "all links lost": lambda sheet, _: replace(sheet, rows=tuple(replace(row, moa_url=None) for row in sheet.rows)),
    "a saved filter hides most rows": lambda sheet, draw: replace(
        sheet,
        rows=tuple(replace(row, hidden=draw.random() < 0.9) for row in sheet.rows),  # noqa: PLR2004
    ),
}


if __name__ == "__main__":
    sys.exit(main())
