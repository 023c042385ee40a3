"""What a visit may bring besides a good list: nothing, errors, what was there before, and half of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from domain.vocabulary import ListKind
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    LEON,
    LIST,
    LIST_URL,
    PAGE_URL,
    PENDING_LIST,
    POLK,
    TEXAS,
    Stage,
    fetched,
    problem,
    sha256,
    without,
    workbook,
)
from workflows.poll import poll, worst_outcome
from workflows.ports import DocumentRole, Fetched, FetchProblem
from workflows.reading import IncidentStatus, PollOutcome
from workflows.record import ListResult

NOT_MODIFIED = 304


def unmodified(stage: Stage, role: DocumentRole = DocumentRole.PARTICIPATING) -> Fetched:
    return fetched(b"", role, at=stage.clock.now(), status=NOT_MODIFIED)


@pytest.mark.parametrize("kind", list(FetchProblem))
def test_what_went_wrong_with_the_page_is_an_incident_of_both_lists_and_changes_nothing(
    stage: Stage, kind: FetchProblem
) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    results = stage.serve(problems=[problem(kind)])
    # Links that cannot be told apart wait for a person; every other trouble ends by itself.
    outcome = PollOutcome.HELD if kind is FetchProblem.LINKS else PollOutcome.FAILED
    assert [(result.source, result.outcome) for result in results] == [(LIST, outcome), (PENDING_LIST, outcome)]
    assert {(i.source, i.kind, i.status) for i in stage.log.incidents()} == {
        (LIST, kind.value, IncidentStatus.OPEN),
        (PENDING_LIST, kind.value, IncidentStatus.OPEN),
    }
    assert len(list(stage.log.agreements())) == len(TEXAS)
    assert stage.changes() == []


def test_the_same_trouble_again_is_the_same_incident(stage: Stage) -> None:
    stage.print_list(TEXAS)
    for _ in range(3):
        stage.clock.wait(minutes=10)
        stage.serve(problems=[problem(FetchProblem.BLOCKED)])
    incident = stage.log.incidents()[-1]
    assert (incident.source, incident.seen, incident.last_seen_at) == (LIST, 3, stage.clock.now())
    assert len(stage.log.incidents()) == 2


def test_a_good_poll_ends_the_trouble_by_itself(stage: Stage) -> None:
    stage.serve(problems=[problem(FetchProblem.UNREACHABLE, DocumentRole.PARTICIPATING)])
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS)
    [incident] = stage.log.incidents()
    assert (incident.status, incident.decided_at) == (IncidentStatus.RECOVERED, stage.clock.now())
    assert incident.decided_why


def test_trouble_with_one_list_leaves_the_other_alone(stage: Stage) -> None:
    at = stage.clock.now()
    results = stage.serve(fetched(workbook(TEXAS), at=at), problems=[problem(FetchProblem.GONE, DocumentRole.PENDING)])
    assert [(r.source, r.outcome) for r in results] == [
        (LIST, PollOutcome.CHANGED),
        (PENDING_LIST, PollOutcome.FAILED),
    ]


def test_an_unreadable_workbook_is_kept_and_shown_and_the_last_good_list_stays(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    result = stage.serve(fetched(b"<html>Access Denied</html>", at=stage.clock.now()))[0]
    assert result.outcome is PollOutcome.FAILED
    assert result.message == "This is no workbook: look at the kept bytes."
    [incident] = stage.log.incidents()
    capture = stage.log.capture(incident.capture_ids[0])
    assert capture is not None
    assert stage.archive.open(capture.sha256) == b"<html>Access Denied</html>"
    assert len(list(stage.log.agreements())) == len(TEXAS)


def test_a_list_that_was_not_modified_is_unchanged(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    [result, _] = stage.serve(unmodified(stage))
    assert (result.outcome, result.version) == (PollOutcome.UNCHANGED, 1)
    [seen] = stage.rows("SELECT times_seen, status FROM capture")
    assert seen == (2, 200)


def test_an_unmodified_list_confirms_a_departure_after_a_day(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(without(TEXAS, LEON))
    stage.clock.wait(hours=23, minutes=59)
    stage.serve(unmodified(stage))
    assert [kind for kind, _ in stage.told()] == ["missing"]
    stage.clock.wait(minutes=1)
    stage.serve(unmodified(stage))
    assert [kind for kind, _ in stage.told()] == ["missing", "terminated"]


def test_a_list_that_was_held_is_fetched_anew_and_judged_again(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS[:18])
    with stage.open() as ledger:
        assert ledger.validators([LIST]) == {}
    stage.clock.wait(minutes=10)
    assert stage.print_list(TEXAS[:18]).outcome is PollOutcome.HELD
    [incident] = stage.log.incidents()
    assert incident.seen == 2
    assert stage.changes() == []


def test_an_unmodified_page_is_the_capture_seen_once_more(stage: Stage) -> None:
    page = fetched(b"<h1>287(g)</h1>", DocumentRole.PAGE, at=stage.clock.now())
    stage.serve(page, fetched(workbook(TEXAS), at=stage.clock.now()))
    stage.clock.wait(minutes=10)
    stage.serve(unmodified(stage, DocumentRole.PAGE), unmodified(stage))
    assert stage.rows(f"SELECT times_seen FROM capture WHERE url = '{PAGE_URL}'") == [(2,)]  # noqa: S608  # our own URL


def test_a_poll_asks_with_what_the_last_fetch_left(stage: Stage) -> None:
    body = workbook(TEXAS)
    stage.visitor.documents = (fetched(body, at=stage.clock.now()),)
    first, _ = asyncio.run(poll(stage.polling, LIST))
    assert (first.outcome, stage.visitor.validators) == (PollOutcome.CHANGED, {})
    stage.visitor.documents = (unmodified(stage),)
    second, _ = asyncio.run(poll(stage.polling, LIST))
    assert second.outcome is PollOutcome.UNCHANGED
    asked = stage.visitor.validators[LIST_URL]
    assert (asked.last_modified, asked.sha256) == ("Mon, 02 Mar 2026 11:00:00 GMT", sha256(body))


def test_polling_an_unknown_source_says_which_are_known(stage: Stage) -> None:
    with pytest.raises(KeyError, match=LIST):
        asyncio.run(poll(stage.polling, "ice-288g"))


def test_a_page_without_a_pending_list_concludes_nothing_from_it(stage: Stage) -> None:
    at = stage.clock.now()
    stage.serve(
        fetched(workbook(TEXAS), at=at),
        fetched(workbook([HARRIS, POLK], ListKind.PENDING), DocumentRole.PENDING, at=at),
    )
    stage.clock.wait(days=3)
    [_, silent] = stage.serve(fetched(workbook(TEXAS), at=stage.clock.now()))
    assert (silent.source, silent.outcome) == (PENDING_LIST, PollOutcome.UNCHANGED)
    assert "02 Mar 2026" in silent.message
    assert stage.changes() == []
    assert sum(view.status == "pending" for view in stage.log.agreements()) == 2


def test_an_emptied_pending_list_is_believed(stage: Stage) -> None:
    for pending in ([HARRIS, POLK], []):
        at = stage.clock.wait(days=1)
        stage.serve(
            fetched(workbook(TEXAS), at=at), fetched(workbook(pending, ListKind.PENDING), DocumentRole.PENDING, at=at)
        )
    assert stage.told() == [("pending_gone", HARRIS.agency), ("pending_gone", POLK.agency)]


def test_trouble_with_the_page_ends_for_a_silent_pending_list_too(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.serve(problems=[problem(FetchProblem.UNREACHABLE)])
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS)
    assert stage.log.incidents(only_open=True) == []


def test_the_worst_outcome_speaks_for_a_poll() -> None:
    order = [PollOutcome.UNCHANGED, PollOutcome.CHANGED, PollOutcome.HELD, PollOutcome.FAILED]
    results = [ListResult(source=LIST, outcome=outcome, message="") for outcome in order]
    assert [worst_outcome(results[: n + 1]) for n in range(4)] == order
    assert worst_outcome([]) is PollOutcome.FAILED


def test_a_link_that_leads_to_the_document_elsewhere_is_no_departure(stage: Stage) -> None:
    linked = replace(GOLIAD, moa_url="https://www.ice.gov/doclib/287gMOA/goliad.pdf")
    moved = replace(GOLIAD, moa_url="https://www.ice.gov/doclib/287gMOA/2026/goliad.pdf")
    stage.print_list([*without(TEXAS, GOLIAD), linked])
    stage.clock.wait(minutes=10)
    [change] = stage.print_list([*without(TEXAS, GOLIAD), moved]).changes
    assert change.kind.value == "moa_changed"
