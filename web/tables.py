"""The tables that can be taken away: what stands in each column, once for every form they come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeVar

from domain.counties import county_of
from domain.subscriptions import Language
from web.dates import iso_instant
from web.links import change_path, web_link
from web.phrases import phrases
from web.wording import detail
from workflows.reading import CHANGE_COLUMNS, AgreementView, LoggedChange

Value = str | int | date | datetime | None
"""What stands in one place of a table; None where there is nothing to say."""
_Item = TypeVar("_Item")


class Holds(StrEnum):
    """What the values of a column are, all of them."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column(Generic[_Item]):
    """One column: its name, what its values are, and how they are read off an item."""

    name: str
    holds: Holds
    read: Callable[[_Item], Value]


@dataclass(frozen=True)
class Table(Generic[_Item]):
    """Columns in their order."""

    columns: Sequence[Column[_Item]]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the columns' names."""
        return tuple(column.name for column in self.columns)

    def values(self, item: _Item) -> list[Value]:
        """Return what stands in the row of *item*."""
        return [column.read(item) for column in self.columns]

    def texts(self, item: _Item) -> tuple[str, ...]:
        """Return the row as text; "" where there is nothing to say."""
        return tuple("" if value is None else str(plain(value)) for value in self.values(item))

    def record(self, item: _Item) -> Mapping[str, str | int | None]:
        """Return the row as an object of JSON: days and instants as ISO text."""
        return {name: plain(value) for name, value in zip(self.names, self.values(item), strict=True)}


def plain(value: Value) -> str | int | None:
    """Return a day or an instant as ISO text, and anything else as it is."""
    if isinstance(value, datetime):
        return iso_instant(value)
    return value.isoformat() if isinstance(value, date) else value


def changes_table(absolute: Callable[[str], str]) -> Table[LoggedChange]:
    """Return the table of changes; it begins with the columns that scripts depend on. *absolute* makes an address."""
    text, number, instant = Holds.TEXT, Holds.NUMBER, Holds.INSTANT
    columns: list[Column[LoggedChange]] = [
        Column("id", text, lambda entry: entry.change.id),
        Column("observed_at", instant, lambda entry: entry.change.observed_at),
        Column("kind", text, lambda entry: entry.change.kind.value),
        Column("certainty", text, lambda entry: entry.change.certainty.value),
        Column("state", text, lambda entry: entry.change.facts.state),
        Column("agency", text, lambda entry: entry.change.facts.agency),
        Column("county", text, lambda entry: entry.change.facts.county or None),
        Column("support_type", text, lambda entry: entry.change.facts.support_type.value),
        Column("signed_on", Holds.DAY, lambda entry: entry.change.facts.signed_on),
        Column("detail", text, lambda entry: detail(phrases(Language.ENGLISH), entry.change)),
        Column("source", text, lambda entry: entry.change.source),
        Column("version_from", number, lambda entry: entry.change.version_from),
        Column("version_to", number, lambda entry: entry.change.version_to),
        Column("recorded_at", instant, lambda entry: entry.recorded_at),
        Column("agreement_id", text, lambda entry: entry.change.agreement_id),
        Column("supersedes", text, lambda entry: entry.change.supersedes),
        Column("superseded_by", text, lambda entry: entry.superseded_by),
        Column("permalink", text, lambda entry: absolute(change_path(entry.change.id))),
        Column("agency_event", text, lambda entry: entry.change.agency_event and entry.change.agency_event.value),
        Column("part_of", text, lambda entry: entry.change.part_of),
    ]
    assert tuple(column.name for column in columns[: len(CHANGE_COLUMNS)]) == CHANGE_COLUMNS
    return Table(columns)


def _county_fips(view: AgreementView) -> str | None:
    """Return the code of the county that ICE's cell means, or else the agency's own name."""
    facts = view.facts
    county = county_of(facts.agency, facts.county, facts.state)
    return county.fips if county else None


AGREEMENTS: Table[AgreementView] = Table(
    (
        Column("id", Holds.TEXT, lambda view: view.id),
        Column("status", Holds.TEXT, lambda view: view.status),
        Column("state", Holds.TEXT, lambda view: view.facts.state),
        Column("agency", Holds.TEXT, lambda view: view.facts.agency),
        Column("agency_type", Holds.TEXT, lambda view: view.facts.agency_type or None),
        Column("county", Holds.TEXT, lambda view: view.facts.county or None),
        Column("support_type", Holds.TEXT, lambda view: view.facts.support_type.value),
        Column("signed_on", Holds.DAY, lambda view: view.facts.signed_on),
        Column("first_listed_at", Holds.INSTANT, lambda view: view.first_listed_at),
        Column("moa_url", Holds.TEXT, lambda view: web_link(view.facts.moa_url)),
        Column("addendum_url", Holds.TEXT, lambda view: web_link(view.facts.addendum_url)),
        Column("source", Holds.TEXT, lambda view: view.source),
        Column("county_fips", Holds.TEXT, _county_fips),
    )
)
