"""Which agreements may stand in rows that could not be understood: nothing is concluded about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from domain.agencies import parse_agency, word_likeness
from domain.agreements import Agreement
from domain.changes import RowFacts
from domain.likeness import NEAR_DATES, SAME_TO_THE_LETTER
from domain.snapshots import Column, ListedRow, Snapshot, UnreadRow
from domain.text import comparable
from domain.vocabulary import is_blank, resolve_state, resolve_support_type


def in_nobodys_rows(vanished: Iterable[Agreement], appeared: Iterable[ListedRow]) -> frozenset[str]:
    """Return the ids of *vanished* agreements that a new row may show whose name lost the words that name somebody."""
    rows = [row for row in appeared if names_nobody(row)]
    return frozenset(agreement.id for agreement in vanished if any(_may_be(row, agreement.facts) for row in rows))


def names_nobody(row: ListedRow | RowFacts) -> bool:
    """Tell whether neither name nor county of a row tells its agency from another: "Police Department", nowhere."""
    return is_blank(row.county) and parse_agency(row.agency, row.state).is_anybody


def _may_be(row: ListedRow, facts: RowFacts) -> bool:
    return (
        (row.state, row.support_type) == (facts.state, facts.support_type)
        and not parse_agency(row.agency, row.state).bodies.isdisjoint(parse_agency(facts.agency, facts.state).bodies)
        and (row.signed_on is None or facts.signed_on is None or abs(row.signed_on - facts.signed_on) <= NEAR_DATES)
    )


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
    if name := _cell(cells, Column.AGENCY):
        return _is_called(agreement, name)
    facts = agreement.facts
    state, support_type = (
        resolve_state(_cell(cells, Column.STATE)),
        resolve_support_type(_cell(cells, Column.SUPPORT_TYPE)),
    )
    county, signed = _cell(cells, Column.COUNTY), _cell(cells, Column.SIGNED)
    return (
        state in {None, facts.state}
        and support_type in {None, facts.support_type}
        and (not county or comparable(county) == comparable(facts.county))
        and (not signed or comparable(signed) == comparable(facts.signed_text))
    )


def _is_called(agreement: Agreement, name: str) -> bool:
    state = agreement.facts.state
    full = parse_agency(name, state).full
    return any(
        word_likeness(parse_agency(alias, state).full, full) >= SAME_TO_THE_LETTER for alias in agreement.aliases
    )
