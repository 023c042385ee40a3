"""What the reader makes of a sheet: rows, dates, links, and everything that was odd about them."""

from __future__ import annotations

from datetime import date

import pytest

from domain.snapshots import Column, ListedRow, RowWarning, Sheet
from domain.vocabulary import ListKind, SupportType
from scrapers.readers.workbook import XlsxReader
from tests.builders.workbooks import (
    MOA_URL,
    PARTICIPATING_COLUMNS,
    PENDING_COLUMNS,
    Formula,
    Link,
    Styled,
    Value,
    build_pending_workbook,
    build_workbook,
    listed,
    repacked,
)
from workflows.ports import WorkbookUnreadableError

SAFE_LINK = (
    "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.ice.gov%2Fdoclib%2F287gMOA%2FX.pdf"
    "&data=05%7C02%7Csomebody%40agency.example%7C0625&reserved=0"
)
SHEET_PART = "xl/worksheets/sheet1.xml"


def read(body: bytes) -> Sheet:
    return XlsxReader().read(body)


def read_row(**cells: Value) -> ListedRow:
    [row] = read(build_workbook([listed() | cells])).rows
    return row


def messages(sheet: Sheet) -> str:
    return "\n".join(warning.message for warning in sheet.warnings)


def test_a_row_is_read_with_everything_that_ice_printed() -> None:
    row = listed(moa=Link(url=MOA_URL), addendum=Link(url=MOA_URL + "x", text="Link "))

    sheet = read(build_workbook([row]))

    assert sheet.rows == (
        ListedRow(
            position=2,
            state="Texas",
            state_text="TEXAS",
            agency="Goliad County Sheriff's Office",
            agency_type="County",
            county="Goliad County",
            support_type=SupportType.TASK_FORCE,
            support_type_text="Task Force Model",
            signed_on=date(2025, 3, 4),
            signed_text="2025-03-04",
            moa_text="link",
            moa_url=MOA_URL,
            addendum_text="Link",
            addendum_url=MOA_URL + "x",
        ),
    )
    assert sheet.looks_like is ListKind.PARTICIPATING
    assert sheet.columns == PARTICIPATING_COLUMNS
    assert sheet.known_columns == frozenset(Column)
    assert sheet.warnings == ()
    assert (sheet.blank_rows, sheet.hidden_rows, sheet.sheet_names) == (0, 0, ("Sheet1",))


def test_columns_are_found_by_name_in_any_order() -> None:
    row = listed(moa=Link(url=MOA_URL))

    shuffled = read(build_workbook([row], columns=tuple(reversed(PARTICIPATING_COLUMNS))))

    assert shuffled.rows == read(build_workbook([row])).rows


@pytest.mark.parametrize(
    ("printed", "column"),
    [("SUPPORT TYPES", "SUPPORT TYPE"), ("LAW ENFORCMENT AGENCY", "LAW ENFORCEMENT AGENCY"), ("STAT", "STATE")],
)
def test_a_misspelt_header_is_read_with_a_warning(printed: str, column: str) -> None:
    sheet = read(build_workbook([listed()], headers={column: printed}))

    assert len(sheet.rows) == 1
    assert f"The header “{printed}” was read as {column}." in messages(sheet)


@pytest.mark.parametrize("printed", ["law enforcement agency ", "Law\u00a0Enforcement\nAgency"])
def test_case_and_white_space_in_a_header_are_no_news(printed: str) -> None:
    sheet = read(build_workbook([listed()], headers={"LAW ENFORCEMENT AGENCY": printed}))

    assert sheet.warnings == ()


def test_a_renamed_signing_column_is_not_taken_for_it_but_still_tells_which_list_this_is() -> None:
    sheet = read(build_workbook([listed()], headers={"SIGNED": "DATE SIGNED"}))

    assert Column.SIGNED not in sheet.known_columns
    assert sheet.looks_like is ListKind.PARTICIPATING
    assert [row.signed_on for row in sheet.rows] == [None]
    assert "not known and was not read: “DATE SIGNED”" in messages(sheet)


@pytest.mark.parametrize("header", ["ASSIGNED", "DATE RECEIVED"])
def test_a_date_under_another_heading_makes_no_participating_list(header: str) -> None:
    sheet = read(build_workbook([listed()], headers={"SIGNED": header}))

    assert sheet.looks_like is ListKind.PENDING


def test_a_missing_required_column_is_refused_and_named() -> None:
    with pytest.raises(WorkbookUnreadableError, match=r"it lacks SUPPORT TYPE and has “STATE”, “LAW"):
        read(build_workbook([listed()], columns=("STATE", "LAW ENFORCEMENT AGENCY", "SIGNED")))


