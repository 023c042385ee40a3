"""Which agreements may stand in rows that could not be understood: nothing is concluded about them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.agencies import parse_agency, word_likeness
from domain.agreements import Agreement
from domain.likeness import SAME_TO_THE_LETTER
from domain.snapshots import Column, Snapshot, UnreadRow
from domain.text import comparable
from domain.vocabulary import is_blank, resolve_state, resolve_support_type


def in_unread_rows(known: Sequence[Agreement], snapshot: Snapshot) -> frozenset[str]:
    """Return the ids of the agreements in *known* that a row not understood may show.

    A row that names an agency shows the agreement of that name, a slip aside. One whose name is lost (`#REF!`) may
    show every agreement that nothing else in it contradicts.
    """
    rows = [_cells(row) for row in snapshot.sheet.unread_rows]
    return frozenset(agreement.id for agreement in known if any(_may_show(cells, agreement) for cells in rows))


_Cells = dict[str, str]
"""Comparable header to text."""


def _cells(row: UnreadRow) -> _Cells:
    return {comparable(header): text for header, text in row.printed}


def _cell(cells: _Cells, column: Column) -> str:
    text = cells.get(comparable(column), "")
    return "" if is_blank(text) or text.startswith("#") else text


def _may_show(cells: _Cells, agreement: Agreement) -> bool:
    """Tell whether a row may show *agreement*: what can be read of its state and support type never contradicts it."""
    facts = agreement.facts
    state = resolve_state(_cell(cells, Column.STATE))
    support_type = resolve_support_type(_cell(cells, Column.SUPPORT_TYPE))
    if state not in {None, facts.state} or support_type not in {None, facts.support_type}:
        return False
    if name := _cell(cells, Column.AGENCY):
        return _is_called(agreement, name)
    county, signed = _cell(cells, Column.COUNTY), _cell(cells, Column.SIGNED)
    return (not county or comparable(county) == comparable(facts.county)) and (
        not signed or comparable(signed) == comparable(facts.signed_text)
    )


def _is_called(agreement: Agreement, name: str) -> bool:
    state = agreement.facts.state
    full = parse_agency(name, state).full
    return any(
        word_likeness(parse_agency(alias, state).full, full) >= SAME_TO_THE_LETTER for alias in agreement.aliases
    )
