"""Lists of the wrong size or shape: cut, doubled, shifted, with other columns, sheets and cells than usual."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from domain.changes import ChangeKind
from tests.builders.workbooks import (
    PARTICIPATING_COLUMNS,
    Formula,
    Row,
    build_pending_workbook,
    build_workbook,
    repacked,
)
from tests.faults.edits import (
    LONG,
    NAMES,
    SHEET_PART,
    Act,
    Rows,
    inserted,
    notes,
    parts,
    plus,
    refused,
    reworded,
    rows,
    says,
    sheriffs,
    unchanged,
)
from tests.faults.harness import WAITING, Fault, Scene, Verdict
from tests.faults.lists import GOOD, Lists

_SHERIFF = "Goliad County Sheriff's Office"
_NO_COUNTY = tuple(column for column in PARTICIPATING_COLUMNS if column != "COUNTY")
_NO_ADDENDUM = tuple(column for column in PARTICIPATING_COLUMNS if column != "ADDENDUM")
_RESULT = "987654"
"""A formula's stored result, unlike anything else in the workbook."""


def _first(count: int) -> Callable[[Rows], Rows]:
    return lambda good: good[:count]


def _no_applications(scene: Scene) -> None:
    scene.serve_pending(build_pending_workbook([]))


def _share(percent: int) -> Act:
    """Return an act that serves this share of the long list, taken evenly from all its states."""

    def change(good: Rows) -> list[Row]:
        return [
            row for position, row in enumerate(good) if position * percent // 100 != (position + 1) * percent // 100
        ]

    return rows(change)


_PENNSYLVANIA = plus(*sheriffs("PENNSYLVANIA", NAMES[:61]), lists=LONG)
"""Together with the town that is there already, 62 agreements in Pennsylvania; 302 in all."""


def _pennslyvania(scene: Scene) -> None:
    """Misspell the state in 66 rows, 5 of the 62 being gone and 9 new, as on 27 February 2026; then mend it."""
    gone = {f"{name} County Sheriff's Office" for name in NAMES[:5]}
    stayed = [
        row
        for row in scene.good.participating
        if row["STATE"] != "PENNSYLVANIA" or row["LAW ENFORCEMENT AGENCY"] not in gone
    ]
    right = (*stayed, *sheriffs("PENNSYLVANIA", NAMES[61:70]))
    wrong = [{**row, "STATE": "PENNSLYVANIA"} if row["STATE"] == "PENNSYLVANIA" else row for row in right]
    scene.good = Lists(participating=right, pending=scene.good.pending)
    scene.serve_participating(build_workbook(wrong))


def _without_column(columns: Sequence[str]) -> Act:
    """Return an act that serves the list without a column, which then appears."""

    def act(scene: Scene) -> None:
        scene.serve_participating(build_workbook(scene.good.participating, columns=columns))
        scene.poll()
        scene.serve_participating(build_workbook(scene.good.participating, sheet_name="Sheet1"))

    return act


def _flip_flop(scene: Scene) -> None:
    for columns in (
        tuple(reversed(PARTICIPATING_COLUMNS)),
        PARTICIPATING_COLUMNS,
        PARTICIPATING_COLUMNS[3:] + PARTICIPATING_COLUMNS[:3],
    ):
        scene.serve_participating(build_workbook(scene.good.participating[::-1], columns=columns))
        scene.poll()


def _moved_to_another_sheet(scene: Scene) -> None:
    cover = {"Sheet1": [["ICE ERO 287(g)"]]}
    scene.serve_participating(build_workbook(scene.good.participating, sheet_name="Sheet2", sheets_before=cover))


def _blank_rows(good: Rows) -> list[Row | None]:
    """Return the rows with blanks inside and 5,580 at the end, as ICE's list of May 2025 had them."""
    blank: Row = {"STATE": " ", "COUNTY": "\u00a0"}
    return [*good[:7], None, blank, None, *good[7:], *[blank] * 5_580]


