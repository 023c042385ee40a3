"""Who wants to hear of what: filters, cadences and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.agencies import parse_agency
from domain.changes import Change, ChangeKind
from domain.text import comparable
from domain.vocabulary import SupportType

HEARD_BY_DEFAULT: frozenset[ChangeKind] = frozenset(
    {
        ChangeKind.NEW,
        ChangeKind.TERMINATED,
        ChangeKind.RETURNED,
        ChangeKind.RENEWED,
        ChangeKind.PENDING,
        ChangeKind.PENDING_GONE,
    }
)
"""What somebody hears who names no kinds: design section 5, column "who hears by default"."""


class Cadence(StrEnum):
    """When a subscription hears: as it happens, or in one digest a day or a week."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


class Language(StrEnum):
    """The languages that alerts are written in."""

    ENGLISH = "en"
    SPANISH = "es"


class Channel(StrEnum):
    """How an address is reached. Only an operator may use APPRISE."""

    EMAIL = "email"
    SLACK = "slack"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where alerts go: an email address, a Slack incoming-webhook URL, or an Apprise URL. A secret: never logged."""

    channel: Channel
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which changes a subscription wants; an empty set means "all", except for kinds (see HEARD_BY_DEFAULT).

    *states* are official names; *counties* and *agencies* are compared without case and punctuation, "X" and
    "X County" being one county.
    """

    states: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    support_types: frozenset[SupportType] = frozenset()
    kinds: frozenset[ChangeKind] = frozenset()

    def wants(self, change: Change) -> bool:
        """Tell whether *change* is one that this filter asks for. Who also hears of it, see `hears`."""
        facts = change.facts
        return (
            change.kind in (self.kinds or HEARD_BY_DEFAULT)
            and (not self.states or facts.state in self.states)
            and (not self.support_types or facts.support_type in self.support_types)
            and (not self.counties or _county(facts.county) in {_county(c) for c in self.counties})
            and (not self.agencies or comparable(facts.agency) in {comparable(a) for a in self.agencies})
        )


def hears(wish: Filter, change: Change, *, superseded: ChangeKind | None, got_superseded: bool) -> bool:
    """Tell whether a subscription with this *wish* is told of *change*.

    What takes an earlier change back, or completes it, goes to everybody who got the earlier one (*got_superseded*),
    whatever they filter. A return after a mere absence (*superseded* is `missing`) goes to nobody else: who never
    heard that the agreement was missing need not hear that it is back, unless they ask for `returned` by name.
    """
    if got_superseded:
        return True
    if change.kind is ChangeKind.RETURNED and superseded is ChangeKind.MISSING:
        return ChangeKind.RETURNED in wish.kinds and wish.wants(change)
    return wish.wants(change)


def without_echoes(changes: Sequence[Change]) -> list[Change]:
    """Return *changes* without what another of them tells.

    An application that left the pending list because it became active is told by the new agreement, which says since
    when it had been pending.
    """
    signed = {_application(change) for change in changes if change.kind is ChangeKind.NEW}
    return [c for c in changes if c.kind is not ChangeKind.PENDING_GONE or _application(c) not in signed]


def _application(change: Change) -> tuple[str, str, str]:
    facts = change.facts
    return facts.state, facts.support_type, parse_agency(facts.agency, facts.state).full


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A standing wish: filter, address, cadence, language. Nothing else about the person is kept."""

    id: int
    address: Address
    filter: Filter
    cadence: Cadence
    language: Language
    active: bool = True


def _county(name: str) -> str:
    words = comparable(name).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in {"county", "parish", "borough"} else words)
