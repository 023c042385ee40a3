"""A press release as we read it: whether it is about 287(g), what it says was done, whom it names, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.subscriptions import Language
from domain.vocabulary import SupportType


class Action(StrEnum):
    """What a release says of the partnership. A reader's hint, never a change of the record."""

    SIGNS = "signs"
    EXPANDS = "expands"
    ENDS = "ends"
    BANS = "bans"
    MANDATES = "mandates"


class Counted(StrEnum):
    """What a figure in a release counts. Officials mix the first two up; we keep them apart."""

    AGREEMENTS = "agreements"
    AGENCIES = "agencies"
    OFFICERS = "officers"
    ARRESTS = "arrests"
    STATES = "states"


class Bound(StrEnum):
    """How a figure is meant: "958", "over 450", "nearly 800", "about 1,000"."""

    EXACTLY = "exactly"
    MORE_THAN = "more than"
    NEARLY = "nearly"
    ABOUT = "about"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When a publisher says that something came out: always a day, and the instant (aware, UTC) where one is stated."""

    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Whether a text is about 287(g), with the reasons that a reader can check: "title: 287(g) +6"."""

    score: float
    is_relevant: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that a release claims. *state* is the official name where it counts one state only, else None."""

    value: int
    counted: Counted
    bound: Bound
    state: str | None
    words: str
    """The few words it stands in, as printed."""
    current: bool = True
    """Whether it is said of the day: not "up from 135", nor a goal. Only such a figure has a count of ours beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyMention:
    """An agency that a text names. *agreement_ids* are its agreements in our record, sorted; none for one not listed."""

    state: str
    agency: str
    """As ICE prints it where it is in our record, else as the text does."""
    county: str
    words: str
    """As the text prints it."""
    agreement_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyMention:
    """A county that a text names; *name* as `domain.counties` has it."""

    state: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseReading:
    """Everything that is read out of one release's words."""

    relevance: Relevance
    language: Language
    support_types: tuple[SupportType, ...] = ()
    actions: tuple[Action, ...] = ()
    figures: tuple[Figure, ...] = ()
    agencies: tuple[AgencyMention, ...] = ()
    counties: tuple[CountyMention, ...] = ()
    states: tuple[str, ...] = ()
    """Official names, sorted: those named, and those of the agencies and counties named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release in our record. *id* is twelve hex digits made from its canonical address."""

    id: str
    source: str
    url: str
    title: str
    published: Published | None
    first_seen_at: datetime
    reading: ReleaseReading
    same_as: str | None = None
    """The id of the release that this one repeats: a syndicated copy, a slug twin, a copy in another language."""
