"""The seals of the audit log: whatever a later hand does to it is found, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from workflows.audit import FIRST_SEAL, AuditEntry, SealedEntry, seal_entry, verify_chain

AT = datetime(2026, 3, 3, 14, 5, tzinfo=UTC)
RELEASED = AuditEntry(
    reviewer="operator", action="release", subject="incident 12", why="the county said so", result="Version 9."
)


def chain(length: int = 4) -> list[SealedEntry]:
    entries: list[SealedEntry] = []
    for number in range(1, length + 1):
        before = entries[-1].seal if entries else FIRST_SEAL
        entry = replace(RELEASED, subject=f"incident {number}")
        entries.append(seal_entry(entry, number=number, at=AT + timedelta(minutes=number), before=before))
    return entries


def test_a_log_as_it_was_written_is_intact() -> None:
    assert verify_chain([]) is None
    assert verify_chain(chain()) is None


@pytest.mark.parametrize("field", ["reviewer", "action", "subject", "why", "result"])
def test_a_word_changed_in_any_field_is_found(field: str) -> None:
    entries = chain()
    entries[1] = replace(entries[1], entry=replace(entries[1].entry, **{field: "another word"}))

    broken = verify_chain(entries)

    assert broken is not None
    assert broken.startswith("Entry 2 of the audit log (")


def _later(entries: list[SealedEntry]) -> None:
    entries[1] = replace(entries[1], decided_at=entries[1].decided_at + timedelta(microseconds=1))


def _taken_out(entries: list[SealedEntry]) -> None:
    del entries[1]


def _taken_out_and_renumbered(entries: list[SealedEntry]) -> None:
    del entries[1]
    entries[1:] = [replace(entry, number=entry.number - 1) for entry in entries[1:]]


def _first_taken_out(entries: list[SealedEntry]) -> None:
    del entries[0]


def _put_in(entries: list[SealedEntry]) -> None:
    entries.insert(1, replace(entries[0], number=2))
    entries[2:] = [replace(entry, number=entry.number + 1) for entry in entries[2:]]


def _swapped(entries: list[SealedEntry]) -> None:
    first, second = entries[1], entries[2]
    entries[1:3] = [replace(second, number=2), replace(first, number=3)]


@pytest.mark.parametrize("tamper", [_later, _taken_out, _taken_out_and_renumbered, _first_taken_out, _put_in, _swapped])
def test_an_entry_moved_in_time_or_place_is_found(tamper: Callable[[list[SealedEntry]], None]) -> None:
    entries = chain()
    tamper(entries)

    assert verify_chain(entries) is not None


def test_an_entry_that_is_not_there_is_named() -> None:
    entries = chain()
    del entries[1]

    broken = verify_chain(entries)

    assert broken is not None
    assert broken.startswith("Entry 2 of the audit log is not there; entry 3 stands in its place.")


def test_an_entry_sealed_anew_after_a_change_is_found_at_the_next_one() -> None:
    entries = chain()
    changed = replace(entries[1].entry, why="another reason")
    entries[1] = seal_entry(changed, number=2, at=entries[1].decided_at, before=entries[0].seal)

    broken = verify_chain(entries)

    assert broken is not None
    assert broken.startswith("Entry 3 ")
    assert "it or the entry before it was changed" in broken


def test_words_moved_from_one_field_to_the_next_make_another_seal() -> None:
    one = replace(RELEASED, why="a", result="b c")
    other = replace(RELEASED, why="a b", result="c")

    assert len({seal_entry(entry, number=1, at=AT, before="").seal for entry in (one, other)}) == 2


def test_the_seal_is_of_the_instant_whatever_zone_it_is_told_in() -> None:
    elsewhere = AT.astimezone(timezone(timedelta(hours=-6)))

    assert (
        seal_entry(RELEASED, number=1, at=AT, before="").seal
        == seal_entry(RELEASED, number=1, at=elsewhere, before="").seal
    )
