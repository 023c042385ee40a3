"""`make mutation`: make small slips in the domain, one at a time, and count those that its tests notice.

The sample is drawn with a seed, spread over the modules by their size, and cut off by the clock; the report says how
many mutants were tried. Run from the project's root.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.reach import Reach
from tests.mutation.running import Judged, UnchangedCodeFailsError, judge, preload, unchanged_tests

LEFT_OUT = frozenset({"domain.county_names"})
"""A table of names: a mutant of it is another name."""
GUARDS = ("domain.guards", "domain.decision")
FLOOR, GUARDS_FLOOR = 0.85, 0.90
FEWEST = 8
"""Mutants of a module that are tried at least, however small it is."""


def main() -> int:
    """Measure, print the table and the survivors; return 0 where the score reaches the floors."""
    asked = _arguments()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    began = time.monotonic()
    modules = _modules(asked.module)
    mutants = {module: mutants_of(path, module) for module, path in modules.items()}
    chosen = sample(mutants, asked.sample, asked.seed)
    preload()
    try:
        reach = Reach(unchanged_tests(), _modules([]))
    except UnchangedCodeFailsError as failed:
        console.print(f"{failed}\nThe tests fail without any mutant. Mend them first.", markup=False)
        return 2
    judged: list[Judged] = []
    with console.status("") as status:
        for one in judge(chosen, reach, jobs=asked.jobs, until=began + 60 * asked.minutes):
            judged.append(one)
            status.update(f"{len(judged)} of {len(chosen)} mutants tried, {score(judged):.0%} killed")
            if len(judged) % 50 == 0 and not console.is_terminal:
                console.print(f"{len(judged)} of {len(chosen)} tried")
            if not one.is_killed:
                console.print(f"{one.outcome:9} {one.mutant}", markup=False, soft_wrap=True)
    console.print(_table(judged))
    console.print(
        f"{len(judged)} of {sum(map(len, mutants.values()))} mutants tried ({len(chosen)} drawn, seed {asked.seed}) "
        f"in {time.monotonic() - began:.0f} s."
    )
    guards = [one for one in judged if one.mutant.module.startswith(GUARDS)]
    return int(score(judged) < FLOOR or score(guards) < GUARDS_FLOOR)


def sample(mutants: dict[str, list[Mutant]], size: int, seed: int) -> list[Mutant]:
    """Return about *size* of *mutants*, from each module by its share and FEWEST at least; all of them for 0."""
    dice = Random(seed)  # noqa: S311  # a sample, no secret
    total = sum(map(len, mutants.values()))
    drawn = [
        mutant
        for found in mutants.values()
        for mutant in dice.sample(
            found, min(len(found), max(FEWEST, round(size * len(found) / total)) if size else total)
        )
    ]
    dice.shuffle(drawn)  # a run that is cut off has tried a fair part of each module
    return drawn


def score(judged: Sequence[Judged]) -> float:
    """Return the share of mutants that the tests noticed; 1.0 of none."""
    return sum(one.is_killed for one in judged) / len(judged) if judged else 1.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument(
        "--sample", type=int, default=400, help="how many mutants to draw; 0: all of them (default 400)"
    )
    parser.add_argument("--seed", type=int, default=287)
    parser.add_argument("--minutes", type=float, default=24, help="begin no mutant after this (default 24)")
    parser.add_argument("--jobs", type=int, default=1, help="tests of how many mutants run at a time (default 1)")
    parser.add_argument("--module", action="append", default=[], help="only this module, or package: domain.guards")
    return parser.parse_args()


def _modules(wanted: Sequence[str]) -> dict[str, Path]:
    found = {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(Path("domain").rglob("*.py"))
    }
    return {
        module: path
        for module, path in found.items()
        if module not in LEFT_OUT and (not wanted or any(f"{module}.".startswith(f"{name}.") for name in wanted))
    }


def _table(judged: Sequence[Judged]) -> Table:
    by_module: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_module[one.mutant.module].append(one)
    guards = [one for one in judged if one.mutant.module.startswith(GUARDS)]
    table = Table("module", box=None, pad_edge=False, header_style="bold")
    for column in ("mutants", "killed", "survived", "score"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, group in (*sorted(by_module.items()), ("guards and decision", guards), ("all", judged)):
        killed = sum(one.is_killed for one in group)
        table.add_row(name, str(len(group)), str(killed), str(len(group) - killed), f"{score(group):.0%}")
    return table


if __name__ == "__main__":
    sys.exit(main())
