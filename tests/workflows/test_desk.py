"""The case file of an incident: what a reviewer is shown, beside what the record holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    KERR,
    LEON,
    LIST,
    POLK,
    START,
    TEXAS,
    Stage,
    fetched,
    problem,
    sha256,
    sheriff,
    without,
    workbook,
)
from workflows.casefile import CaseFile, field_text
from workflows.desk import NotFoundError, agreement_or_name, find_agreement, open_case
from workflows.ledger import NewIncident
from workflows.ports import DocumentRole, FetchProblem
from workflows.reading import ChangeQuery, IncidentStatus
from workflows.record import QUESTION

POLICE = replace(GOLIAD, agency="Goliad Police Department")
"""Another body in Goliad's county, signed on the same day: asked about, never guessed."""
NEVADA = tuple(sheriff(county, state="Nevada") for county in ("Clark", "Nye", "Elko"))
"""A whole state of agencies: all of them missing at once is doubted."""


REDATED = replace(TEXAS[7], signed_on=date(2025, 3, 5))
LONG = (
    *TEXAS,
    *(replace(sheriff(f"{county}ville"), moa_url=None) for county in ["Ames", "Bell", "Cole", "Dorn", "Eads", "Fife"]),
)
"""Enough agencies for seven rows to be a large share of them."""


def newest_case(stage: Stage) -> CaseFile:
    [incident] = stage.log.incidents(only_open=True)
    return open_case(stage.polling, stage.log, incident.id)


def commands(case: CaseFile) -> list[str]:
    return [choice.command for choice in case.choices]


def asked(stage: Stage) -> CaseFile:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, GOLIAD), POLICE])
    return newest_case(stage)


def half_held(stage: Stage) -> CaseFile:
    stage.print_list([*TEXAS, *NEVADA])
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, POLK])
    return newest_case(stage)


def wholly_held(stage: Stage) -> CaseFile:
    """Print a list that lost seven of thirty rows, and in which one came and one reads differently."""
    stage.print_list(LONG)
    stage.clock.wait(minutes=10)
    stage.print_list([*LONG[8:], REDATED, HARRIS])
    return newest_case(stage)


def test_a_question_shows_the_agreement_beside_the_row_that_may_be_it(stage: Stage) -> None:
    case = asked(stage)

    [row] = case.rows
    assert row.record is not None
    assert row.printed is not None
    assert (row.what, row.record.agency, row.printed.agency) == (("question",), GOLIAD.agency, POLICE.agency)
    assert row.differs == {"agency"}
    assert row.agreement_id == case.incident.subject.partition("|")[0]
    assert commands(case) == ['lookout same 1 --why "…"', 'lookout different 1 --why "…"']


def test_a_case_names_the_captures_it_is_about(stage: Stage) -> None:
    case = asked(stage)

    assert case.source_title == stage.sources.get(LIST).title
    [capture] = case.captures
    assert capture.sha256 == sha256(workbook([*without(TEXAS, GOLIAD), POLICE]))
    assert capture.fetched_at == START + timedelta(minutes=10)


def test_a_question_is_shown_beside_the_newest_list(stage: Stage) -> None:
    asked(stage)
    stage.clock.wait(minutes=10)
    stage.print_list([*without(TEXAS, GOLIAD), replace(POLICE, signed_on=date(2025, 3, 5)), POLK])

    case = newest_case(stage)

    assert [c.fetched_at for c in case.captures] == [START + timedelta(minutes=n) for n in (10, 20)]
    assert case.rows[0].printed is not None
    assert case.rows[0].printed.signed_on == date(2025, 3, 5)
    assert case.rows[0].differs == {"agency", "signed"}