def _merged_counties(scene: Scene) -> None:
    """Let one merged cell hold the county of four rows, as a hand that tidies up would."""
    changed = [dict(row) for row in scene.good.participating]
    for row in changed[3:6]:
        row["COUNTY"] = None
    merge = inserted("</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="D4:D7"/></mergeCells>')
    scene.serve_participating(repacked(build_workbook(changed), change={SHEET_PART: merge}))


def _no_results(scene: Scene) -> None:
    changed = reworded(_SHERIFF, COUNTY=Formula(text="=1+1", result=int(_RESULT)))(scene.good.participating)
    stripped = inserted(f"<v>{_RESULT}</v>", "")
    scene.serve_participating(repacked(build_workbook(changed), change={SHEET_PART: stripped}))


_ACCEPT, _HOLD, _REJECT, _WARN = Verdict.ACCEPT, Verdict.HOLD, Verdict.REJECT, Verdict.WARN
_GONE = [ChangeKind.PENDING_GONE] * len(GOOD.pending)
_BACK = [ChangeKind.PENDING] * len(GOOD.pending)

CASES = (
    Fault(
        number=68,
        text="header only",
        variant="participating",
        verdict=_REJECT,
        act=rows(_first(0)),
        check=refused("no rows"),
    ),
    Fault(
        number=68,
        text="header only",
        variant="pending",
        verdict=_ACCEPT,
        act=_no_applications,
        about=(WAITING,),
        changes=_GONE,
        after=_BACK,
    ),
    Fault(number=69, text="five rows", verdict=_REJECT, act=rows(_first(5)), check=refused("5 rows against 40")),
    Fault(
        number=70,
        text="rows against last time",
        variant="69 percent",
        verdict=_REJECT,
        act=_share(69),
        lists=LONG,
        check=refused(),
    ),
    Fault(number=70, text="rows against last time", variant="71 percent", verdict=_HOLD, act=_share(71), lists=LONG),
    Fault(
        number=71,
        text="PENNSLYVANIA with five true departures in it",
        verdict=_ACCEPT,
        act=_pennslyvania,
        lists=_PENNSYLVANIA,
        changes=[ChangeKind.CORRECTED] * 57 + [ChangeKind.MISSING] * 5 + [ChangeKind.NEW] * 9,
        after=[ChangeKind.CORRECTED] * 66,
    ),
    Fault(number=72, text="two thirds gone", verdict=_REJECT, act=_share(36), lists=LONG, check=refused("(36%)")),
    Fault(
        number=73,
        text="every row twice",
        verdict=_HOLD,
        act=rows(lambda good: [row for row in good for _ in range(2)]),
        check=says("40 rows stand in the list twice"),
    ),
    Fault(number=74, text="one row twice", verdict=_ACCEPT, act=rows(lambda good: [*good, good[11]])),
    Fault(number=75, text="a new column COUNTY", verdict=_ACCEPT, act=_without_column(_NO_COUNTY)),
    Fault(number=76, text="a new column ADDENDUM at the end", verdict=_ACCEPT, act=_without_column(_NO_ADDENDUM)),
    Fault(
        number=77,
        text="SIGNED is called DATE SIGNED",
        verdict=_REJECT,
        act=rows(unchanged, headers={"SIGNED": "DATE SIGNED"}),
        check=refused("no column SIGNED", "DATE SIGNED"),
    ),
    Fault(
        number=78,
        text="a header is a value",
        variant="of the agency",
        verdict=_REJECT,
        act=rows(unchanged, headers={"LAW ENFORCEMENT AGENCY": "12/1/25`"}),
        check=refused("lacks LAW ENFORCEMENT AGENCY", "12/1/25`"),
    ),
    Fault(
        number=78,
        text="a header is a value",
        variant="of the date",
        verdict=_REJECT,
        act=rows(unchanged, headers={"SIGNED": "12/1/25`"}),
        check=refused(),
    ),
    Fault(
        number=79,
        text="title rows above the header",
        verdict=_HOLD,
        act=rows(unchanged, rows_above_header=("ERO 287(g) participating agencies", "As of today")),
        check=says("The header stands in row 3"),
    ),
    Fault(number=80, text="columns in ever another order", verdict=_ACCEPT, act=_flip_flop),
    Fault(
        number=81,
        text="columns without a name",
        verdict=_ACCEPT,
        act=rows(unchanged, columns=("", *PARTICIPATING_COLUMNS[:3], " ", *PARTICIPATING_COLUMNS[3:], "  ")),
    ),
    Fault(
        number=82,
        text="another sheet",
        variant="beside the list",
        verdict=_WARN,
        act=rows(unchanged, extra_sheets={"Sheet2": [["Notes"], ["Ask the field office"]]}),
        check=notes("a further sheet, “Sheet2”"),
    ),
    Fault(
        number=82,
        text="another sheet",
        variant="with the list",
        verdict=_HOLD,
        act=_moved_to_another_sheet,
        check=says("“Sheet1”, holds no list, but “Sheet2” does"),
    ),
    Fault(
        number=83,
        text="the sheet is called Sheet 1",
        verdict=_WARN,
        act=rows(unchanged, sheet_name="Sheet 1"),
        check=notes("“Sheet 1”"),
    ),
    Fault(
        number=84,
        text="hidden",
        variant="sheet",
        verdict=_WARN,
        act=parts({"xl/workbook.xml": inserted('<sheet name="Sheet1"', '<sheet state="hidden" name="Sheet1"')}),
        check=notes("“Sheet1” is hidden"),
    ),
    Fault(
        number=84,
        text="hidden",
        variant="rows",
        verdict=_WARN,
        act=rows(unchanged, hidden=range(3, 30)),
        check=notes("27 row(s) are hidden"),
    ),
    Fault(
        number=84,
        text="hidden",
        variant="columns",
        verdict=_WARN,
        act=parts({SHEET_PART: inserted("<sheetData>", '<cols><col min="4" max="6" hidden="1"/></cols><sheetData>')}),
        check=notes("F, “SIGNED”"),
    ),
    Fault(number=85, text="merged cells", verdict=_HOLD, act=_merged_counties, check=says("merged (D4:D7)")),
    Fault(number=86, text="blank rows inside and 5580 at the end", verdict=_ACCEPT, act=rows(_blank_rows)),
    Fault(
        number=87,
        text="formulas without results",
        verdict=_REJECT,
        act=_no_results,
        check=refused("without its result"),
    ),
    Fault(
        number=88,
        text="error cells",
        variant="in county and type",
        verdict=_WARN,
        act=rows(reworded(_SHERIFF, COUNTY="#REF!", TYPE="#N/A")),
        changes=[ChangeKind.CORRECTED],
        after=[ChangeKind.CORRECTED],
        check=notes("#REF!", "#N/A"),
    ),
    Fault(
        number=88,
        text="error cells",
        variant="in the agency",
        verdict=_WARN,
        act=rows(reworded(_SHERIFF, LAW_ENFORCEMENT_AGENCY="#REF!")),
        check=notes("#REF!"),
    ),
)