def test_a_doubled_column_is_refused() -> None:
    with pytest.raises(WorkbookUnreadableError, match="MOA stands twice, in B and G"):
        read(build_workbook([listed()], headers={"LAW ENFORCEMENT AGENCY": "MOA"}))


def test_two_headers_that_both_nearly_mean_a_column_give_neither() -> None:
    with pytest.raises(WorkbookUnreadableError, match="it lacks SUPPORT TYPE"):
        read(build_workbook([listed()], headers={"SUPPORT TYPE": "SUPPORT TYPES", "ADDENDUM": "SUPPORTTYPE S"}))


def test_a_new_column_is_left_alone_with_a_warning() -> None:
    sheet = read(build_workbook([listed() | {"FUNDING": "yes"}], columns=("FUNDING", *PARTICIPATING_COLUMNS)))

    assert sheet.rows == tuple(read(build_workbook([listed()])).rows)
    assert [(warning.position, warning.printed) for warning in sheet.warnings] == [(None, "FUNDING")]


def test_empty_nameless_columns_are_no_news_and_filled_ones_are() -> None:
    columns = (*PARTICIPATING_COLUMNS, "", " ")

    silent = read(build_workbook([listed() | {"": "  "}], columns=columns))
    telling = read(build_workbook([listed() | {" ": "see note"}], columns=columns))

    assert silent.warnings == ()
    assert "Column J has no header but text in 1 row, first in row 2" in messages(telling)


def test_blank_rows_are_counted_wherever_they_stand() -> None:
    sheet = read(build_workbook([None, listed(), None, listed(), {"STATE": " ", "COUNTY": "#N/A"}]))

    assert [row.position for row in sheet.rows] == [3, 5]
    assert sheet.blank_rows == 3


def test_hidden_rows_are_read_like_any_other_and_flagged() -> None:
    sheet = read(build_workbook([listed(), listed("Bexar County Sheriff's Office")], hidden=[1]))

    assert [row.hidden for row in sheet.rows] == [False, True]
    assert sheet.hidden_rows == 1
    assert "1 row(s) are hidden, the first in row 3" in messages(sheet)


def test_hidden_columns_are_read_like_any_other_and_flagged() -> None:
    def hide(part: bytes) -> bytes:
        return part.replace(b"<sheetData>", b'<cols><col min="2" max="3" hidden="1"/></cols><sheetData>')

    sheet = read(repacked(build_workbook([listed()]), change={SHEET_PART: hide}))

    assert [row.agency for row in sheet.rows] == ["Goliad County Sheriff's Office"]
    assert "Columns are hidden (B, “LAW ENFORCEMENT AGENCY”, C, “TYPE”)" in messages(sheet)


def test_a_header_below_blank_rows_is_found_with_a_warning() -> None:
    sheet = read(build_workbook([listed()], rows_above_header=("", "")))

    assert [row.position for row in sheet.rows] == [4]
    assert "The header stands in row 3" in messages(sheet)
    assert sheet.doubts == ()


def test_a_header_below_a_title_is_found_and_needs_a_look() -> None:
    sheet = read(build_workbook([listed()], rows_above_header=("287(g) agreements", "As of today")))

    assert [row.position for row in sheet.rows] == [4]
    [doubt] = sheet.doubts
    assert "The header stands in row 3 below other text (“287(g) agreements”)" in doubt


def test_a_header_far_below_other_text_is_not_looked_for() -> None:
    with pytest.raises(WorkbookUnreadableError, match="Row 1, the first with text, is not the header"):
        read(build_workbook([listed()], rows_above_header=["A word"] * 10))


def test_a_header_repeated_among_the_rows_is_skipped_with_a_warning() -> None:
    again: dict[str, Value] = {name: name.lower() for name in PARTICIPATING_COLUMNS}

    sheet = read(build_workbook([listed(), again, listed()]))

    assert [row.position for row in sheet.rows] == [2, 4]
    assert sheet.unread_rows == ()
    assert "The header stands here once more" in messages(sheet)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"STATE": "Atlantis"}, "“Atlantis” is no state"),
        ({"STATE": None}, "“” is no state"),
        ({"SUPPORT TYPE": "Tunnel Model"}, "“Tunnel Model” is no support type"),
        ({"LAW ENFORCEMENT AGENCY": None}, "names no law enforcement agency"),
        ({"LAW ENFORCEMENT AGENCY": "#N/A"}, "names no law enforcement agency"),
    ],
)
def test_a_row_that_cannot_be_understood_is_kept_as_printed(cells: dict[str, Value], reason: str) -> None:
    sheet = read(build_workbook([listed() | cells, listed()]))

    [unread] = sheet.unread_rows
    assert reason in unread.reason
    assert unread.position == 2
    assert ("COUNTY", "Goliad County") in unread.printed
    assert len(sheet.rows) == 1


