"""The four verdicts on a bad input, and what each demands of a poll's result."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from tests.lookout.house import LISTS
from workflows.reading import PollOutcome
from workflows.record import ListResult

if TYPE_CHECKING:
    from tests.faults.scene import Scene, Standing

_MARKUP = re.compile(r"<[a-z!/][^>]*>", re.IGNORECASE)
_CODE = re.compile(
    r"Traceback|\b[A-Z][A-Za-z]+(?:Error|Exception|Failure)\b|\bBadGzipFile\b|0x[0-9a-f]{6,}|Errno|our log says why"
)
_WHAT_NEXT = re.compile(
    r"nothing (?:was|is)|nobody is|next (?:poll|good)|\b(?:check|look|release|teach|ask|open|poll less)\b|stays?\b"
    r"|decided",
    re.IGNORECASE,
)
_LONGEST_SENTENCE = 1_200
"""Characters of an incident's sentences together; more is no sentence but a dump."""


class Verdict(StrEnum):
    """What must become of a bad input."""

    REJECT = "reject"
    HOLD = "hold"
    WARN = "warn"
    ACCEPT = "accept"


def _rejected(scene: Scene, result: ListResult, before: Standing) -> None:
    assert result.outcome in {PollOutcome.FAILED, PollOutcome.HELD}, f"{result.outcome}: {result.message}"
    assert result.version is None
    _nothing_touched(scene, result, before)
    _incident_understood(scene, result)


def _held(scene: Scene, result: ListResult, before: Standing) -> None:
    assert result.outcome is PollOutcome.HELD, f"{result.outcome}: {result.message}"
    if result.version is None:
        _nothing_touched(scene, result, before)
    else:
        assert scene.standing().statuses() == before.statuses()
    _incident_understood(scene, result)


def _warned(scene: Scene, result: ListResult, _: Standing) -> None:
    assert result.outcome in {PollOutcome.CHANGED, PollOutcome.UNCHANGED}, f"{result.outcome}: {result.message}"
    assert result.version is not None
    assert scene.notes(result.source), "the version carries no note"


def _accepted(scene: Scene, result: ListResult, _: Standing) -> None:
    assert result.outcome in {PollOutcome.CHANGED, PollOutcome.UNCHANGED}, f"{result.outcome}: {result.message}"
    assert scene.incidents(result.source) == []


CHECKS: Mapping[Verdict, Callable[[Scene, ListResult, Standing], None]] = {
    Verdict.REJECT: _rejected,
    Verdict.HOLD: _held,
    Verdict.WARN: _warned,
    Verdict.ACCEPT: _accepted,
}


def _nothing_touched(scene: Scene, result: ListResult, before: Standing) -> None:
    now = scene.standing()
    assert now.versions[result.source] == before.versions[result.source]
    assert now.agreements == before.agreements


def _incident_understood(scene: Scene, result: ListResult) -> None:
    # A swap is one incident about two lists, and it is kept with the list that is visited for both.
    found = scene.incidents(result.source) or scene.incidents(LISTS[0])
    assert found, f"no incident is open: {result.message}"
    for sentence in (result.message, *(incident.summary for incident in found)):
        assert_understandable(sentence)


def assert_understandable(sentence: str) -> None:
    """Check that *sentence* is one for people: whole, plain, and saying what happens next or what to do."""
    assert sentence.endswith("."), sentence
    assert sentence[0].isupper() or sentence[0].isdigit(), sentence
    assert sentence.isprintable(), sentence
    assert len(sentence) <= _LONGEST_SENTENCE, sentence
    assert not _MARKUP.search(sentence), sentence
    assert not _CODE.search(sentence), sentence
    assert _WHAT_NEXT.search(sentence), f"it does not say what happens next: {sentence}"
