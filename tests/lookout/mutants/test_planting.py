"""What the robustness bench plants is what it says, the same on every run, and told apart from what was there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from domain.counties import county_named_by
from domain.snapshots import Column, ListedRow, UnreadRow
from lookout.mutants.cell_slips import CELL_SLIPS, TWO_SLIPS
from lookout.mutants.lists import as_pending, invented_list
from lookout.mutants.name_slips import NAME_SLIPS, typo
from lookout.mutants.planting import Planted, Slip, dice, in_rows, one_after_another, plant
from lookout.mutants.real_events import EVENTS
from lookout.mutants.whole_lists import ROW_PLANTINGS, WHOLE_LISTS

SHEET = invented_list(150)
SLIPS: dict[str, Slip] = NAME_SLIPS | CELL_SLIPS | TWO_SLIPS


def planted(name: str, size: int = 10) -> Planted:
    every = {kind: in_rows(slip) for kind, slip in SLIPS.items()} | ROW_PLANTINGS | WHOLE_LISTS | EVENTS
    return plant(SHEET, every[name], size, dice(name, size))


def differing(one: Planted) -> list[tuple[ListedRow, ListedRow]]:
    """Return the rows that read differently now, with what they were, wherever they stand."""
    pairs = [(line.origin, line.row) for line in one.lines if line.origin and isinstance(line.row, ListedRow)]
    return [(old, new) for old, new in pairs if replace(new, position=old.position) != old]


def test_the_invented_list_is_the_same_each_time_and_names_nobody_twice() -> None:
    names = Counter((row.state, row.agency.replace("’", "'"), row.support_type) for row in SHEET.rows)

    assert invented_list(150) == SHEET
    assert len(SHEET.rows) == 150
    assert max(names.values()) == 1
    assert invented_list(150, seed=1) != SHEET


def test_the_invented_list_has_sheriffs_under_their_own_counties() -> None:
    sheriffs = [row for row in SHEET.rows if "Sheriff" in row.agency]

    assert len(sheriffs) > 30
    for row in sheriffs:
        named = county_named_by(row.agency, row.state)
        assert named is not None
        assert named.full_name == row.county


def test_an_invented_pending_list_has_neither_dates_nor_documents() -> None:
    pending = as_pending(SHEET)

    assert Column.SIGNED not in pending.known_columns
    assert {(row.signed_on, row.signed_text, row.moa_url) for row in pending.rows} == {(None, "", None)}


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_a_slip_touches_so_many_rows_and_no_other(name: str) -> None:
    one = planted(name, 4)
    unread = [line for line in one.lines if isinstance(line.row, UnreadRow)]

    assert len(differing(one)) + len(unread) == one.mutated <= 4
    assert one.mutated or name == "name: hyphen lost"
    assert (one.left, one.joined) == ([], [])


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_a_real_event_is_known_as_what_left_and_what_joined(name: str) -> None:
    one = planted(name, 3)

    assert one.mutated == len(one.left) + len(one.joined) > 0
    assert len(one.after.rows) == len(SHEET.rows) - len(one.left) + len(one.joined)


def test_each_row_of_a_planted_list_stands_at_a_place_of_its_own() -> None:
    for name in ("row: moved", "row: entered twice", "state: beyond recognition", "list: all rows moved"):
        one = planted(name, 20)
        places = [row.position for row in one.after.rows] + [row.position for row in one.after.unread_rows]

        assert sorted(places) == list(range(2, len(places) + 2)), name


def test_rows_that_move_are_the_same_rows_in_another_order() -> None:
    one = planted("row: moved", 20)

    agencies = [row.agency for row in one.after.rows]
    assert agencies != [row.agency for row in SHEET.rows]
    assert sorted(agencies) == sorted(row.agency for row in SHEET.rows)
    assert differing(one) == []


def test_a_column_that_is_dropped_is_known_to_be_missing() -> None:
    one = planted("list: column COUNTY dropped")

    assert Column.COUNTY not in one.after.known_columns
    assert {row.county for row in one.after.rows} == {""}


def test_a_state_beyond_recognition_leaves_rows_that_nobody_can_read() -> None:
    one = planted("list: one state beyond recognition")

    assert len(one.after.unread_rows) == one.mutated > 2
    assert len(one.after.rows) == len(SHEET.rows) - one.mutated


def test_two_slips_at_once_happen_both_or_not_at_all() -> None:
    def nothing(row: ListedRow, _: object) -> None:
        return None

    assert plant(SHEET, in_rows(one_after_another(NAME_SLIPS["name: one letter"], nothing)), 5, dice(1)).mutated == 0
    for old, new in differing(planted("name and date", 5)):
        assert old.agency != new.agency
        assert old.signed_on != new.signed_on


def test_a_typo_is_one_letter_away_and_never_touches_a_number() -> None:
    draw = dice("typo")
    for _ in range(200):
        slipped = typo("Constable Precinct 4", draw)

        assert abs(len(slipped) - len("Constable Precinct 4")) <= 1
        assert "4" in slipped
    assert typo("4 / 7", draw) == "4 / 7"


def test_a_like_named_sheriff_comes_from_another_real_county() -> None:
    one = planted("a sheriff leaves, a like-named one joins", 5)

    for row in one.joined:
        named = county_named_by(row.agency, row.state)
        assert named is not None
        assert named.full_name == row.county
        assert row.moa_url is None
    assert {row.signed_on for row in one.joined} == {row.signed_on for row in one.left}