def test_questions_that_share_a_name_are_named_together(stage: Stage) -> None:
    asked(stage)
    subjects = ("another|goliad police department", "another|wharton police department")
    with stage.open() as ledger:
        sharing, _ = (
            ledger.open_incident(
                NewIncident(source=LIST, kind=QUESTION, subject=subject, summary="Is it?", capture_ids=(1,)),
                stage.clock.now(),
            )
            for subject in subjects
        )

    assert open_case(stage.polling, stage.log, 1).related == (sharing,)


def test_withheld_changes_are_shown_row_by_row_and_what_went_out_is_not(stage: Stage) -> None:
    case = half_held(stage)

    assert stage.told() == [("new", POLK.agency)]
    assert [(row.what, row.record and row.record.agency, row.printed) for row in case.rows] == [
        (("missing",), entry.agency, None) for entry in sorted(NEVADA, key=lambda entry: entry.agency)
    ]
    assert ("withheld: missing", 3) in case.figures
    assert commands(case) == ['lookout release 1 --why "…"', 'lookout reject 1 --why "…"']
    assert "These 3 changes" in case.choices[0].effect
    assert case.note == ""


def test_a_list_that_is_held_as_a_whole_is_compared_with_the_record(stage: Stage) -> None:
    case = wholly_held(stage)

    shown = [(row.what, row.goes, row.comes, (row.record or row.printed).agency) for row in case.rows]  # type: ignore[union-attr]  # one side is always there
    assert shown == [
        *((("missing",), True, False, entry.agency) for entry in sorted(LONG[:7], key=lambda e: e.agency)),
        (("new",), False, True, HARRIS.agency),
        (("corrected",), False, False, REDATED.agency),
    ]
    assert case.rows[-1].differs == {"signed"}
    assert dict(case.figures) == {
        "agreements on the record": 30,
        "rows on this list": 24,
        "would be told: missing": 7,
        "would be told: new": 1,
        "would be told: corrected": 1,
    }
    assert commands(case) == ['lookout release 1 --why "…"', 'lookout reject 1 --why "…"']


def test_what_a_held_list_would_still_leave_in_doubt_is_shown_and_said(stage: Stage) -> None:
    stage.print_list([*LONG, *NEVADA])
    stage.clock.wait(minutes=10)
    stage.print_list(LONG[5:])

    case = newest_case(stage)

    assert ("would be told: missing", 8) in case.figures
    assert {row.record.agency for row in case.rows if row.record} >= {entry.agency for entry in NEVADA}
    assert "its 8 changes are recorded and sent; 3 of them are doubtful by themselves" in case.choices[0].effect


def test_looking_writes_nothing(stage: Stage) -> None:
    wholly_held(stage)
    before = stage.everything()

    newest_case(stage)

    assert stage.everything() == before


def test_two_changes_of_one_agreement_are_one_row(stage: Stage) -> None:
    stage.print_list(LONG)
    stage.clock.wait(minutes=10)
    stage.print_list([*LONG[8:], replace(REDATED, moa_url="https://www.ice.gov/doclib/moa.pdf")])

    row = newest_case(stage).rows[-1]

    assert row.what == ("corrected", "moa_published")
    assert row.differs == {"signed", "moa"}
    assert row.printed is not None
    assert field_text(row.printed, "moa") == "https://www.ice.gov/doclib/moa.pdf"


