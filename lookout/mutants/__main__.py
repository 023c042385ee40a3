"""`make accuracy-mutants`: plant slips and real events in lists with a fixed seed, and count what would be told wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Annotated

import typer

from domain.changes import Change
from domain.snapshots import Sheet
from domain.vocabulary import ListKind
from lookout.mutants.cell_slips import CELL_SLIPS, RENAMES, TWO_SLIPS
from lookout.mutants.judging import Base, Tally, there, there_and_back
from lookout.mutants.lists import as_pending, invented_list, real_lists
from lookout.mutants.name_slips import NAME_SLIPS
from lookout.mutants.planting import Planting, dice, in_rows, plant
from lookout.mutants.real_events import EVENTS
from lookout.mutants.whole_lists import ROW_PLANTINGS, WHOLE_LISTS
from lookout.settings import archive_folder

SEED = 287
ROUNDS = {1: 30, 10: 12, 100: 6}
"""Lists made per kind and number of rows."""
_PENDING_ROUNDS = {1: 90, 10: 30}
"""The same for the pending list, which is short."""
_WHOLE = 0
"""Stands for all rows of a list, or all of one state."""
_WHOLE_ROUNDS = {_WHOLE: 12}
_REAL_LISTS = 6
_REAL_PENDING_LISTS = 3
_INVENTED_SIZES = (150, 500)
_NO_SUCH_CELLS = ("signed", "link", "date", "name and date", "name and new link", "list: all links", "list: every")
"""How the kinds begin that need a cell which the pending list does not have."""
_SHOWN = 5
"""Wrong alerts shown per kind with --show."""


class Aim(Enum):
    """What a kind of planting must never bring about."""

    NO_ALERT = auto()
    NOTHING_LOST = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Kinds that are planted in the same lists and counted alike."""

    title: str
    lists: Sequence[Sheet]
    kinds: dict[str, Planting]
    rounds: Mapping[int, int]
    """How many lists are made per number of rows."""
    aim: Aim = Aim.NO_ALERT


def main(
    *,
    only: Annotated[str, typer.Option(help="Plant only the kinds whose name holds this.")] = "",
    show: Annotated[bool, typer.Option("--show", help="Show some of the wrong alerts.")] = False,
    invented: Annotated[bool, typer.Option("--invented", help="Leave the archive alone.")] = False,
) -> None:
    """Plant, compare, count, print a table. End with 1 when anything was told that must not be, or was lost."""
    bad = 0
    for group in _groups(invented=invented):
        bases = [Base.of(sheet) for sheet in group.lists]
        typer.echo(f"\n{group.title} ({len(bases)} lists of {_spread(group.lists)} rows)\n{_header(group.aim)}")
        for name, planting in group.kinds.items():
            for size, rounds in group.rounds.items():
                if only in name:
                    tally = measure(bases, name, planting, size=size, rounds=rounds, aim=group.aim)
                    bad += _print(name, size, tally, group.aim, show=show)
    raise typer.Exit(1 if bad else 0)


def measure(bases: Sequence[Base], name: str, planting: Planting, *, size: int, rounds: int, aim: Aim) -> Tally:
    """Return what planting *name* in *size* rows did, over so many *rounds*, each in the next of *bases*."""
    tally = Tally()
    draw = dice(SEED, name, size)
    for round_number in range(rounds):
        base = bases[round_number % len(bases)]
        planted = plant(base.sheet, planting, size, draw)
        if not planted.mutated:
            continue
        if aim is Aim.NOTHING_LOST:
            tally.add_events(there(base, planted))
        else:
            tally.add_slips(there_and_back(base, planted))
    return tally


def _groups(*, invented: bool) -> list[Group]:
    archive = archive_folder()
    if invented or not (archive / "index.csv").is_file():
        if not invented:
            typer.echo(f"There is no archive of real workbooks at {archive}: set LOOKOUT_ARCHIVE to where it is.")
        participating = [invented_list(size) for size in _INVENTED_SIZES]
        pending = [as_pending(invented_list(_INVENTED_SIZES[0], seed=SEED + 1))]
        return _planted_in(participating, pending, "invented")
    participating = real_lists(archive, ListKind.PARTICIPATING, _REAL_LISTS)
    pending = real_lists(archive, ListKind.PENDING, _REAL_PENDING_LISTS)
    return _planted_in(participating, pending, "real")


def _planted_in(participating: Sequence[Sheet], pending: Sequence[Sheet], what: str) -> list[Group]:
    slips = {name: in_rows(slip) for name, slip in (NAME_SLIPS | CELL_SLIPS | TWO_SLIPS).items()} | ROW_PLANTINGS
    renames = {name: in_rows(slip) for name, slip in RENAMES.items()}
    in_pending = {name: planting for name, planting in slips.items() if not name.startswith(_NO_SUCH_CELLS)}
    return [
        Group(title=f"Slips in {what} participating lists", lists=participating, kinds=slips, rounds=ROUNDS),
        Group(title="Slips in the whole list", lists=participating, kinds=WHOLE_LISTS, rounds=_WHOLE_ROUNDS),
        Group(title="Renames beyond recognition: asked or held", lists=participating, kinds=renames, rounds=ROUNDS),
        Group(title=f"Slips in {what} pending lists", lists=pending, kinds=in_pending, rounds=_PENDING_ROUNDS),
        Group(
            title=f"Real events in {what} lists",
            lists=participating,
            kinds=EVENTS,
            rounds=ROUNDS,
            aim=Aim.NOTHING_LOST,
        ),
    ]


def _spread(lists: Sequence[Sheet]) -> str:
    sizes = sorted(len(sheet.rows) for sheet in lists)
    return f"{sizes[0]} to {sizes[-1]}"


def _header(aim: Aim) -> str:
    columns = ["rows", "planted", "false", "per 1,000", "asked", "withheld", "lists held"]
    columns += ["crossed"] if aim is Aim.NO_ALERT else ["told", "lost"]
    return f"{'kind':46}" + "".join(f"{column:>11}" for column in columns)


def _print(name: str, size: int, tally: Tally, aim: Aim, *, show: bool) -> int:
    values = [size or "all", tally.mutated, tally.false, f"{tally.per_thousand():.1f}"]
    values += [tally.asked, tally.withheld, f"{tally.held}/{tally.lists}"]
    values += [tally.crossed] if aim is Aim.NO_ALERT else [tally.told, tally.lost]
    typer.echo(f"{name:46}" + "".join(f"{value:>11}" for value in values))
    if show:
        for change in tally.examples[:_SHOWN]:
            typer.echo(f"    {_in_words(change)}")
    return tally.false + tally.crossed + tally.lost


def _in_words(change: Change) -> str:
    before, after = change.before, change.after
    sides = [f"{f.state} | {f.agency} | {f.county} | {f.signed_text}" for f in (before, after) if f is not None]
    return f"{change.kind} {change.facts.support_type}: " + "  ->  ".join(sides)


if __name__ == "__main__":
    typer.run(main)
