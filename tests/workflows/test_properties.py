"""What holds for any story of lists on the real record: recording twice is recording once, a swap is nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import ChangeKind
from domain.vocabulary import ListKind
from tests.workflows.stage import HARRIS, LIST, POLK, TEXAS, Entry, Stage, fetched, sheriff, workbook
from workflows.ports import DocumentRole
from workflows.reading import PollOutcome

APPLICANTS = (HARRIS, POLK, sheriff("Tarrant"), sheriff("Webb"), sheriff("Cameron"), sheriff("Ward"))
LISTS = st.sets(st.integers(0, len(TEXAS) - 1), max_size=2).map(
    lambda gone: [entry for at, entry in enumerate(TEXAS) if at not in gone]
)
"""Lists from which up to two agencies are gone: each of them is believed after any other."""
STORIES = st.lists(LISTS, min_size=2, max_size=4)
TABLES_OF_TRUTH = ("version", "agreement", "listing", "change", "delivery", "delivery_change")


@contextmanager
def empty_record(template: Path) -> Iterator[Stage]:
    """Return a Lookout with an empty record of its own, copied from *template*, and one subscriber to everything."""
    with tempfile.TemporaryDirectory(prefix="lookout-story-") as folder:
        file = Path(folder) / "lookout.sqlite"
        shutil.copy(template, file)
        stage = Stage(f"sqlite:///{file}", Path(folder))
        try:
            stage.subscribe(kinds=frozenset(ChangeKind))
            yield stage
        finally:
            stage.close()


def truth(stage: Stage) -> dict[str, list[tuple[str, ...]]]:
    """Return every row of the tables that say what happened and who must hear of it."""
    everything = stage.everything()
    return {table: everything[table] for table in TABLES_OF_TRUTH}


def serve(stage: Stage, active: Sequence[Entry], *, saved: int, swapped: bool = False) -> list[PollOutcome]:
    """Record a visit that finds *active* and the applicants, each under the other's address when *swapped*.

    Another *saved* makes other bytes of the same rows, so that no list is an older one served again.
    """
    at = stage.clock.wait(minutes=10)
    bodies = (
        workbook(active, ListKind.PARTICIPATING, saved=saved),
        workbook(APPLICANTS, ListKind.PENDING, saved=saved),
    )
    participating, pending = reversed(bodies) if swapped else bodies
    results = stage.serve(
        fetched(participating, at=at),
        fetched(pending, DocumentRole.PENDING, at=at),
    )
    return [result.outcome for result in results]


@given(story=STORIES, again=st.integers(0, 3))
@settings(derandomize=True, max_examples=12, deadline=None)
def test_recording_twice_is_recording_once(sqlite_template: Path, story: list[list[Entry]], again: int) -> None:
    with empty_record(sqlite_template) as stage:
        for number, active in enumerate(story):
            serve(stage, active, saved=number)
            if number == again % len(story):
                once = truth(stage)
                at = stage.clock.now()
                documents = (
                    fetched(workbook(active, saved=number), at=at),
                    fetched(workbook(APPLICANTS, ListKind.PENDING, saved=number), DocumentRole.PENDING, at=at),
                )

                stage.serve(*documents)

                assert truth(stage) == once


@given(story=STORIES)
@settings(derandomize=True, max_examples=10, deadline=None)
def test_the_same_rows_in_other_bytes_are_no_news(sqlite_template: Path, story: list[list[Entry]]) -> None:
    with empty_record(sqlite_template) as stage:
        for number, active in enumerate(story):
            serve(stage, active, saved=number)
        told = stage.told()

        outcomes = serve(stage, story[-1], saved=len(story))

        assert PollOutcome.FAILED not in outcomes
        assert PollOutcome.HELD not in outcomes
        assert stage.told() == told


@given(story=STORIES, at=st.integers(0, 3))
@settings(derandomize=True, max_examples=12, deadline=None)
def test_a_swap_of_the_two_workbooks_anywhere_in_a_story_is_nothing(
    sqlite_template: Path, story: list[list[Entry]], at: int
) -> None:
    with empty_record(sqlite_template) as calm, empty_record(sqlite_template) as shaken:
        serve(calm, TEXAS, saved=-1)
        serve(shaken, TEXAS, saved=-1)
        for number, active in enumerate(story):
            serve(calm, active, saved=number)
            if number == at % len(story):
                outcomes = serve(shaken, active, saved=number, swapped=True)
                assert outcomes == [PollOutcome.FAILED, PollOutcome.FAILED]
            serve(shaken, active, saved=number)

        assert shaken.told() == calm.told()
        assert len(shaken.rows("SELECT id FROM delivery")) == len(calm.rows("SELECT id FROM delivery"))
        assert not shaken.log.incidents(only_open=True)
        assert {incident.source for incident in shaken.log.incidents()} == {LIST}
