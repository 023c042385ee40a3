"""Whatever is done to a workbook's bytes, reading it gives a sheet or a refusal, never anything else."""

from __future__ import annotations

import contextlib
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scrapers.readers.workbook import XlsxReader
from tests.builders.workbooks import MOA_URL, Formula, Link, build_workbook, listed, repacked
from workflows.ports import WorkbookUnreadableError

GOOD = build_workbook([listed(moa=Link(url=MOA_URL)), listed(county=Formula(text="=1+1", result=2)), listed()])
PARTS = (
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
)
SPLINTERS = st.sampled_from(
    [b"", b"0", b"-1", b"9" * 12, b'"', b"<", b">", b"<c/>", b"</row>", b"<row>", b"<!DOCTYPE x>", b"\xff", b"_x0000_"]
)


def read_or_refuse(body: bytes) -> None:
    with contextlib.suppress(WorkbookUnreadableError):
        XlsxReader().read(body)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.sampled_from(PARTS), start=st.floats(0, 1), length=st.integers(0, 30), splinter=SPLINTERS | st.binary())
def test_a_part_with_a_piece_replaced_is_read_or_refused(part: str, start: float, length: int, splinter: bytes) -> None:
    def damage(content: bytes) -> bytes:
        at = int(start * len(content))
        return content[:at] + splinter + content[at + length :]

    read_or_refuse(repacked(GOOD, change={part: damage}, compression=zipfile.ZIP_STORED))


@settings(max_examples=200, deadline=None)
@given(start=st.floats(0, 1), length=st.integers(0, 200), splinter=st.binary(max_size=50))
def test_an_archive_with_a_piece_replaced_is_read_or_refused(start: float, length: int, splinter: bytes) -> None:
    at = int(start * len(GOOD))

    read_or_refuse(GOOD[:at] + splinter + GOOD[at + length :])