def test_misspelt_states_and_support_types_resolve_and_keep_their_text() -> None:
    row = read_row(STATE="TEXSA", **{"SUPPORT TYPE": "Warrant Services Officer "})

    assert (row.state, row.state_text) == ("Texas", "TEXSA")
    assert (row.support_type, row.support_type_text) == (SupportType.WARRANT_SERVICE, "Warrant Services Officer")


def test_a_row_under_a_state_that_does_not_have_its_county_is_read_as_the_one_states_that_does() -> None:
    sheet = read(build_workbook([listed(state="FLORIDA")]))

    assert (sheet.rows[0].state, sheet.rows[0].state_text) == ("Texas", "FLORIDA")
    assert [warning.message for warning in sheet.warnings if warning.column == "STATE"] == [
        "The county is in Texas, not in Florida: the row is read as Texas's."
    ]


def test_error_cells_read_as_nothing_and_are_counted_in_one_warning() -> None:
    sheet = read(build_workbook([listed(county="#N/A"), listed(county="#N/A"), listed(county="#REF!")]))

    assert [row.county for row in sheet.rows] == ["", "", ""]
    assert messages(sheet).splitlines() == [
        "The column COUNTY holds #N/A in 2 rows.",
        "The column COUNTY holds #REF! in 1 row.",
    ]


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("  St. John\u2019s\u00a0 County\nSheriff ", "St. John\u2019s County Sheriff"),
        ("Do\u00adlo\u200bres", "Dolores"),
        ("Doña Ana County", "Doña Ana County"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_texts_are_shown_as_printed_and_white_space_is_no_news(printed: str, shown: str) -> None:
    sheet = read(build_workbook([listed(printed)]))

    assert [row.agency for row in sheet.rows] == [shown]
    assert sheet.warnings == ()


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("Gоliad County Sheriff", "Cyrillic"),
        ("Sheriffâ€™s Office", "wrongly encoded"),
        ("Sheriff\ufffds Office", "wrongly encoded"),
        ("Goliad \u202eeciffO", "turn the writing direction"),
        ("Goliad\x1b Office", "control characters"),
        ("x" * 32_767, "32,767 characters"),
    ],
)
def test_suspicious_agency_names_are_read_with_a_warning(printed: str, message: str) -> None:
    sheet = read(build_workbook([listed(printed)]))

    assert len(sheet.rows) == 1
    assert message in messages(sheet)
    assert not {"\u202e", "\x1b"} & set(sheet.rows[0].agency + sheet.warnings[0].printed)


def test_half_a_surrogate_pair_becomes_a_character_that_can_be_stored() -> None:
    def halve(part: bytes) -> bytes:
        return part.replace(b"Goliad County Sheriff", b"Goliad _xD800_ Sheriff")

    [row] = read(repacked(build_workbook([listed()]), change={"xl/sharedStrings.xml": halve})).rows

    assert row.agency.encode() == "Goliad \ufffd Sheriff's Office".encode()


def test_rich_text_is_joined_and_phonetic_guides_are_left_out() -> None:
    def enrich(part: bytes) -> bytes:
        rich = b'<si><r><t xml:space="preserve">Goliad </t></r><r><rPr><b/></rPr><t>Office</t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>'
        return part.replace(b"<si><t>Goliad County Sheriff's Office</t></si>", rich)

    sheet = read(repacked(build_workbook([listed()]), change={"xl/sharedStrings.xml": enrich}))

    assert [row.agency for row in sheet.rows] == ["Goliad Office"]


def test_inline_texts_and_cells_without_addresses_are_read() -> None:
    cells = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in ("TEXAS", "Goliad", "County", "", "JEM"))

    def inline(part: bytes) -> bytes:
        before, _, after = part.partition(b"</row>")
        return before + f"</row><row>{cells}<c><v>45720</v></c></row>".encode() + after

    sheet = read(repacked(build_workbook([]), change={SHEET_PART: inline}))

    assert [(row.position, row.agency, row.signed_on) for row in sheet.rows] == [(2, "Goliad", date(2025, 3, 4))]


