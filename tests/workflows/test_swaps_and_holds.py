"""Lists that are not believed: swapped ones, doubtful ones, and what a reviewer decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.changes import ChangeKind
from domain.vocabulary import ListKind
from tests.workflows.stage import (
    GOLIAD,
    HARRIS,
    LIST,
    PENDING_LIST,
    POLK,
    TEXAS,
    Entry,
    Stage,
    fetched,
    in_threads,
    sha256,
    workbook,
)
from workflows.ports import DocumentRole, Fetched
from workflows.reading import IncidentStatus, PollOutcome
from workflows.record import ListResult
from workflows.review import DecisionError, reject, release

APPLICANTS = (HARRIS, POLK)
SHRUNK = TEXAS[:18]
"""A quarter of the list is gone: held, for a person to look at."""
COLLAPSED = TEXAS[:16]
"""A third of the list is gone: taken for a failed upload."""
BY = "editor"


def serve_both(
    stage: Stage, active: Sequence[Entry], pending: Sequence[Entry], *, swapped: bool = False
) -> list[ListResult]:
    kinds = (ListKind.PENDING, ListKind.PARTICIPATING) if swapped else (ListKind.PARTICIPATING, ListKind.PENDING)
    at = stage.clock.wait(minutes=10)
    return stage.serve(
        fetched(workbook(active, kinds[0]), at=at),
        fetched(workbook(pending, kinds[1]), DocumentRole.PENDING, at=at),
    )


def held(stage: Stage) -> int:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    result = stage.print_list(SHRUNK)
    assert result.outcome is PollOutcome.HELD
    [incident] = stage.log.incidents(only_open=True)
    return incident.id


def test_swapped_lists_are_one_incident_and_nothing_is_compared(stage: Stage) -> None:
    stage.subscribe(kinds=frozenset(ChangeKind))
    serve_both(stage, TEXAS, APPLICANTS)
    results = serve_both(stage, APPLICANTS, TEXAS, swapped=True)
    assert [result.outcome for result in results] == [PollOutcome.FAILED] * 2
    [incident] = stage.log.incidents()
    assert (incident.source, incident.kind) == (LIST, "swapped")
    assert stage.changes() == []
    assert stage.rows("SELECT id FROM delivery") == []
    assert len(stage.rows("SELECT number FROM version")) == 2


def test_after_a_swap_the_next_good_poll_carries_on_from_the_last_good_lists(stage: Stage) -> None:
    serve_both(stage, TEXAS, APPLICANTS)
    serve_both(stage, APPLICANTS, TEXAS, swapped=True)
    serve_both(stage, [*TEXAS, HARRIS], [POLK])
    assert stage.told() == [("new", HARRIS.agency), ("pending_gone", HARRIS.agency)]
    assert [change.version_from for change in stage.changes()] == [1, 1]
    [incident] = stage.log.incidents()
    assert incident.status is IncidentStatus.RECOVERED


def test_when_one_address_alone_serves_the_wrong_list_the_other_is_believed(stage: Stage) -> None:
    serve_both(stage, TEXAS, APPLICANTS)
    at = stage.clock.wait(minutes=10)
    results = stage.serve(
        fetched(workbook(APPLICANTS, ListKind.PENDING), at=at),
        fetched(workbook([POLK], ListKind.PENDING), DocumentRole.PENDING, at=at),
    )
    assert [result.outcome for result in results] == [PollOutcome.FAILED, PollOutcome.CHANGED]
    assert stage.told() == [("pending_gone", HARRIS.agency)]


def test_a_doubtful_list_is_held_and_tells_nobody(stage: Stage) -> None:
    stage.subscribe(kinds=frozenset(ChangeKind))
    incident_id = held(stage)
    [incident] = stage.log.incidents()
    assert (incident.id, incident.kind, incident.subject) == (incident_id, "implausible", sha256(workbook(SHRUNK)))
    assert [rule.split(":")[0] for rule in incident.rules] == ["G11 rows against the last good version"]
    assert stage.changes() == []
    assert stage.rows("SELECT id FROM delivery") == []
    assert stage.health(LIST).open_incidents == 1


def test_the_same_doubtful_list_again_is_the_same_incident(stage: Stage) -> None:
    incident_id = held(stage)
    stage.clock.wait(minutes=10)
    assert stage.print_list(SHRUNK).outcome is PollOutcome.HELD
    [incident] = stage.log.incidents()
    assert (incident.id, incident.seen) == (incident_id, 2)


def test_a_good_list_makes_a_hold_moot(stage: Stage) -> None:
    incident_id = held(stage)
    stage.clock.wait(minutes=10)
    stage.print_list(TEXAS)
    with pytest.raises(DecisionError, match="is recovered already: A later good poll carried on"):
        release(stage.polling, stage.log, incident_id, "I looked.", BY)
    with pytest.raises(DecisionError, match="is recovered already"):
        reject(stage.polling, incident_id, "I looked.", BY)
    assert stage.changes() == []


def test_a_released_list_is_recorded_and_told(stage: Stage) -> None:
    incident_id = held(stage)
    stage.subscribe(kinds=frozenset(ChangeKind))
    stage.clock.wait(hours=2)
    result = release(stage.polling, stage.log, incident_id, "ICE told the press of it.", BY)
    assert (result.outcome, result.version) == (PollOutcome.CHANGED, 2)
    assert [kind for kind, _ in stage.told()] == ["missing"] * 6
    assert len(stage.rows("SELECT id FROM delivery")) == 1
    [incident] = stage.log.incidents()
    assert (incident.status, incident.decided_why) == (IncidentStatus.RELEASED, "ICE told the press of it.")
    assert stage.print_list(SHRUNK).outcome is PollOutcome.UNCHANGED


def test_releasing_twice_is_refused_and_adds_nothing(stage: Stage) -> None:
    incident_id = held(stage)
    release(stage.polling, stage.log, incident_id, "ICE means it.", BY)
    before = stage.everything()
    with pytest.raises(DecisionError, match="is released already: ICE means it"):
        release(stage.polling, stage.log, incident_id, "Me too.", BY)
    assert stage.everything() == before


def test_two_reviewers_releasing_at_once_are_one_release(stage: Stage) -> None:
    incident_id = held(stage)

    def decide(_: int) -> None:
        try:
            release(stage.polling, stage.log, incident_id, "ICE means it.", BY)
        except DecisionError:
            return

    assert in_threads(3, decide) == []
    assert [kind for kind, _ in stage.told()] == ["missing"] * 6
    assert stage.rows("SELECT number FROM version ORDER BY number") == [(1,), (2,)]


def test_rejected_bytes_stay_rejected(stage: Stage) -> None:
    incident_id = held(stage)
    reject(stage.polling, incident_id, "A failed upload.", BY)
    for _ in range(2):
        stage.clock.wait(hours=30)
        result = stage.print_list(SHRUNK)
        assert result.outcome is PollOutcome.HELD
        assert "A failed upload." in result.message
    [incident] = stage.log.incidents()
    assert (incident.status, incident.decided_why) == (IncidentStatus.REJECTED, "A failed upload.")
    assert stage.changes() == []
    with pytest.raises(DecisionError, match="is rejected already: A failed upload"):
        release(stage.polling, stage.log, incident_id, "No.", BY)


def test_other_bytes_after_a_rejection_are_looked_at_again(stage: Stage) -> None:
    reject(stage.polling, held(stage), "A failed upload.", BY)
    stage.clock.wait(minutes=10)
    assert stage.print_list(SHRUNK, saved=2).outcome is PollOutcome.HELD
    [incident] = stage.log.incidents(only_open=True)
    assert incident.subject == sha256(workbook(SHRUNK, saved=2))


def test_a_collapsed_list_is_refused_until_a_reviewer_says_that_it_is_true(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    assert stage.print_list(COLLAPSED).outcome is PollOutcome.FAILED
    assert stage.changes() == []
    [incident] = stage.log.incidents()
    assert release(stage.polling, stage.log, incident.id, "The governor said so.", BY).outcome is PollOutcome.CHANGED
    assert [kind for kind, _ in stage.told()] == ["missing"] * 8


def test_an_empty_list_is_refused_and_no_reviewer_can_release_it(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    assert stage.print_list([]).outcome is PollOutcome.FAILED
    [incident] = stage.log.incidents()
    with pytest.raises(DecisionError, match="cannot be released: The participating list has no rows"):
        release(stage.polling, stage.log, incident.id, "Let us see.", BY)
    assert stage.changes() == []
    assert len(stage.rows("SELECT number FROM version")) == 1


def test_an_older_version_served_again_is_held(stage: Stage) -> None:
    stage.print_list(TEXAS)
    stage.clock.wait(minutes=10)
    stage.print_list([*TEXAS, HARRIS])
    stage.clock.wait(minutes=10)
    assert stage.print_list(TEXAS).outcome is PollOutcome.HELD
    [incident] = stage.log.incidents()
    assert "very bytes of our version 1" in incident.summary
    assert stage.told() == [("new", HARRIS.agency)]


def dated(entries: Sequence[Entry], modified: str, stage: Stage) -> Fetched:
    """Return a list that the server says was put there *modified*."""
    return replace(fetched(workbook(entries), at=stage.clock.now()), headers=(("Last-Modified", modified),))


def test_a_file_older_than_the_last_one_is_held_until_a_reviewer_says_that_it_is_meant(stage: Stage) -> None:
    stage.serve(dated(TEXAS, "Mon, 02 Mar 2026 11:00:00 GMT", stage))
    stage.clock.wait(minutes=10)
    stale = dated([*TEXAS, HARRIS], "Mon, 02 Mar 2026 10:59:59 GMT", stage)

    assert stage.serve(stale)[0].outcome is PollOutcome.HELD

    [incident] = stage.log.incidents()
    assert [rule.split(":")[0] for rule in incident.rules] == ["G21 older version served again"]
    assert stage.told() == []
    assert release(stage.polling, stage.log, incident.id, "ICE went back.", BY).outcome is PollOutcome.CHANGED
    assert stage.told() == [("new", HARRIS.agency)]


@pytest.mark.parametrize("modified", ["Mon, 02 Mar 2026 11:00:00 GMT", "Mon, 02 Mar 2026 11:20:00 GMT", "today", ""])
def test_a_file_as_old_or_newer_or_of_no_known_age_is_believed(stage: Stage, modified: str) -> None:
    stage.serve(dated(TEXAS, "Mon, 02 Mar 2026 11:00:00 GMT", stage))
    stage.clock.wait(minutes=10)

    assert stage.serve(dated([*TEXAS, HARRIS], modified, stage))[0].outcome is PollOutcome.CHANGED


def test_there_is_nothing_to_decide_about_trouble_or_thin_air(stage: Stage) -> None:
    stage.serve(fetched(b"an error page", at=stage.clock.now()))
    [incident] = stage.log.incidents()
    for number, sentence in (
        (incident.id, "holds no reading that could be decided"),
        (999, "There is no incident 999"),
    ):
        with pytest.raises(DecisionError, match=sentence):
            release(stage.polling, stage.log, number, "Why not.", BY)
        with pytest.raises(DecisionError, match=sentence):
            reject(stage.polling, number, "Why not.", BY)


def test_a_released_list_is_read_from_the_archive_as_it_was_held(stage: Stage) -> None:
    incident_id = held(stage)
    [incident] = stage.log.incidents()
    capture = stage.log.capture(incident.capture_ids[0])
    assert capture is not None
    damaged = next(stage.archive._root.rglob(f"{capture.sha256}.zst"))
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-3])
    with pytest.raises(DecisionError, match="restore it from a backup"):
        release(stage.polling, stage.log, incident_id, "ICE means it.", BY)
    [still] = stage.log.incidents()
    assert still.status is IncidentStatus.OPEN
    damaged.write_bytes(whole)
    assert release(stage.polling, stage.log, incident_id, "ICE means it.", BY).version == 2


def test_a_held_pending_list_does_not_stop_the_other(stage: Stage) -> None:
    serve_both(stage, TEXAS, APPLICANTS)
    at = stage.clock.wait(minutes=10)
    results = stage.serve(
        fetched(workbook([*TEXAS, GOLIAD, HARRIS]), at=at), fetched(b"garbage", DocumentRole.PENDING, at=at)
    )
    assert [(r.source, r.outcome) for r in results] == [(LIST, PollOutcome.CHANGED), (PENDING_LIST, PollOutcome.FAILED)]
    assert ("new", HARRIS.agency) in stage.told()
