"""The shapes of the programming interface's answers about releases."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from domain.changes import ChangeKind
from domain.corroboration import Strength
from domain.releases import Action, Bound, Counted
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from web.api_models import LASTING_ID, Instant, Link, Linked, Shape


class NamedAgency(Shape):
    """An agency that a release names."""

    state: str
    agency: str
    agreement_ids: list[str] = Field(description="Its agreements in our record; none for one that was never listed.")


class NamedCounty(Shape):
    """A county that a release names."""

    state: str
    county: str


class ReleaseItem(Shape):
    """What we read out of one release. Its own words are not passed on: they may name private persons."""

    id: str = Field(description=LASTING_ID)
    url: Link = Field(description="Its page for readers: a permalink.")
    api_url: Link
    source: str
    publisher: str
    title: str
    original_url: Link | None = Field(description="Where the publisher has it.")
    published_on: date | None = Field(description="The day that the publisher gives.")
    first_seen_at: Instant
    recorded_at: Instant
    language: Language
    actions: list[Action]
    support_types: list[SupportType]
    states: list[str]
    counties: list[NamedCounty]
    agencies: list[NamedAgency]
    same_as: Linked | None = Field(description="The release that this one repeats.")


class OurCount(Shape):
    """What ICE's list held on the day of a release, of the one state that a figure is about where it is about one."""

    agreements: int
    agencies: int
    states: int = Field(description="Territories are counted too; 0 beside a figure of one state.")
    fits: list[Counted] = Field(description="Which of our counts the figure agrees with.")
    counts_agreements_as_agencies: bool
    sentence: str


class FigureItem(Shape):
    """A number that a release claims."""

    value: int
    counted: Counted
    bound: Bound
    state: str | None = Field(description="The one state that it is about; null for the country.")
    current: bool = Field(description="False for a figure of another time, or a goal.")
    beside: OurCount | None = Field(description="Our own count of that day; null where there is none to set beside it.")


class ChangeBorneOut(Shape):
    """A change that a release bears out."""

    id: str
    url: Link
    api_url: Link
    kind: ChangeKind
    headline: str
    strength: Strength = Field(description="Whether the release names the agency, or only bans agreements there.")
    sentence: str = Field(description="How the two go together.")


class ReleaseInFull(ReleaseItem):
    """One release with the figures it claims, our counts beside them, and what repeats it."""

    figures: list[FigureItem]
    repeated_by: list[Linked]
    changes: list[ChangeBorneOut] = Field(description="The changes that it bears out, oldest first, as far as known.")


class Releases(Shape):
    """One page of the releases, newest first by the order of recording. What repeats another one is left out."""

    items: list[ReleaseItem]
    next: Link | None
