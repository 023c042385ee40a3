"""Cases 113 to 118: bad polls between good ones, and long runs of lists, built and real."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from domain.changes import ChangeKind
from domain.text import comparable
from domain.vocabulary import resolve_state
from lookout.settings import Settings
from lookout.wiring import build
from tests.faults.cases_sequence import CASES
from tests.faults.harness import HOME, Fault, Scenes, run
from tests.lookout.house import KEY, PUBLIC_URL
from workflows.reading import ChangeQuery, PollOutcome
from workflows.replay import Replaying, observations, replay

ARCHIVE = Path(os.environ.get("LOOKOUT_ARCHIVE", "../shared/archive"))
FIRST_LISTS = 60
"""Of 395; `make accuracy` replays and scores them all."""


@pytest.mark.parametrize("fault", CASES, ids=str)
def test_no_order_of_good_and_bad_polls_makes_anybody_leave_or_join(fault: Fault, scenes: Scenes) -> None:
    run(fault, scenes)


@pytest.mark.archive
@pytest.mark.faults
@pytest.mark.skipif(
    not (ARCHIVE / "truth.csv").exists(),
    reason=f"The real workbooks are not in {ARCHIVE}; set LOOKOUT_ARCHIVE to have them replayed.",
)
def test_the_first_real_lists_are_replayed_without_a_crash_or_a_wrong_alert(tmp_path: Path) -> None:
    lookout = build(Settings(data_dir=tmp_path, public_url=PUBLIC_URL, secret_key=KEY))
    try:
        items = observations(ARCHIVE)[:FIRST_LISTS]
        replaying = Replaying(
            reader=lookout.reader, archive=lookout.archive, ledger=lookout.record.open, sources=lookout.sources
        )
        results = list(replay(replaying, items, lambda item: None))
        changes = [logged.change for logged in lookout.log.changes(ChangeQuery(source=HOME))]
    finally:
        lookout.close()

    assert len(results) == FIRST_LISTS
    assert [result.message for result in results if result.outcome is PollOutcome.FAILED] == []
    told = {(c.kind.value, c.facts.state, comparable(c.facts.agency), c.facts.support_type) for c in changes}
    alarming = {told_of for told_of in told if told_of[0] in {ChangeKind.NEW, ChangeKind.TERMINATED}}
    assert len(alarming) > 100
    assert sorted(alarming - _truth()) == []


def _truth() -> set[tuple[str, str | None, str, str]]:
    """Return what truly happened, as people judged it: kind, state, agency, support type, right and as published."""
    with (ARCHIVE / "truth.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["event"], resolve_state(row[f"state{form}"]), comparable(row[f"agency{form}"]), row["support_type"])
            for row in csv.DictReader(lines)
            for form in ("", "_as_published")
        }