def test_a_list_in_which_nothing_can_be_believed_offers_no_release(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([])

    case = newest_case(stage)

    assert ("rows on this list", 0) in case.figures
    assert (case.rows, commands(case)) == ((), ['lookout reject 1 --why "…"'])
    assert "cannot be released" in case.note


def test_a_first_list_that_is_held_has_nothing_to_be_compared_with(stage: Stage) -> None:
    doubled = [*TEXAS, *TEXAS]
    stage.print_list(doubled)

    case = newest_case(stage)

    assert case.rows == ()
    assert "Nobody is told of a first list" in case.choices[0].effect


@pytest.mark.parametrize("kind", [FetchProblem.BLOCKED, FetchProblem.UNREACHABLE])
def test_a_failed_visit_has_a_reason_and_nothing_to_decide(stage: Stage, kind: FetchProblem) -> None:
    stage.serve(problems=[problem(kind, DocumentRole.PARTICIPATING)])

    case = newest_case(stage)

    assert (case.rows, case.choices) == ((), ())
    assert case.note == "There is nothing to decide: it ends by itself with the next good poll."
    assert case.incident.summary.startswith("ICE's participating is")


def test_an_unreadable_workbook_is_shown_with_its_capture(stage: Stage) -> None:
    stage.serve(fetched(b"garbage", at=stage.clock.now()))

    case = newest_case(stage)

    assert [capture.sha256 for capture in case.captures] == [sha256(b"garbage")]
    assert case.choices == ()


def test_what_is_over_offers_no_choice(stage: Stage) -> None:
    asked(stage)
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS, saved=2)

    case = open_case(stage.polling, stage.log, 1)

    assert case.incident.status is IncidentStatus.RECOVERED
    assert (case.rows, case.choices) == ((), ())


@pytest.mark.parametrize("damage", ["gone", "damaged"])
def test_bytes_that_are_lost_are_said_to_be_lost(stage: Stage, tmp_path: Path, damage: str) -> None:
    number = wholly_held(stage).incident.id
    [capture] = open_case(stage.polling, stage.log, number).captures
    file = tmp_path / "archive" / capture.sha256[:2] / capture.sha256[2:4] / f"{capture.sha256}.zst"
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(b"rotten")

    case = open_case(stage.polling, stage.log, number)

    assert "from a backup" in case.note
    assert case.choices == ()


def test_no_such_incident_is_said_with_the_command_that_helps(stage: Stage) -> None:
    with pytest.raises(NotFoundError, match="no incident 7: `lookout incidents`"):
        open_case(stage.polling, stage.log, 7)


def test_an_agreement_is_found_by_its_id_a_beginning_of_it_or_a_change_of_it(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    [missing] = stage.log.changes(ChangeQuery())
    leon = missing.change.agreement_id

    for text in (leon, leon[:6], f" {leon.upper()} ", missing.change.id):
        assert find_agreement(stage.polling, stage.log, text).id == leon
    assert agreement_or_name(stage.polling, leon[:7]) == leon


@pytest.mark.parametrize("text", ["", "12345", "Goliad", "0123456789abcdef0"])
def test_what_is_no_id_is_refused(stage: Stage, text: str) -> None:
    stage.print_list(TEXAS)

    with pytest.raises(NotFoundError, match="is no agreement's id"):
        find_agreement(stage.polling, stage.log, text)


@pytest.mark.parametrize("text", ["000000000000", "0000000000000000"])
def test_an_id_that_nobody_has_is_refused(stage: Stage, text: str) -> None:
    stage.print_list(TEXAS)

    with pytest.raises(NotFoundError, match=r"There is no agreement|is no agreement's id"):
        find_agreement(stage.polling, stage.log, text)


def test_a_beginning_that_several_agreements_share_is_refused(stage: Stage) -> None:
    stage.print_list(TEXAS)
    with stage.open() as ledger:
        known = ledger.agreements(LIST)
        ledger.store_agreements(
            [
                replace(known[0], id=f"abcdef{n:06}", facts=replace(known[0].facts, agency=f"Copy {n}"))
                for n in range(2)
            ],
            1,
        )

    with pytest.raises(NotFoundError, match="2 agreements begin with abcdef"):
        find_agreement(stage.polling, stage.log, "abcdef")
    with pytest.raises(NotFoundError, match="2 agreements begin with abcdef"):
        agreement_or_name(stage.polling, "abcdef")


def test_a_name_stays_a_name(stage: Stage) -> None:
    stage.print_list(TEXAS)

    assert agreement_or_name(stage.polling, f" {KERR.agency} ") == KERR.agency
    assert agreement_or_name(stage.polling, "facade") == "facade"
