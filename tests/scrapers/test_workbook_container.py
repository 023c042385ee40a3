"""Files that must be refused before, or while, they are opened: each with a sentence, quickly and without much memory."""

from __future__ import annotations

import io
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable

import pytest

from scrapers.readers.workbook import XlsxReader
from tests.builders.workbooks import PARTICIPATING_COLUMNS, build_workbook, listed, repacked
from workflows.ports import WorkbookUnreadableError

SHEET_PART = "xl/worksheets/sheet1.xml"
GOOD = build_workbook([listed()])


def archive(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    return repacked(GOOD, add=entries, compression=compression)


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return repacked(GOOD, change={SHEET_PART: change})


def with_row(xml: str) -> bytes:
    return with_sheet(lambda part: part.replace(b"</sheetData>", xml.encode() + b"</sheetData>"))


def with_prologue(prologue: str, encoding: str = "utf-8") -> bytes:
    def rewrite(part: bytes) -> bytes:
        text = part.decode().partition("?>")[2]
        return f'<?xml version="1.0" encoding="{encoding}"?>{prologue}{text}'.encode(encoding)

    return with_sheet(rewrite)


def flagged_as_encrypted() -> bytes:
    body = bytearray(GOOD)
    body[body.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


def with_a_part_twice() -> bytes:
    buffer = io.BytesIO(GOOD)
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as book:
        warnings.simplefilter("ignore")
        book.writestr(SHEET_PART.upper(), b"<x/>")
    return buffer.getvalue()


def empty_zip() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr("[Content_Types].xml", b"<Types/>")
        book.writestr("word/document.xml", b"<document/>")
    return buffer.getvalue()


BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        pytest.param(b"", "is empty", id="no bytes"),
        pytest.param(b"<!DOCTYPE html><html>Access Denied</html>", "web page", id="html"),
        pytest.param(b"\xef\xbb\xbf\n <html></html>", "web page", id="html after a byte-order mark"),
        pytest.param(b"%PDF-1.7 ...", "is a PDF", id="pdf"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password-protected or an old .xls", id="ole"),
        pytest.param(b"\x07Someone" + b" " * 157, "no Excel workbook", id="excel lock file"),
        pytest.param(empty_zip(), "empty archive", id="empty zip"),
        pytest.param(docx(), "holds no workbook", id="docx"),
        pytest.param(GOOD[:-1024], "damaged or cut off", id="last kilobyte gone"),
        pytest.param(GOOD[: len(GOOD) // 2], "damaged or cut off", id="second half gone"),
        pytest.param(b"PK\x03\x04" + GOOD[GOOD.index(b"PK\x01\x02") :], "damaged or cut off", id="directory only"),
        pytest.param(flagged_as_encrypted(), "is encrypted", id="encrypted part"),
        pytest.param(with_a_part_twice(), "stands twice", id="part twice"),
        pytest.param(archive({"../../etc/x": b"x"}), "leads out of the archive", id="path out"),
        pytest.param(archive({"/etc/x": b"x"}), "leads out of the archive", id="absolute path"),
        pytest.param(archive({"C:\\x": b"x"}), "leads out of the archive", id="drive"),
        pytest.param(archive({f"x{n}": b"" for n in range(300)}), "more than the 200", id="many parts"),
        pytest.param(archive({"x": bytes(3_000_000)}), "more than 100 times its size", id="bomb"),
        pytest.param(archive({"x": b"x"}, zipfile.ZIP_LZMA), "in a way that Excel never uses", id="lzma"),
        pytest.param(b"PK\x03\x04" + bytes(11 * 1024 * 1024), "more than the 10,485,760", id="big body"),
        pytest.param(repacked(GOOD, drop=[SHEET_PART]), "no part xl/worksheets/sheet1.xml", id="sheet missing"),
        pytest.param(with_sheet(lambda part: part[:-40]), "not well-formed", id="xml cut off"),
        pytest.param(with_prologue(BILLION_LAUGHS + "]>"), "declares a document type", id="billion laughs"),
        pytest.param(with_prologue(BILLION_LAUGHS + "]>", "utf-16"), "declares a document type", id="laughs in utf-16"),
        pytest.param(
            with_prologue('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
            "declares a document type",
            id="external entity",
        ),
        pytest.param(
            with_row('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "XFD1048576, beyond", id="last cell"
        ),
        pytest.param(with_row('<row r="20001"><c r="A20001"><v>1</v></c></row>'), "A20001, beyond", id="row 20,001"),
        pytest.param(with_row('<row r="3"><c r="AO3"><v>1</v></c></row>'), "AO3, beyond", id="column 41"),
        pytest.param(with_row('<row r="2"/>'), "out of order", id="row twice"),
        pytest.param(
            with_row('<row r="3"><c r="B3"/><c r="A3"/></row>'), "names a cell twice", id="cells out of order"
        ),
        pytest.param(with_row('<row r="3"><c r="B9"/></row>'), "names a cell 'B9'", id="cell of another row"),
        pytest.param(with_row('<row r="3"><c r="A3" t="s"><v>999</v></c></row>'), "does not hold", id="no such text"),
        pytest.param(with_row('<row r="3"><c r="A3"><v>inf</v></c></row>'), "a number and is none", id="infinite"),
        pytest.param(with_row('<row r="99999999999"/>'), "where a number must stand", id="absurd row"),
        pytest.param(
            with_row(f'<row r="3"><c r="A3" t="str"><v>{"x" * 32_768}</v></c></row>'), "32,767", id="long text"
        ),
    ],
)
def test_a_file_that_is_no_sound_workbook_is_refused_with_one_sentence(body: bytes, sentence: str) -> None:
    with pytest.raises(WorkbookUnreadableError, match=sentence) as refusal:
        XlsxReader().read(body)

    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def test_a_long_text_that_packs_well_is_refused_without_being_held() -> None:
    body = with_row(f'<row r="3"><c r="A3" t="str"><v>{"x" * 50_000_000}</v></c></row>')

    tracemalloc.start()
    try:
        with pytest.raises(WorkbookUnreadableError):
            XlsxReader().read(body)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5_000_000


def test_styled_but_empty_cells_beyond_the_caps_do_no_harm() -> None:
    body = with_row('<row r="3"><c r="XFD3" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row>')

    assert len(XlsxReader().read(body).rows) == 1


def test_the_size_that_a_sheet_claims_for_itself_is_not_believed() -> None:
    def lie(part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:H3"', b'<dimension ref="A1:A1"')

    two_rows = build_workbook([listed(), listed()])

    assert len(XlsxReader().read(repacked(two_rows, change={SHEET_PART: lie})).rows) == 2


def test_a_list_as_long_as_any_yet_published_is_read_whole() -> None:
    body = build_workbook([listed(f"Agency {number}") for number in range(2_500)])

    sheet = XlsxReader().read(body)

    assert len(sheet.rows) == 2_500
    assert sheet.columns == PARTICIPATING_COLUMNS
