"""Who wants to hear of what: filters, cadences and addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.agencies import parse_agency
from domain.agency_events import tells_end_of
from domain.changes import Change, ChangeKind
from domain.deliveries import FOR_SUBSCRIBERS, Purpose
from domain.text import comparable
from domain.vocabulary import SupportType

if TYPE_CHECKING:
    from domain.releases import Release

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


class Standing(StrEnum):
    """Where a subscription is in its life. Only ACTIVE and, for corrections, PAUSED ones are told of changes."""

    UNCONFIRMED = "unconfirmed"
    """Asked for, and the owner of the address has not said yes."""
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
    BROKEN = "broken"
    """The address stopped working; confirming it again starts it again."""
    ERASED = "erased"
    """Address and filter are gone; only the count of what was sent is left."""

    def hears(self, purpose: Purpose) -> bool:
        """Tell whether a message for *purpose* may go to a subscription that stands so.

        Changes are for those who said yes and have not said stop. A letter that asks, or says that it is over, is not.
        """
        if self is Standing.ERASED:
            return False
        return self in LIVE or purpose not in FOR_SUBSCRIBERS


LIVE = frozenset({Standing.ACTIVE, Standing.PAUSED})


class Audience(StrEnum):
    """Who a subscription is for: those who want to hear of changes, or the operator of the service."""

    PUBLIC = "public"
    OPERATOR = "operator"


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
    unconfirmed: bool = False
    """Also what is not certain yet: an agreement missing from ICE's newest list."""
    releases: bool = False
    """Also releases about 287(g) by ICE, DHS, governors and other officials."""

    def wants(self, change: Change) -> bool:
        """Tell whether *change* is one that this filter asks for. Who also hears of it, see `hears`."""
        facts = change.facts
        return (
            change.kind in self._kinds_heard()
            and (not self.states or facts.state in self.states)
            and (not self.support_types or facts.support_type in self.support_types)
            and (not self.counties or _county(facts.county) in {_county(c) for c in self.counties})
            and (not self.agencies or comparable(facts.agency) in {comparable(a) for a in self.agencies})
        )

    def wants_release(self, release: Release) -> bool:
        """Tell whether *release* is one that this filter asks for; one that repeats another never is.

        It must name what the filter names. One that names no support type may be about any; one that names no state is
        about the whole country, and for those alone who ask for no place. The kinds of change do not matter.
        """
        said = release.reading
        return (
            self.releases
            and release.same_as is None
            and (not self.states or not self.states.isdisjoint(said.states))
            and (not self.counties or self._names_county(release))
            and (not self.agencies or self._names_agency(release))
            and (
                not (self.support_types and said.support_types) or not self.support_types.isdisjoint(said.support_types)
            )
        )

    def _names_county(self, release: Release) -> bool:
        """Tell whether *release* names one of the counties, or an agency in one."""
        said = release.reading
        named = [(c.state, c.name) for c in said.counties] + [(a.state, a.county) for a in said.agencies]
        wanted = {_county(county) for county in self.counties}
        return any(_county(county) in wanted and self._has_place_in(state) for state, county in named)

    def _names_agency(self, release: Release) -> bool:
        wanted = {comparable(agency) for agency in self.agencies}
        return any(comparable(a.agency) in wanted and self._has_place_in(a.state) for a in release.reading.agencies)

    def _has_place_in(self, state: str) -> bool:
        return not self.states or state in self.states

    def _kinds_heard(self) -> frozenset[ChangeKind]:
        heard = self.kinds or HEARD_BY_DEFAULT
        return heard | {ChangeKind.MISSING} if self.unconfirmed else heard


def hears(wish: Filter, change: Change, *, superseded: ChangeKind | None, got_superseded: bool) -> bool:
    """Tell whether a subscription with this *wish* is told of *change*.

    What takes an earlier change back, or completes it, goes to everybody who got the earlier one (*got_superseded*),
    whatever they filter. A retraction goes to nobody else, nor does a return after a mere absence (*superseded* is
    `missing`): who never heard what is taken back need not hear that it was wrong, unless they ask for it by name.
    """
    if got_superseded:
        return True
    if change.kind is ChangeKind.RETURNED and superseded is ChangeKind.MISSING:
        return _asks_by_name(wish, change)
    return wish.wants(change)


def _asks_by_name(wish: Filter, change: Change) -> bool:
    return change.kind in wish.kinds and wish.wants(change)


def refers_to(changes: Iterable[Change]) -> set[str]:
    """Return the ids of the earlier changes that *changes* supersede or are part of."""
    return {earlier for change in changes for earlier in (change.supersedes, change.part_of) if earlier}