@pytest.mark.parametrize(
    ("signed", "on", "text"),
    [
        (date(2025, 3, 4), date(2025, 3, 4), "2025-03-04"),
        (Styled(number=45720.75, format="d. mmmm yyyy"), date(2025, 3, 4), "2025-03-04"),
        ("3/4/2025", date(2025, 3, 4), "3/4/2025"),
        ("2025-03-04", date(2025, 3, 4), "2025-03-04"),
        (None, None, ""),
    ],
)
def test_signing_dates_of_every_usual_kind_are_read_silently(signed: Value, on: date | None, text: str) -> None:
    sheet = read(build_workbook([listed(signed=signed)]))

    assert [(row.signed_on, row.signed_text) for row in sheet.rows] == [(on, text)]
    assert sheet.warnings == ()


@pytest.mark.parametrize(
    ("signed", "on", "message"),
    [
        (45720, date(2025, 3, 4), "lost its format"),
        ("7/72025", date(2025, 7, 7), "can only mean 2025-07-07"),
        (date(5025, 7, 7), None, "outside 1996 to 2100"),
        (Styled(number=0, format="m/d/yyyy"), None, "no date"),
        (Styled(number=45720, format="0.00"), date(2025, 3, 4), "lost its format"),
        ("13/2/2025", None, "day first"),
    ],
)
def test_odd_signing_dates_keep_their_text_and_are_warned_of(signed: Value, on: date | None, message: str) -> None:
    sheet = read(build_workbook([listed(signed=signed)]))

    assert [row.signed_on for row in sheet.rows] == [on]
    assert sheet.rows[0].signed_text
    assert [(warning.position, warning.column) for warning in sheet.warnings] == [(2, "SIGNED")]
    assert message in messages(sheet)


def test_dates_counted_from_1904_are_the_same_dates() -> None:
    sheet = read(build_workbook([listed()], counts_from_1904=True))

    assert [row.signed_on for row in sheet.rows] == [date(2025, 3, 4)]


def test_a_safe_link_is_unwrapped_and_its_mailbox_appears_nowhere() -> None:
    sheet = read(build_workbook([listed(moa=Link(url=SAFE_LINK))]))

    assert [row.moa_url for row in sheet.rows] == ["https://www.ice.gov/doclib/287gMOA/X.pdf"]
    assert "somebody" not in repr(sheet)


@pytest.mark.parametrize(
    "url", ["mailto:somebody@agency.example", "file:///etc/passwd", "ftp://ice.gov/x", r"\\server\share\x.pdf"]
)
def test_a_link_to_no_public_web_page_is_dropped_and_never_quoted(url: str) -> None:
    placeholder = build_workbook([listed(moa=Link(url="https://www.ice.gov/placeholder"))])

    def redirect(part: bytes) -> bytes:
        return part.replace(b"https://www.ice.gov/placeholder", url.encode())

    sheet = read(repacked(placeholder, change={"xl/worksheets/_rels/sheet1.xml.rels": redirect}))

    assert [row.moa_url for row in sheet.rows] == [None]
    assert "leads to no public web page" in messages(sheet)
    assert url not in repr(sheet)
    assert "somebody" not in repr(sheet)


@pytest.mark.parametrize(
    "formula", [f'=HYPERLINK("{MOA_URL}","link")', f'=HYPERLINK("{MOA_URL}")', f'=hyperlink( "{MOA_URL}" , "a,b")']
)
def test_a_hyperlink_formula_is_a_link(formula: str) -> None:
    row = read_row(MOA=Formula(text=formula, result="link"))

    assert (row.moa_text, row.moa_url) == ("link", MOA_URL)


def test_a_link_put_together_by_a_formula_is_warned_of() -> None:
    sheet = read(build_workbook([listed(moa=Formula(text='=HYPERLINK("https://" & A1,"link")', result="link"))]))

    assert [row.moa_url for row in sheet.rows] == [None]
    assert "leads to no public web page" in messages(sheet)


def test_an_address_printed_as_text_is_a_link() -> None:
    assert read_row(MOA=MOA_URL).moa_url == MOA_URL


def test_a_link_over_several_cells_counts_for_each_of_them() -> None:
    workbook = build_workbook([listed(moa=Link(url=MOA_URL)), listed(), listed()])

    def widen(part: bytes) -> bytes:
        return part.replace(b'<hyperlink ref="G2"', b'<hyperlink ref="G2:G3"')

    sheet = read(repacked(workbook, change={SHEET_PART: widen}))

    assert [row.moa_url for row in sheet.rows] == [MOA_URL, MOA_URL, None]


