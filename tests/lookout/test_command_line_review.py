"""The review desk on the command line: what needs a person, what a person decides, and the log of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.builders.workbooks import Row
from tests.lookout.commands import Commands
from tests.lookout.publisher import EVENING, EVENING_PENDING, Publisher

GOLIAD_POLICE: Row = {
    **next(row for row in EVENING if row["LAW ENFORCEMENT AGENCY"] == "Goliad County Sheriff's Office"),
    "LAW ENFORCEMENT AGENCY": "Goliad Police Department",
    "MOA": "link pending",
}
ASKED: tuple[Row, ...] = tuple(
    GOLIAD_POLICE if row["LAW ENFORCEMENT AGENCY"] == "Goliad County Sheriff's Office" else row for row in EVENING
)
"""The evening's list, on which a police department stands where the sheriff of Goliad stood."""


@pytest.fixture
def question(evening: Commands, publisher: Publisher) -> Commands:
    """Return the command line over a record with one open question."""
    publisher.publish(ASKED, EVENING_PENDING)
    assert evening("poll", "--url", publisher.page).status in {0, 3}
    return evening


@pytest.fixture
def held(evening: Commands, publisher: Publisher) -> Commands:
    """Return the command line over a record with one list held as a whole: every row of it stands there twice."""
    publisher.publish((*EVENING, *EVENING), EVENING_PENDING)
    assert evening("poll", "--url", publisher.page).status == 3
    return evening


def agreement(command: Commands, agency: str) -> str:
    """Return the id of the listed agreement of *agency*."""
    rows = command("agreements", "--format", "csv").rows
    [found] = [row["id"] for row in rows if row["agency"].startswith(agency) and row["status"] == "listed"]
    return found


def log(command: Commands) -> list[dict[str, str]]:
    return command("audit", "--format", "csv").rows


def test_the_list_says_how_to_see_one_in_full(question: Commands) -> None:
    answer = question("incidents")

    assert answer.status == 0
    assert answer.out.endswith("\nOne in full, with both readings and how to decide it: lookout incidents N\n")


def test_an_incident_is_shown_with_both_readings_and_the_commands_that_decide_it(question: Commands) -> None:
    answer = question("incidents", "1")

    assert answer.status == 0
    assert answer.out.startswith("Incident 1: question, open\n")
    assert "Goliad Police Department" in answer.out
    assert "Goliad County Sheriff's" in answer.out
    assert '  lookout same 1 --why "…"\n' in answer.out
    assert '  lookout different 1 --why "…"\n' in answer.out


def test_an_incident_can_be_had_as_data(question: Commands) -> None:
    [row] = question("incidents", "1", "--format", "csv").rows
    data = question("incidents", "1", "--format", "json").json

    assert row["record_agency"] == data["rows"][0]["record"]["agency"] == "Goliad County Sheriff's Office"
    assert row["printed_agency"] == data["rows"][0]["printed"]["agency"] == "Goliad Police Department"
    assert "agency" in data["rows"][0]["differs"]


def test_looking_at_an_incident_writes_nothing(question: Commands) -> None:
    before = question.everything_kept()

    for form in ("table", "csv", "json"):
        assert question("incidents", "1", "--format", form).status == 0

    assert question.everything_kept() == before


def test_what_is_no_incident_cannot_be_shown(fresh: Commands) -> None:
    answer = fresh("incidents", "7")

    assert (answer.status, answer.out) == (2, "")
    assert answer.err == "There is no incident 7: `lookout incidents` lists them.\n"


@pytest.mark.parametrize(
    ("command", "kinds"), [("same", ["corrected", "moa_changed"]), ("different", ["missing", "new"])]
)
def test_a_question_is_answered_by_its_number(question: Commands, command: str, kinds: list[str]) -> None:
    answer = question(command, "1", "--why", "says the county")

    assert answer.status == 0
    rows = question("changes", "--format", "csv").rows
    newest = max(row["version_to"] for row in rows)
    told = [row["kind"] for row in rows if "Goliad" in row["agency"] and row["version_to"] == newest]
    assert sorted(told) == kinds
    assert question("incidents", "--format", "json").json == []


def test_two_agreements_can_be_declared_without_a_question(evening: Commands) -> None:
    goliad = agreement(evening, "Goliad")

    answer = evening(
        "different", goliad[:6], "Culpeper County Sheriff's Office", "--why", "two bodies", "--by", "reviewer"
    )

    assert answer.status == 0
    [entry] = log(evening)
    assert (entry["reviewer"], entry["action"], entry["why"]) == ("reviewer", "different", "two bodies")
    assert "Goliad" in entry["subject"]


