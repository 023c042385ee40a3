"""Lists as long as ICE's, built by code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from domain.snapshots import Sheet, Snapshot
from domain.vocabulary import STATES, ListKind
from tests.builders.workbooks import Link, Row, build_workbook, listed

ROWS = 1200
_MODELS = ("Task Force Model", "Jail Enforcement Model", "Warrant Service Officer")
_VOWELS, _CONSONANTS = "aeiou", "bdfgklmnprst"


def rows(count: int = ROWS) -> list[Row]:
    """Return *count* different rows over all states and models."""
    return [_row(number) for number in range(count)]


def with_news(before: Sequence[Row]) -> list[Row]:
    """Return an ordinary update: four new rows, one gone, three spelled differently."""
    changed: list[Row] = [dict(row) for row in before[1:]]
    for position in (10, 500, 900):
        changed[position] = {**changed[position], "COUNTY": f"{changed[position]['COUNTY']} Co."}
    return [*changed, *(_row(ROWS + 1 + extra) for extra in range(4))]


def workbook(content: Sequence[Row]) -> bytes:
    """Return the workbook of *content*."""
    return build_workbook(content)


def snapshot(sheet: Sheet, at: datetime = datetime(2025, 9, 24, tzinfo=UTC)) -> Snapshot:
    """Return *sheet* as a reading of the participating list."""
    return Snapshot(
        source="ice-287g",
        list_kind=ListKind.PARTICIPATING,
        sheet=sheet,
        sha256="0" * 64,
        document_url="https://www.ice.gov/doclib/list.xlsx",
        published_name="list.xlsx",
        observed_at=at,
    )


def _row(number: int) -> Row:
    place = _place(number)
    return listed(
        f"{place} County Sheriff's Office",
        state=STATES[number % len(STATES)].upper(),
        county=f"{place} County",
        support_type=_MODELS[number % 3],
        signed=date(2020, 1, 1) + timedelta(days=number),
        moa=Link(url=f"https://www.ice.gov/doclib/287gMOA/{place}_{number}.pdf"),
    )


def _place(number: int) -> str:
    """Return a name of five letters that no other number below 216,000 has."""
    letters = []
    for alphabet in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS):
        number, digit = divmod(number, len(alphabet))
        letters.append(alphabet[digit])
    return "".join(letters).capitalize()
