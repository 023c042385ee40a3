"""The values that guards speak in: what they are told, and what they find."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from domain.agreements import Agreement, Standing


class Verdict(IntEnum):
    """What to do with a reading; the gravest finding decides."""

    ACCEPT = 0
    WARN = 1
    """Accept; the finding is kept and shown."""
    HOLD = 2
    """Keep it, show it, tell nobody, until a person decides or a better reading comes: the whole reading, or only the
    agreements that the finding touches."""
    REJECT = 3
    """Keep the last good version; nothing to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one rule said."""

    rule: str
    """Number and name: "G11 rows against the last good version"."""
    verdict: Verdict
    message: str
    final: bool = False
    """No reviewer can release it: there is nothing in it that could be believed."""
    touches: frozenset[str] | None = None
    """Ids of the agreements that are in doubt, everything else in the reading being beyond it; None: all of it is."""

    @property
    def number(self) -> str:
        """Return the rule's number: "G11"."""
        return self.rule.split()[0]

    @property
    def is_partial(self) -> bool:
        """Tell whether only some agreements are in doubt."""
        return self.touches is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What the record holds of the two lists when a new reading comes in."""

    own: Sequence[Agreement]
    other: Sequence[Agreement]
    older_version: int | None
    """The number of an earlier version with the very same bytes, when there is one and it is not the latest."""
    modified_at: datetime | None = None
    """When the server said that the last good file was put there; None where it said nothing."""

    @property
    def listed(self) -> list[Agreement]:
        """Return the agreements on the last good version of this list."""
        return [a for a in self.own if a.standing is Standing.LISTED]


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the gravest verdict among *findings*; ACCEPT when there are none."""
    return max((finding.verdict for finding in findings), default=Verdict.ACCEPT)
