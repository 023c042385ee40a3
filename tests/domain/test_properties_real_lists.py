"""A slip in any row of a list, in any field, is never an arrival or a departure: on invented lists and on real ones."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.vocabulary import ListKind
from lookout.mutants.judging import Base, there_and_back
from lookout.mutants.lists import invented_list, real_lists
from lookout.mutants.planting import Scene, plant
from tests.domain.test_properties import RANDOMS, TEXT_FIELDS, misprint

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))
REAL_LISTS = 8
EVERYWHERE = 10_000
"""More than any list has rows; a drawn place is taken modulo the list's length."""
PLACES = st.integers(0, EVERYWHERE)
FIELDS = st.sampled_from(TEXT_FIELDS)


@cache
def invented() -> Base:
    return Base.of(invented_list(250))


@cache
def real() -> list[Base]:
    return [Base.of(sheet) for sheet in real_lists(ARCHIVE, ListKind.PARTICIPATING, REAL_LISTS)]


def alerts_of_a_slip(base: Base, place: int, field: str, random: Random) -> list[str]:
    """Return what would be told of a slip in *field* of the row at *place*, there and when it is put right."""

    def slip(scene: Scene, _: int) -> int:
        line = scene.lines[place % len(scene.lines)]
        assert line.origin is not None
        misprinted = misprint(line.origin, field, random) if getattr(line.origin, field) else None
        if misprinted is None:
            return 0
        scene.lines[place % len(scene.lines)] = line._replace(row=misprinted)
        return 1

    told = there_and_back(base, plant(base.sheet, slip, 1, random))
    assert not told.whole_list_held
    return [f"{change.kind}: {change.facts.agency}" for change in told.alerts]


@given(place=PLACES, field=FIELDS, random=RANDOMS)
@settings(derandomize=True, max_examples=80, deadline=None)
def test_a_slip_in_an_invented_list_never_comes_or_goes(place: int, field: str, random: Random) -> None:
    assert alerts_of_a_slip(invented(), place, field, random) == []


@pytest.mark.archive
@pytest.mark.skipif(
    not (ARCHIVE / "index.csv").exists(),
    reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have slips planted in them.",
)
@given(number=st.integers(0, REAL_LISTS - 1), place=PLACES, field=FIELDS, random=RANDOMS)
@settings(derandomize=True, max_examples=60, deadline=None)
def test_a_slip_in_a_real_list_never_comes_or_goes(number: int, place: int, field: str, random: Random) -> None:
    assert alerts_of_a_slip(real()[number], place, field, random) == []
