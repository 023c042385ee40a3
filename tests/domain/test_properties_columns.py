"""What the sheet may do without any news: its columns in another order, more columns, blank rows, another header style."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.snapshots import ListedRow, Sheet
from scrapers.readers.workbook import XlsxReader
from tests.builders.workbooks import PARTICIPATING_COLUMNS, Link, Row, Value, build_workbook
from tests.domain.cast import Story
from tests.domain.long_list import LONG_LIST

HEADER_STYLES = (str.upper, str.lower, str.title, lambda text: f" {text} ", lambda text: text.replace(" ", "\n"))


def cells(listed: ListedRow) -> dict[str, Value]:
    """Return the cells that print *listed*."""
    return {
        "STATE": listed.state_text,
        "LAW ENFORCEMENT AGENCY": listed.agency,
        "TYPE": listed.agency_type,
        "COUNTY": listed.county,
        "SUPPORT TYPE": listed.support_type_text,
        "SIGNED": listed.signed_on,
        "MOA": Link(url=listed.moa_url) if listed.moa_url else "link pending",
        "ADDENDUM": None,
        "REMARKS": "a column that was not there before",
    }


ROWS: list[Row] = [cells(listed) for listed in LONG_LIST]


def read(rows: Sequence[Row | None], **options: object) -> Sheet:
    return XlsxReader().read(build_workbook(rows, **options))  # type: ignore[arg-type]  # the builder's own options


@given(
    columns=st.permutations([*PARTICIPATING_COLUMNS, "REMARKS"]),
    styles=st.lists(st.sampled_from(HEADER_STYLES), min_size=9, max_size=9),
    blanks=st.sets(st.integers(0, len(ROWS)), max_size=8),
)
@settings(derandomize=True, max_examples=20, deadline=None)
def test_column_order_new_columns_header_style_and_blank_rows_are_nothing(
    columns: list[str], styles: list[object], blanks: set[int]
) -> None:
    story = Story.of(*read(ROWS).rows)
    rows: list[Row | None] = list(ROWS)
    for at in sorted(blanks, reverse=True):
        rows.insert(at, None)
    headers = {name: style(name) for name, style in zip(columns, styles, strict=True) if callable(style)}

    other = read(rows, columns=columns, headers=headers)

    assert len(other.rows) == len(LONG_LIST)
    assert story.sees(*other.rows) == ()
