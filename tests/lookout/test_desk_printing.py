"""What the review desk prints: readable in a narrow terminal, and never steered by what somebody else wrote."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.changes import RowFacts
from domain.vocabulary import SupportType
from lookout.desk import DIFFERING_SHOWN, ONE_SIDED_SHOWN, print_case
from lookout.printing import Format, print_rows
from workflows.casefile import CaseFile, CaseRow, Choice
from workflows.reading import CaptureView, IncidentStatus, IncidentView

AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
GOLIAD = RowFacts(
    state="Texas",
    state_text="TEXAS",
    agency="Goliad County Sheriff's Office",
    agency_type="County",
    county="Goliad County",
    support_type=SupportType.TASK_FORCE,
    support_type_text="Task Force Model",
    signed_on=date(2025, 3, 4),
    signed_text="2025-03-04",
    moa_url="https://www.ice.gov/doclib/287gMOA/GoliadCoSoTX_TFM_MOA_03042025_and_a_long_tail_of_a_name.pdf",
    moa_text="link",
    addendum_url=None,
    addendum_text="",
)
ATTORNEY = replace(GOLIAD, agency="Goliad County Attorney", moa_url=None, moa_text="link pending")
HOSTILE = "\x1b]0;owned\x07\x1b[2J[red]Goliad[/red] [/nothing] \u202etxeT\u200b\x9b31m\n\rsecond line"


def incident(**values: Any) -> IncidentView:
    usual: dict[str, Any] = {
        "id": 12,
        "source": "ice-287g",
        "kind": "held",
        "status": IncidentStatus.OPEN,
        "opened_at": AT,
        "last_seen_at": AT + timedelta(hours=2),
        "seen": 3,
        "summary": "One change is withheld.",
        "subject": "G26|0123456789abcdef",
        "rules": ("G26 county and state: one new row names a county that its state does not have.",),
        "capture_ids": (57,),
    }
    return IncidentView(**{**usual, **values})


def capture(number: int = 57, **values: Any) -> CaptureView:
    usual: dict[str, Any] = {
        "id": number,
        "source": "ice-287g",
        "role": "participating",
        "url": "https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies03032026am.xlsx",
        "published_name": "participatingAgencies03032026am.xlsx",
        "fetched_at": AT,
        "status": 200,
        "sha256": f"{number:064x}",
        "bytes": 69_746,
        "version": 9,
    }
    return CaptureView(**{**usual, **values})


def row(**values: Any) -> CaseRow:
    usual: dict[str, Any] = {
        "what": ("corrected",),
        "agreement_id": "0123456789ab",
        "record": GOLIAD,
        "printed": ATTORNEY,
        "differs": frozenset({"agency", "moa"}),
        "reason": "The same agreement: same signing date.",
    }
    return CaseRow(**{**usual, **values})


def case(*rows: CaseRow, **values: Any) -> CaseFile:
    usual: dict[str, Any] = {
        "incident": incident(),
        "source_title": "ICE: participating agencies",
        "captures": (capture(),),
        "figures": (("agreements on the record", 1843), ("withheld: new", 1)),
        "rows": rows,
        "related": (),
        "note": "",
        "choices": (
            Choice(action="release", incident=12, effect="This change is true."),
            Choice(action="reject", incident=12, effect="This change is not true."),
        ),
    }
    return CaseFile(**{**usual, **values})


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    def print_it(shown: CaseFile, form: Format = Format.TABLE, width: int = 80) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        print_case(shown, form)
        return capsys.readouterr().out

    return print_it


def lines_of(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_one_incident_is_told_from_its_beginning_to_the_commands_that_decide_it(printed: Any) -> None:
    lines = lines_of(printed(case(row())))

    assert lines[:3] == [
        "Incident 12: held, open",
        "ICE: participating agencies (ice-287g)",
        "Since 2026-03-03 14:05 UTC, seen 3 times, last at 2026-03-03 16:05 UTC.",
    ]
    assert [line for line in lines if line and not line.startswith(" ")][3:] == [
        "Why",
        "What was fetched",
        "In figures",
        "Both readings (* reads differently)",
        "To decide it",
    ]
    assert lines[-4:] == [
        '  lookout release 12 --why "…"',
        "      This change is true.",
        '  lookout reject 12 --why "…"',
        "      This change is not true.",
    ]


def test_both_readings_stand_side_by_side_and_what_differs_is_marked(printed: Any) -> None:
    lines = lines_of(printed(case(row()), width=120))

    [agency] = [line for line in lines if " agency " in line]
    assert agency.split("  ")[0:2] == ["", "*"]
    assert GOLIAD.agency in agency
    assert ATTORNEY.agency in agency
    marked = [line.split()[1] for line in lines if line.startswith("  *")]
    assert marked == ["agency", "MOA"]
    assert not any("addendum" in line for line in lines)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_nothing_but_what_is_for_copying_is_wider_than_the_terminal(printed: Any, width: int) -> None:
    long = replace(GOLIAD, agency="Board of County Commissioners of " * 5, county="x" * 90)
    shown = case(row(record=long), row(record=None, printed=long), row(printed=None, record=long))

    lines = lines_of(printed(shown, width=width))

    wide = [line for line in lines if len(line) > width]
    assert all(line.strip().startswith(("https://", "lookout ")) for line in wide)


def test_a_wide_value_wraps_and_stays_whole(printed: Any) -> None:
    lines = lines_of(printed(case(row(record=ATTORNEY, printed=GOLIAD))))

    [first] = [number for number, line in enumerate(lines) if " MOA " in line]
    [after] = [number for number, line in enumerate(lines) if " id " in line]
    assert after - first > 1
    assert "".join(line.split()[-1] for line in lines[first:after]) == GOLIAD.moa_url


@pytest.mark.parametrize("form", [Format.TABLE, Format.CSV, Format.JSON])
def test_no_colour_codes_are_written_where_the_output_is_no_terminal(printed: Any, form: Format) -> None:
    assert "\x1b" not in printed(case(row()), form)


def test_what_others_wrote_cannot_steer_the_terminal(printed: Any) -> None:
    hostile = replace(GOLIAD, agency=HOSTILE, county=HOSTILE, moa_url=None, moa_text=HOSTILE)
    shown = case(
        row(record=hostile, reason=HOSTILE),
        row(record=None, printed=hostile),
        incident=incident(rules=(HOSTILE,), summary=HOSTILE),
        captures=(capture(url=f"https://www.ice.gov/{HOSTILE}"),),
        note=HOSTILE,
    )

    text = printed(shown, width=120)

    steering = {c for c in text if c != "\n" and (unicodedata.category(c).startswith("C"))}
    assert steering == set()
    assert "[red]Goliad[/red] [/nothing]" in text
    assert r"\x1b]0;owned\x07\x1b[2J" in text
    assert r"\u202etxeT\u200b\x9b31m\n\rsecond" in text


def test_the_list_of_incidents_cannot_steer_the_terminal_either(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"id": 1, "agency": HOSTILE, "summary": HOSTILE}], ["id", "agency"], Format.TABLE, note="summary")

    text = capsys.readouterr().out
    assert {c for c in text if c != "\n" and unicodedata.category(c).startswith("C")} == set()
    assert text.count("[/red]") == 2


def test_rows_that_go_or_come_are_one_line_each(printed: Any) -> None:
    text = printed(
        case(row(printed=None, what=("missing",)), row(record=None, printed=ATTORNEY, what=("new",))), width=120
    )

    assert "On the record, without a row on this list: 1\n" in text
    assert "On this list, and not on the record: 1\n" in text
    assert "Both readings" not in text
    [gone] = [line for line in lines_of(text) if GOLIAD.agency in line]
    assert [part.strip() for part in gone.split("  ") if part] == [
        GOLIAD.agency,
        "Goliad County, Texas",
        "Task Force Model",
        "2025-03-04",
    ]


def test_of_very_many_rows_people_see_the_first_and_programs_all(printed: Any) -> None:
    gone = [row(printed=None)] * (ONE_SIDED_SHOWN + 3)
    both = [row()] * (DIFFERING_SHOWN + 2)
    shown = case(*gone, *both)

    text = printed(shown)

    assert f"without a row on this list: {ONE_SIDED_SHOWN + 3}\n" in text
    assert "  … and 3 more: lookout incidents 12 --format csv\n" in text
    assert "  … and 2 more: lookout incidents 12 --format csv\n" in text
    assert text.count("this list prints") == DIFFERING_SHOWN
    assert len(json.loads(printed(shown, Format.JSON))["rows"]) == len(shown.rows)
    assert len(list(csv.DictReader(io.StringIO(printed(shown, Format.CSV))))) == len(shown.rows)


def test_of_many_captures_people_see_the_first_and_the_newest(printed: Any) -> None:
    shown = case(captures=tuple(capture(number) for number in range(1, 23)))

    lines = lines_of(printed(shown))

    assert [line.split(",")[0] for line in lines if line.startswith(("  capture", "  …"))] == [
        "  capture 1",
        "  … 19 more: lookout incidents 12 --format json",
        "  capture 21",
        "  capture 22",
    ]
    assert f"    SHA-256 {22:064x}" in lines
    assert "    lookout captures --save 22 FILE" in lines


def test_a_question_without_its_row_says_that_the_row_is_not_there(printed: Any) -> None:
    text = printed(case(row(what=("question",), printed=None, differs=frozenset()), note="The next poll ends it."))

    assert "(no such row)" in text
    assert "The next poll ends it." in text
    assert "without a row on this list" not in text


def test_where_there_is_nothing_to_decide_that_is_what_is_said(printed: Any) -> None:
    text = printed(case(choices=(), note="It ends by itself with the next good poll.", captures=(), figures=()))

    assert lines_of(text)[-2:] == ["To do", "  It ends by itself with the next good poll."]
    assert "fetched" not in text


def test_a_decided_incident_says_when_and_why(printed: Any) -> None:
    over = incident(status=IncidentStatus.REJECTED, decided_at=AT, decided_why="Half an upload.", seen=1)

    text = printed(case(incident=over, choices=(), note="It is over."))

    assert "Incident 12: held, rejected\n" in text
    assert "seen once.\nDecided 2026-03-03 14:05 UTC: Half an upload.\n" in text


def test_questions_to_look_at_together_are_named(printed: Any) -> None:
    assert "they share a name: 13, 14." in printed(case(related=(13, 14)))


def test_as_csv_each_row_has_the_record_beside_the_list(printed: Any) -> None:
    shown = case(row(), row(record=None, agreement_id=None, what=("new", "moa_published"), differs=frozenset()))

    both, new = csv.DictReader(io.StringIO(printed(shown, Format.CSV)))

    assert (both["incident"], both["what"], both["agreement_id"]) == ("12", "corrected", "0123456789ab")
    assert (both["record_agency"], both["printed_agency"]) == (GOLIAD.agency, ATTORNEY.agency)
    assert (both["record_moa"], both["printed_moa"], both["differs"]) == (GOLIAD.moa_url, "link pending", "agency moa")
    assert (new["what"], new["agreement_id"], new["record_agency"]) == ("new moa_published", "", "")


def test_as_json_it_is_the_same_as_data(printed: Any) -> None:
    data = json.loads(printed(case(row(), row(printed=None), related=(13,)), Format.JSON))

    assert (data["id"], data["kind"], data["status"], data["related"]) == (12, "held", "open", [13])
    assert data["captures"][0]["sha256"] == f"{57:064x}"
    assert data["figures"] == {"agreements on the record": 1843, "withheld: new": 1}
    assert data["rows"][0]["record"]["agency"] == GOLIAD.agency
    assert data["rows"][0]["differs"] == ["agency", "moa"]
    assert data["rows"][1]["printed"] is None
    assert data["choices"][0]["command"] == 'lookout release 12 --why "…"'
