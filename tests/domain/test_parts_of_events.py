"""A part of an event is left out only where the whole was told and said it."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.test_told_together import DEFAULT, NEW, ONLY_ADDED, TERMINATED, heard

ALONE = replace(TERMINATED, supersedes=None)


def test_an_end_that_the_whole_did_not_tell_is_told() -> None:
    assert heard(DEFAULT, ALONE, told=["new"], earlier=[ONLY_ADDED]) == ["terminated"]
    assert heard(DEFAULT, ONLY_ADDED, ALONE) == ["new", "terminated"]


def test_an_end_that_the_whole_told_is_not_told_again() -> None:
    assert heard(DEFAULT, ALONE, told=["new"], earlier=[NEW]) == []
    assert heard(DEFAULT, NEW, ALONE) == ["new"]


def test_a_whole_that_cannot_be_looked_up_is_taken_to_have_told_its_parts() -> None:
    assert heard(DEFAULT, ALONE, told=["new"]) == []
