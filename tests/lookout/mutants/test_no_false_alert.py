"""The core forgives every kind of slip that the robustness bench plants, and swallows none of its real events."""

from __future__ import annotations

import pytest

from lookout.mutants.cell_slips import CELL_SLIPS, TWO_SLIPS
from lookout.mutants.judging import Base, Tally, there, there_and_back
from lookout.mutants.lists import invented_list
from lookout.mutants.name_slips import NAME_SLIPS
from lookout.mutants.planting import Planting, dice, in_rows, plant
from lookout.mutants.real_events import EVENTS
from lookout.mutants.whole_lists import ROW_PLANTINGS, WHOLE_LISTS

SHEET = invented_list(150)
BASE = Base.of(SHEET)
SLIPS: dict[str, Planting] = {
    **{name: in_rows(slip) for name, slip in (NAME_SLIPS | CELL_SLIPS | TWO_SLIPS).items()},
    **ROW_PLANTINGS,
    **WHOLE_LISTS,
}


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_no_slip_is_told_as_news_and_no_agency_is_taken_for_another(name: str) -> None:
    tally = Tally()
    for size in (1, 5, 5, 15):
        planted = plant(SHEET, SLIPS[name], size, dice(name, size, tally.lists))
        tally.add_slips(there_and_back(BASE, planted))

    assert [(c.kind, c.before and c.before.agency, c.after and c.after.agency) for c in tally.examples] == []
    assert tally.lists == 4


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_no_real_event_is_swallowed(name: str) -> None:
    tally = Tally()
    for size in (1, 5, 25):
        tally.add_events(there(BASE, plant(SHEET, EVENTS[name], size, dice(name, size))))

    assert (tally.lost, tally.false) == (0, 0)
    assert tally.mutated
