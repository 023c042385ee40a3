"""What people decided, kept so that a later hand on it is noticed: each entry is sealed together with the one before.

The seals tell of an entry that was changed, taken out or put in. Somebody who writes the whole log anew could make
seals that fit: keep a copy of the newest seal elsewhere where that matters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

FIRST_SEAL = ""
"""What the first entry is sealed with, having none before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One decision: who (a role), did what, about what, why, and what came of it."""

    reviewer: str
    action: str
    """The command that decided: release, reject, same, different, confirm; or that let somebody decide: reviewer add."""
    subject: str
    """What was decided about, readable without the database: "incident 12 (implausible, ice-287g)"."""
    why: str
    result: str
    """What came of it, in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEntry:
    """An entry as it stands in the log. Numbers run from 1 without a gap."""

    number: int
    decided_at: datetime
    entry: AuditEntry
    seal: str


def seal_entry(entry: AuditEntry, *, number: int, at: datetime, before: str) -> SealedEntry:
    """Return *entry* sealed with *before*, the seal of the entry before it (`FIRST_SEAL` for the first)."""
    text = json.dumps(
        {"number": number, "at": at.astimezone(UTC).isoformat(timespec="microseconds"), **asdict(entry)},
        ensure_ascii=True,
        separators=(",", ":"),
        sort_keys=True,
    )
    seal = hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
    return SealedEntry(number=number, decided_at=at, entry=entry, seal=seal)


def verify_chain(entries: Iterable[SealedEntry]) -> str | None:
    """Return None when *entries*, the whole log in order, are as they were written; else what is wrong first."""
    before = FIRST_SEAL
    for number, kept in enumerate(entries, start=1):
        if kept.number != number:
            return f"Entry {number} of the audit log is not there; entry {kept.number} stands in its place. {_ADVICE}"
        if seal_entry(kept.entry, number=number, at=kept.decided_at, before=before).seal != kept.seal:
            return (
                f"Entry {number} of the audit log ({kept.entry.action}, {kept.entry.subject}) does not fit its seal: it "
                f"or the entry before it was changed after it was written. {_ADVICE}"
            )
        before = kept.seal
    return None


_ADVICE = "Compare the log with a backup, and find out who can write to the database."