def test_workbooks_saved_without_links_keep_the_text_only() -> None:
    sheet = read(build_workbook([listed(moa=Link(url=MOA_URL))], hyperlinks=False))

    assert [(row.moa_text, row.moa_url) for row in sheet.rows] == [("link", None)]


def test_a_formula_without_its_result_is_refused_and_named() -> None:
    def strip_results(part: bytes) -> bytes:
        return part.replace(b"<v>7</v>", b"")

    workbook = build_workbook([listed(county=Formula(text="=3+4", result=7))])

    with pytest.raises(WorkbookUnreadableError, match="Cell D2 holds a formula without its result"):
        read(repacked(workbook, change={SHEET_PART: strip_results}))


def test_a_pending_list_is_told_by_its_lack_of_signing_dates() -> None:
    rows = [listed(), listed("Bexar County Sheriff's Office")]

    assert read(build_pending_workbook(rows)).looks_like is ListKind.PENDING
    assert read(build_pending_workbook(rows, columns=(*PENDING_COLUMNS, "MOA"))).looks_like is ListKind.PENDING
    assert read(build_pending_workbook([])).looks_like is ListKind.PENDING


def test_a_signing_column_counts_only_where_half_the_rows_have_a_date() -> None:
    signed, unsigned = listed(), listed(signed=None)

    assert read(build_workbook([signed, unsigned])).looks_like is ListKind.PARTICIPATING
    assert read(build_workbook([signed, unsigned, unsigned])).looks_like is ListKind.PENDING
    assert read(build_workbook([])).looks_like is ListKind.PARTICIPATING


def test_a_further_sheet_is_warned_of() -> None:
    sheet = read(build_workbook([listed()], extra_sheets={"Sheet2": [["notes"]]}))

    assert sheet.sheet_names == ("Sheet1", "Sheet2")
    assert sheet.warnings == (
        RowWarning(
            position=None,
            column=None,
            printed="",
            message="The workbook has a further sheet, “Sheet2”, that was not read.",
        ),
    )


@pytest.mark.parametrize("before", [[], [["Cover"]], [list(PARTICIPATING_COLUMNS)]])
def test_data_that_moved_to_another_sheet_is_read_there_and_needs_a_look(before: list[list[Value]]) -> None:
    sheet = read(build_workbook([listed()], sheets_before={"Cover": before}))

    assert len(sheet.rows) == 1
    [doubt] = sheet.doubts
    assert "The first sheet, “Cover”, holds no list, but “Sheet1” does" in doubt
    assert "a further sheet, “Cover”, that was not read" in messages(sheet)


def test_a_list_without_rows_is_read_from_the_first_sheet_that_has_its_header() -> None:
    sheet = read(build_workbook([], extra_sheets={"Sheet2": [["notes"]]}))

    assert (sheet.rows, sheet.doubts) == ((), ())


def test_an_empty_sheet_is_refused() -> None:
    with pytest.raises(WorkbookUnreadableError, match="is empty, even its header"):
        read(build_workbook([], columns=()))


def test_merged_cells_beside_the_list_are_warned_of() -> None:
    sheet = read(build_workbook([listed()], merged=["J5:K7"]))

    assert "Cells are merged (J5:K7)" in messages(sheet)
    assert sheet.doubts == ()


@pytest.mark.parametrize("area", ["D2:D4", "B3:D3", "H1:I1"])
def test_merged_cells_in_the_rows_of_the_list_need_a_look(area: str) -> None:
    sheet = read(build_workbook([listed(), listed(), listed()], merged=[area]))

    [doubt] = sheet.doubts
    assert f"Cells of the list are merged ({area})" in doubt


def test_more_merged_cells_than_are_counted_need_a_look() -> None:
    sheet = read(build_workbook([listed()], merged=[f"A{row}:B{row}" for row in range(10, 40)]))

    assert sheet.doubts != ()


def test_another_sheet_name_is_warned_of() -> None:
    sheet = read(build_workbook([listed()], sheet_name="Sheet 1"))

    assert "The sheet is called “Sheet 1”, not “Sheet1”" in messages(sheet)


def test_macros_and_outside_links_are_ignored_with_a_warning() -> None:
    workbook = repacked(build_workbook([listed()]), add={"xl/vbaProject.bin": b"x", "xl/externalLinks/e.xml": b"<x/>"})

    sheet = read(workbook)

    assert len(sheet.rows) == 1
    assert "The workbook carries a macro" in messages(sheet)
    assert "The workbook carries links to other workbooks" in messages(sheet)
