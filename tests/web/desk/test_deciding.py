"""At the desk: what waits, one case in full, each decision, and the log of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from domain.deliveries import DeliveryStatus
from tests.web.desk.visitor import DANA, NEVADA, POLICE, Desk, said
from tests.web.doorstep import form_of, links_of
from tests.web.fakes import Answer
from tests.workflows.stage import GOLIAD, LEON, POLK, TEXAS, problem, sha256, without, workbook
from web.desk_words import DECIDED_BY, MATTERS
from workflows.ledger import NewIncident
from workflows.ports import FetchProblem
from workflows.reading import IncidentStatus

REASON = "The county announced it on Monday."
PAGES = ("/desk", "/desk?all=yes", "/desk/incidents/1", "/desk/departures", "/desk/pair", "/desk/audit")


def page_of(answer: Answer) -> Any:
    assert answer.status == 200
    return html.document_fromstring(answer.text)


def cells(answer: Answer) -> dict[str, tuple[str, str]]:
    """Return the two readings of the first row that is shown side by side, by field."""
    [table, *_] = page_of(answer).xpath("//table[@class='sides']")
    rows = [[cell.text_content().strip() for cell in row] for row in table.findall("tbody/tr")]
    return {field: (left, right) for field, left, right in rows}


def newest(desk: Desk) -> dict[str, str]:
    """Return the newest decision of the audit log."""
    entry = desk.stage.log.audit()[-1].entry
    return {"by": entry.reviewer, "action": entry.action, "why": entry.why}


def pending(desk: Desk) -> int:
    with desk.stage.open() as ledger:
        return len(ledger.deliveries(DeliveryStatus.PENDING, 50))


def decides_nothing(desk: Desk, answer: Answer, before: object) -> str:
    assert answer.status == 422
    assert desk.stage.everything() == before
    assert desk.woken == []
    page: Any = html.document_fromstring(answer.text)
    [alert] = page.xpath("//*[@role='alert']")
    return " ".join(alert.text_content().split())


def test_an_empty_desk_says_so(desk: Desk) -> None:
    assert "Nothing waits for a person." in said(desk.get("/desk"))


def test_the_list_tells_which_source_since_when_what_is_held_and_what_to_do(desk: Desk) -> None:
    desk.hold_three()

    words = said(desk.get("/desk"))

    assert "1 incident is open." in words
    assert desk.stage.sources.get("ice-287g").title in words
    assert "Open since 2 Mar 2026, 12:10 UTC" in words
    assert "What is held Some changes of one list. The rest of the list went out." in words
    assert "True: release. Not true: reject." in words
    assert links_of(desk.get("/desk"))["/desk/incidents/1"].startswith("Incident 1")


def test_what_a_person_must_decide_comes_before_what_ends_by_itself(desk: Desk) -> None:
    desk.stage.serve(problems=[problem(FetchProblem.BLOCKED)])
    desk.stage.clock.wait(minutes=10)
    desk.ask_a_question()

    headings = [h.text_content() for h in page_of(desk.get("/desk")).xpath("//section/h3")]

    assert len(headings) >= 1
    assert "same agreement" in headings[0]


@pytest.mark.parametrize("kind", [*MATTERS, "blocked", "gone", "swapped", "a kind of tomorrow"])
@pytest.mark.parametrize("language", ["", "/es"])
def test_every_kind_of_incident_says_what_to_do(desk: Desk, kind: str, language: str) -> None:
    desk.stage.print_list(TEXAS)
    with desk.stage.open() as ledger:
        opened = NewIncident(source="ice-287g", kind=kind, subject="x|y", summary="Something is.", capture_ids=(1,))
        ledger.open_incident(opened, desk.stage.clock.now())

    case = desk.get(f"{language}/desk/incidents/1")

    assert case.status == desk.get(f"{language}/desk").status == 200
    buttons = [b.get("value") for b in page_of(case).xpath("//form[contains(@action, 'incidents')]//button")]
    assert set(buttons) <= set(DECIDED_BY.get(kind, ()))
    assert ("What to do" if not language else "Qué hacer") in said(case)


def test_a_question_shows_both_rows_as_printed_with_what_differs(desk: Desk) -> None:
    desk.ask_a_question()

    case = desk.get("/desk/incidents/1")

    shown = cells(case)
    assert shown["Agency differs"] == (GOLIAD.agency, POLICE.agency)
    assert shown["County"] == (GOLIAD.county, POLICE.county)
    assert list(page_of(case).xpath("//button/@value")) == ["same", "different", "here", "everywhere"]


def test_a_case_names_its_captures_with_their_hash_and_gives_them(desk: Desk) -> None:
    desk.ask_a_question()

    case = desk.get("/desk/incidents/1")

    body = workbook([*without(TEXAS, GOLIAD), POLICE])
    assert sha256(body) in said(case)
    [download] = [path for path in links_of(case) if path.startswith("/captures/")]
    assert desk.get(download).body == body


def test_related_questions_lead_to_each_other(desk: Desk) -> None:
    desk.ask_a_question()
    with desk.stage.open() as ledger:
        asked = NewIncident(
            source="ice-287g", kind="question", subject="x|goliad police department", summary="Is it?", capture_ids=(1,)
        )
        number = ledger.open_incident(asked, desk.stage.clock.now())

    assert f"/desk/incidents/{number}" in links_of(desk.get("/desk/incidents/1"))


def test_a_hold_shows_the_rows_that_are_gone_and_the_rules_that_spoke(desk: Desk) -> None:
    desk.hold_three()

    words = said(desk.get("/desk/incidents/1"))

    assert "On the record, without a row on this list: 3" in words
    for entry in NEVADA:
        assert entry.agency in words
    assert "Held back: Missing 3" in words
    assert desk.stage.log.incidents()[0].rules[0] in words


def test_releasing_records_queues_wakes_the_sender_and_says_so(desk: Desk) -> None:
    desk.stage.subscribe(states=frozenset({"Nevada"}), unconfirmed=True)
    desk.hold_three()
    assert pending(desk) == 0

    answer = desk.press("/desk/incidents/1", "release", why=REASON)

    assert answer.status == 200
    assert "3 changes were recorded. 1 message is on its way." in said(answer)
    assert [kind for kind, agency in desk.stage.told() if agency in {e.agency for e in NEVADA}] == ["missing"] * 3
    assert pending(desk) == 1
    assert desk.woken == [None]
    assert newest(desk) == {"by": DANA, "action": "release", "why": REASON}
    assert desk.stage.log.incidents(only_open=True) == []


def test_rejecting_keeps_the_record_and_says_so(desk: Desk) -> None:
    desk.hold_three()
    before = desk.stage.told()

    answer = desk.press("/desk/incidents/1", "reject", why=REASON)

    assert "No change was recorded" in said(answer)
    assert desk.stage.told() == before
    assert newest(desk) == {"by": DANA, "action": "reject", "why": REASON}


def test_what_was_rejected_can_be_let_through_after_all(desk: Desk) -> None:
    desk.hold_three()
    desk.press("/desk/incidents/1", "reject", why="A slip, I think.")

    answer = desk.press("/desk/incidents/1", "release", why=REASON)

    assert "3 changes were recorded." in said(answer)
    assert desk.stage.log.incidents()[0].status is IncidentStatus.RELEASED


@pytest.mark.parametrize(("action", "kinds"), [("same", ["corrected"]), ("different", ["missing", "new"])])
def test_a_question_is_answered(desk: Desk, action: str, kinds: list[str]) -> None:
    desk.ask_a_question()

    answer = desk.press("/desk/incidents/1", action, why=REASON)

    assert answer.status == 200
    assert sorted(kind for kind, agency in desk.stage.told() if "Goliad" in agency) == kinds
    assert newest(desk)["action"] == action


def test_a_departure_is_confirmed_from_the_list_of_those_that_are_missing(desk: Desk) -> None:
    desk.stage.print_list(TEXAS)
    desk.stage.clock.wait(minutes=10)
    desk.stage.print_list(without(TEXAS, LEON))
    assert LEON.agency in said(desk.get("/desk/departures"))

    answer = desk.press("/desk/departures", "confirm", why=REASON)

    assert "1 change was recorded." in said(answer)
    assert desk.stage.told()[-1] == ("terminated", LEON.agency)
    assert newest(desk) == {"by": DANA, "action": "confirm", "why": REASON}
    assert "No agreement is missing." in said(desk.get("/desk/departures"))


@pytest.mark.parametrize("named", ["{id}", "{six}", "https://lookout.example/agencies/{id}/", " {ID} "])
def test_two_names_are_ruled_on_without_a_question(desk: Desk, named: str) -> None:
    desk.stage.print_list(TEXAS)
    goliad = desk.stage.agreement(GOLIAD).id
    first = named.format(id=goliad, six=goliad[:6], ID=goliad.upper())

    answer = desk.press("/desk/pair", "different", first=first, second=LEON.agency, why=REASON)

    assert answer.status == 200
    assert newest(desk) == {"by": DANA, "action": "different", "why": REASON}
    assert desk.stage.rows("SELECT ruling FROM ruling") == [("different",), ("different",)]


@pytest.mark.parametrize("why", ["", "   \t\n ", "\u200b\u202e\x00"])
@pytest.mark.parametrize("action", ["release", "reject"])
def test_a_decision_needs_a_reason(desk: Desk, action: str, why: str) -> None:
    desk.hold_three()
    before = desk.stage.everything()

    answer = desk.press("/desk/incidents/1", action, why=why)

    assert decides_nothing(desk, answer, before) == "Nothing was decided. Write the reason first."


def test_every_other_form_needs_a_reason_too(desk: Desk) -> None:
    desk.stage.print_list(TEXAS)
    desk.stage.clock.wait(minutes=10)
    desk.stage.print_list(without(TEXAS, LEON))
    before = desk.stage.everything()

    for path, action in (("/desk/departures", "confirm"), ("/desk/pair", "same"), ("/desk/pair", "different")):
        decides_nothing(desk, desk.press(path, action, why=" ", first="x", second="y"), before)


def test_what_was_typed_is_not_lost_where_the_decision_cannot_be_taken(desk: Desk) -> None:
    desk.stage.print_list(TEXAS)
    before = desk.stage.everything()

    answer = desk.press("/desk/pair", "same", first="0123456789ab", second="Nobody's Office", why="<b>one</b> office")

    assert "no agreement 0123456789ab" in decides_nothing(desk, answer, before)
    form = form_of(answer, "/desk/pair")
    assert (form["first"], form["second"]) == (["0123456789ab"], ["Nobody's Office"])
    assert form["why"] == ["<b>one</b> office"]


def test_what_somebody_else_decided_meanwhile_stands(desk: Desk) -> None:
    desk.hold_three()
    form = form_of(desk.get("/desk/incidents/1"), "/desk/incidents/1")
    desk.press("/desk/incidents/1", "release", why=REASON)
    desk.woken.clear()
    before = desk.stage.everything()

    answer = desk.send("/desk/incidents/1", {**form, "action": "reject", "why": "No."})

    assert "Incident 1 is released already" in decides_nothing(desk, answer, before)


def test_a_button_that_is_none_of_ours_decides_nothing(desk: Desk) -> None:
    desk.hold_three()
    before = desk.stage.everything()

    answer = desk.press("/desk/incidents/1", "audit", why=REASON)

    assert answer.status == 422
    assert desk.stage.everything() == before


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "99999999999999999999", "2147483648", "1;"])
def test_what_is_no_incident_is_not_there(desk: Desk, number: str) -> None:
    desk.hold_three()

    assert desk.get(f"/desk/incidents/{number}").status == 404


def test_the_audit_shows_every_decision_and_that_the_chain_fits(desk: Desk) -> None:
    desk.hold_three()
    desk.press("/desk/incidents/1", "reject", why="<script>alert(1)</script> of mine")
    desk.press("/desk/incidents/1", "release", why=REASON)

    answer = desk.get("/desk/audit")

    words = said(answer)
    assert "2 decisions. The chain of seals fits" in words
    assert words.index(REASON) < words.index("<script>alert(1)</script> of mine")
    assert "<script" not in answer.text
    assert f"Decided by {DANA}" in words
    assert desk.stage.log.audit()[-1].seal in words


def test_a_later_hand_on_the_audit_is_shown(desk: Desk) -> None:
    desk.hold_three()
    desk.press("/desk/incidents/1", "reject", why=REASON)
    with desk.stage.engine.execution_options(writes=True).begin() as connection:
        for (name,) in connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit SET why = 'something else'")

    words = said(desk.get("/desk/audit"))

    assert "The chain of seals does not fit." in words
    assert "The chain of seals fits" not in words


def test_looking_writes_nothing(desk: Desk) -> None:
    desk.ask_a_question()
    before = desk.stage.everything()

    for address in PAGES:
        assert desk.get(address).status == 200

    assert desk.stage.everything() == before


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_speaks_both_languages_and_needs_nothing_but_a_keyboard(
    desk: Desk, path: str, language: str
) -> None:
    desk.ask_a_question()
    desk.stage.clock.wait(minutes=10)
    desk.stage.print_list([*without(TEXAS, GOLIAD, LEON), POLICE, POLK])
    prefix = "/es" if language == "es" else ""

    page = page_of(desk.get(prefix + path))

    assert page.get("lang") == language
    assert len(page.findall(".//h1")) == 1
    levels = [int(heading.tag[1]) for heading in page.xpath("//main//*[self::h1 or self::h2 or self::h3]")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for one in page.xpath("//input[not(@type='hidden')] | //textarea"):
        assert page.xpath("//label[@for=$id]", id=one.get("id"))
    for header in page.xpath("//th"):
        assert header.get("scope") in {"col", "row"}
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert not page.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")
    for action in page.xpath("//form/@action"):
        assert action.startswith(f"{prefix}/desk/")
    for link in page.xpath("//main//a/@href"):
        if link.startswith("/"):
            assert desk.get(link).status in {200, 303}, link


def test_a_decision_in_spanish_stays_in_spanish(desk: Desk) -> None:
    desk.hold_three()
    form = form_of(desk.get("/es/desk/incidents/1"), "/es/desk/incidents/1")

    answer = desk.send("/es/desk/incidents/1", {**form, "action": "release", "why": REASON})

    assert page_of(answer).get("lang") == "es"
    assert "Se registraron 3 cambios." in said(answer)
