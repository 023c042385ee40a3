"""Which application a new agreement was: of the same agency and power, on the list lately, and an application still."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.agreements import Agreement, Standing
from domain.compare import baseline
from domain.context import PENDING_MEMORY, pending_since
from domain.vocabulary import SupportType
from tests.domain.cast import GOLIAD, KINNEY, START, snapshot

[SIGNED] = baseline(snapshot([GOLIAD]))
NOW = START + timedelta(days=400)


def application(**other: Any) -> Agreement:
    [found] = baseline(snapshot([replace(GOLIAD, signed_on=None)], pending=True))
    return replace(found, **other)


def test_an_application_on_the_list_or_lately_gone_is_remembered() -> None:
    lately = application(standing=Standing.TERMINATED, missing_since=NOW - PENDING_MEMORY)

    assert pending_since(SIGNED, [application()], NOW) == START
    assert pending_since(SIGNED, [lately], NOW) == START


def test_one_that_was_none_is_long_gone_or_is_anothers_is_not() -> None:
    long_gone = application(standing=Standing.TERMINATED, missing_since=NOW - PENDING_MEMORY - timedelta(seconds=1))
    [kinney] = baseline(snapshot([KINNEY], pending=True))
    [jail] = baseline(snapshot([replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT)], pending=True))

    for other in (application(standing=Standing.MERGED), long_gone, kinney, jail):
        assert pending_since(SIGNED, [other], NOW) is None


def test_of_several_the_last_counts() -> None:
    later = application(first_listed_at=START + timedelta(days=9))

    assert pending_since(SIGNED, [later, application()], NOW) == START + timedelta(days=9)
