"""Every name on a real list is found again in a sentence, and real lists count as the claims' day had them."""

from __future__ import annotations

import csv
import os
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from domain.agencies import parse_agency
from domain.agreements import row_facts
from domain.changes import RowFacts
from domain.corroboration import count
from domain.mentions import Directory, KnownAgency
from domain.snapshots import ListedRow
from scrapers.readers.workbook import XlsxReader

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))
pytestmark = [
    pytest.mark.archive,
    pytest.mark.skipif(
        not (ARCHIVE / "index.csv").is_file(),
        reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have their names looked for.",
    ),
]


@cache
def rows_of(day: str) -> tuple[RowFacts, ...]:
    """Return the rows of the last participating list observed on *day* or before."""
    with (ARCHIVE / "index.csv").open(newline="") as index:
        seen = [
            line
            for line in csv.DictReader(index)
            if line["kind"] == "participating" and line["observed_at"][:10] <= day
        ]
    last = max(seen, key=lambda line: line["observed_at"])
    read = XlsxReader().read((ARCHIVE / last["file"]).read_bytes())
    return tuple(row_facts(row) for row in read.rows if isinstance(row, ListedRow))


def known_on(day: str) -> list[KnownAgency]:
    groups: dict[tuple[str, str], list[RowFacts]] = {}
    for row in rows_of(day):
        groups.setdefault((row.state, parse_agency(row.agency, row.state).full), []).append(row)
    return [
        KnownAgency(
            state=state,
            agency=rows[0].agency,
            county=rows[0].county,
            aliases=frozenset(row.agency for row in rows),
            agreement_ids=(f"{number:012x}",),
        )
        for number, ((state, _), rows) in enumerate(groups.items())
    ]


def test_every_listed_agency_is_found_by_its_own_printed_name() -> None:
    known = known_on("2025-12-31")
    directory = Directory(known)
    lost = [
        each
        for each in known
        if [
            (m.state, m.agreement_ids)
            for m in directory.mentions(f"{each.agency} signed a 287(g) agreement.", home_state=each.state)
        ]
        != [(each.state, each.agreement_ids)]
    ]
    assert len(known) > 1000
    assert len(lost) <= 0.03 * len(known), [(each.state, each.agency) for each in lost]


@pytest.mark.parametrize(("day", "agreements", "agencies"), [("2025-09-03", 957, 798), ("2025-09-17", 1000, 831)])
def test_real_lists_count_as_the_claims_page_says(day: str, agreements: int, agencies: int) -> None:
    counted = count(rows_of(day), date.fromisoformat(day))
    assert (counted.agreements, counted.agencies, counted.states) == (agreements, agencies, 40)