def test_a_departure_can_be_confirmed_by_the_change_that_told_of_it(evening: Commands) -> None:
    [missing] = [row for row in evening("changes", "--format", "csv").rows if row["kind"] == "missing"]

    answer = evening("confirm", missing["id"], "--why", "the board ended it, see its minutes")

    assert answer.status == 0
    newest = evening("changes", "--format", "csv").rows[-1]
    assert (newest["kind"], newest["agency"]) == ("terminated", missing["agency"])
    assert [entry["action"] for entry in log(evening)] == ["confirm"]


@pytest.mark.parametrize(
    "decision",
    [
        ("release", "1"),
        ("reject", "1"),
        ("same", "1"),
        ("different", "1"),
        ("confirm", "0123456789ab"),
    ],
)
def test_a_decision_needs_a_reason_that_says_something(fresh: Commands, decision: tuple[str, ...]) -> None:
    missing, blank = fresh(*decision), fresh(*decision, "--why", " \t\u00a0 ")

    assert missing.status == blank.status == 2
    assert "--why" in missing.err
    assert blank.err.startswith("--why must say why, in a sentence")
    assert not fresh.folder.exists()


def test_a_decision_needs_somebody_who_answers_for_it(fresh: Commands) -> None:
    answer = fresh("reject", "1", "--why", "Half an upload.", "--by", " ")

    assert (answer.status, answer.err) == (2, "--by must name who decides, by a role such as operator or reviewer.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("same", "Goliad"), '"Goliad" is no question\'s number'),
        (("same", "9"), "There is no incident 9"),
        (("different", "12345", "Goliad Police Department"), '"12345" is no agreement\'s id'),
        (("different", "000000000000", "Goliad Police Department"), "There is no agreement 000000000000"),
        (("confirm", "Goliad"), '"Goliad" is no agreement\'s id'),
    ],
)
def test_what_cannot_be_decided_on_is_said(evening: Commands, arguments: tuple[str, ...], sentence: str) -> None:
    answer = evening(*arguments, "--why", "I say so")

    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith(sentence)
    assert log(evening) == []


def test_an_agreement_that_is_listed_cannot_be_confirmed_gone(evening: Commands) -> None:
    answer = evening("confirm", agreement(evening, "Goliad"), "--why", "I say so")

    assert (answer.status, answer.out) == (2, "")
    assert log(evening) == []


def test_every_decision_stands_in_the_audit_log(held: Commands) -> None:
    assert held("audit").out == "Nobody has decided anything yet.\n"

    held("reject", "1", "--why", "Each row twice: [bold]a copy[/bold].", "--by", "reviewer")

    [entry] = log(held)
    assert (entry["number"], entry["reviewer"], entry["action"]) == ("1", "reviewer", "reject")
    assert entry["why"] == "Each row twice: [bold]a copy[/bold]."
    assert "1" in entry["subject"]
    assert len(entry["seal"]) == 64
    assert held("audit", "--format", "json").json == [{**entry, "number": 1}]
    printed = held("audit").out
    assert printed.startswith(f"1  {entry['decided_at'][:10]} ")
    assert "Each row twice: [bold]a copy[/bold]." in printed


def test_without_a_name_the_operator_decides(held: Commands) -> None:
    held("release", "1", "--why", "ICE said so on the phone.")

    assert [(entry["reviewer"], entry["action"]) for entry in log(held)] == [("operator", "release")]


def test_a_decision_that_fails_leaves_no_entry(held: Commands) -> None:
    held("reject", "1", "--why", "Each row twice.")

    assert held("release", "1", "--why", "Another thought.").status == 2
    assert [entry["action"] for entry in log(held)] == ["reject"]


def test_control_characters_in_a_reason_are_not_kept(held: Commands) -> None:
    held("reject", "1", "--why", "Each row\x1b[31m\ntwice.\udcff")

    [entry] = log(held)
    assert entry["why"] == "Each row[31m twice.?"


def test_the_doctor_says_whether_the_audit_log_is_intact(held: Commands) -> None:
    def audited() -> str:
        [line] = [line for line in held("doctor").out.splitlines() if " audit: " in line]
        return line

    assert audited() == "ok   audit: nobody has decided anything yet"
    held("reject", "1", "--why", "Each row twice.")
    assert audited() == f"ok   audit: 1 decision, intact; the newest seal is {log(held)[0]['seal']}"

    with closing(sqlite3.connect(held.folder / "lookout.sqlite")) as database, database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET why = 'ICE said so.'")

    assert audited().startswith("BAD  audit: Entry 1 of the audit log (reject, ")
    assert held("doctor").status == 4