def chosen(
    wish: Filter, changes: Sequence[Change], *, told: Collection[str], earlier: Mapping[str, Change]
) -> list[Change]:
    """Return those of *changes*, which go out together, that a subscription with this *wish* is told of.

    *told* holds the ids of the changes that it was told of before, or is about to be; *earlier* the changes, by id,
    that *changes* refer to, and those that these refer to. Left out is

    - what another of *changes* supersedes: nobody needs to hear of an absence beside its confirmation or its end;
    - a part of an event that the subscription is told of as a whole, or was told of, where the whole told of it too.
    """
    batch = _Batch(wish, changes, told, earlier)
    wanted = [change for change in batch.changes.values() if change.id not in batch.replaced and batch.wants(change)]
    wanted = without_echoes(wanted)
    known = {*told, *(change.id for change in wanted)}
    return [
        change
        for change in wanted
        if change.part_of not in known or batch.got_earlier(change) or not batch.said_by_whole(change)
    ]


def corrections_of(
    wish: Filter, changes: Sequence[Change], *, told: Collection[str], earlier: Mapping[str, Change]
) -> list[Change]:
    """Return those of *changes* that prove wrong what a subscription was told: all that it hears while it is paused.

    The arguments are those of `chosen`.
    """
    batch = _Batch(wish, changes, told, earlier)
    return [c for c in batch.changes.values() if c.id not in batch.replaced and batch.proves_wrong(c)]


class _Batch:
    """The changes that go out together to one subscription."""

    def __init__(
        self, wish: Filter, changes: Sequence[Change], told: Collection[str], earlier: Mapping[str, Change]
    ) -> None:
        self.changes = {change.id: change for change in changes}
        self.replaced = {change.supersedes for change in changes} & self.changes.keys()
        self._wish = wish
        self._told = told
        self._earlier = earlier

    def wants(self, change: Change) -> bool:
        """Tell whether the subscription is told of *change*, for itself or for what it takes back or completes.

        Of two changes in one batch, the confirmation stands for the absence that it confirms, and what takes the other
        back leaves nothing to tell.
        """
        superseded, got = self._superseded(change), self.got_earlier(change)
        if superseded and superseded.id in self.changes and not got:
            if change.kind is not ChangeKind.TERMINATED:
                return _asks_by_name(self._wish, change)
            got = self.wants(superseded)
        return hears(self._wish, change, superseded=superseded.kind if superseded else None, got_superseded=got)

    def got_earlier(self, change: Change) -> bool:
        """Tell whether the subscription was told of what *change* supersedes, or of what began that.

        It was also where it is or was told of a whole that says so; that needs no confirmation, but is taken back.
        """
        superseded = self._superseded(change)
        if superseded is None:
            return False
        if superseded.id in self._told or (change.kind is not ChangeKind.TERMINATED and self._got_within(superseded)):
            return True
        return superseded.id in self.changes and self.got_earlier(superseded)

    def proves_wrong(self, change: Change) -> bool:
        """Tell whether *change* takes back what the subscription was told, be it several steps ago."""
        if change.kind not in CORRECTIONS:
            return False
        step: Change | None = change
        while step is not None:
            if self.got_earlier(step):
                return True
            step = self._superseded(step)
        return False

    def said_by_whole(self, part: Change) -> bool:
        """Tell whether the change that *part* is part of said what it says: "now also" did not tell of any end."""
        whole = self.changes.get(part.part_of or "") or self._earlier.get(part.part_of or "")
        return whole is None or tells_end_of(whole, part)

    def _got_within(self, part: Change) -> bool:
        name = part.part_of or ""
        whole = self.changes.get(name) or self._earlier.get(name)
        if whole is None or not tells_end_of(whole, part):
            return False
        is_told_now = name in self.changes and name not in self.replaced and self.wants(whole)
        return is_told_now or name in self._told

    def _superseded(self, change: Change) -> Change | None:
        earlier = change.supersedes or ""
        return self.changes.get(earlier) or self._earlier.get(earlier)


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
class Timing:
    """When on the clock of the reader's own place a digest comes: *hour* from 0 to 23, an IANA time zone."""

    hour: int = 12
    time_zone: str = "UTC"
    """Noon UTC: breakfast time in the western states, mid-morning in the eastern ones."""


CORRECTIONS = frozenset({ChangeKind.RETRACTED, ChangeKind.RETURNED})
"""What may show that an earlier message was wrong: told even while a subscription is paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A standing wish: filter, address, cadence, language. Nothing else about the person is kept."""

    id: int
    address: Address
    filter: Filter
    cadence: Cadence
    language: Language
    standing: Standing = Standing.ACTIVE
    shared: bool = False
    timing: Timing = Timing()
    audience: Audience = Audience.PUBLIC
    name: str = field(default="", repr=False)
    """What its links call it."""


def _county(name: str) -> str:
    words = comparable(name).split()
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in {"county", "parish", "borough"} else words)
