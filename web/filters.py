"""Which changes a reader asked for: read from an address, written back into one, and put to the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.changes import Certainty, ChangeKind
from domain.counties import County, county_by_fips, find_county
from domain.vocabulary import STATES, SupportType, resolve_state, resolve_support_type
from web.dates import day_bounds, read_day
from web.errors import BadRequestError
from web.links import ON, subscribe_path
from web.phrases import Phrases
from web.powers import power
from workflows.reading import ChangeQuery

_LONGEST_VALUE = 100
"""Longer than any state or support type: what is longer is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """A reader's filter; None means no bound. *since* and *until* are UTC days, both included."""

    state: str | None = None
    county: str | None = None
    """FIPS code; *state* is then that county's."""
    support_type: SupportType | None = None
    kind: ChangeKind | None = None
    certainty: Certainty | None = None
    since: date | None = None
    until: date | None = None

    def params(self) -> list[tuple[str, str]]:
        """Return the filter as query parameters, always in the same order, so that equal filters share an address."""
        return [
            (name, value.isoformat() if isinstance(value, date) else str(value))
            for name in ("state", "county", "support_type", "kind", "certainty", "since", "until")
            if (value := getattr(self, name)) is not None
        ]

    def query_string(self, **more: str | int | None) -> str:
        """Return "?state=…" with *more* parameters at its end, or "" when there is nothing to say."""
        pairs = [*self.params(), *((name, str(value)) for name, value in more.items() if value is not None)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def follow_path(self) -> str:
        """Return where the news that a page with this filter shows can be subscribed to."""
        pairs = [(name, value) for name, value in self.params() if name in {"state", "support_type", "kind"}]
        if county := self.county_meant:
            pairs.insert(1, ("county", county.full_name))
        if self.certainty is Certainty.UNCONFIRMED:
            pairs.append(("unconfirmed", ON))
        return subscribe_path(*pairs)

    @property
    def county_meant(self) -> County | None:
        """Return the county, or None where the filter names none."""
        return county_by_fips(self.county) if self.county else None

    def described(self, words: Phrases) -> str:
        """Return the filter in words for titles: "Texas, Task Force Model"; "" when there is none."""
        county = self.county_meant
        parts = [
            county.full_name if county else None,
            self.state,
            power(words, self.support_type) if self.support_type else None,
            words.say(f"badge.{self.kind.value}") if self.kind else None,
            words.say(f"certainty.{self.certainty.value}") if self.certainty else None,
            words.say("filter.since", day=words.day(self.since)) if self.since else None,
            words.say("filter.until", day=words.day(self.until)) if self.until else None,
        ]
        return ", ".join(part for part in parts if part)

    def query(self) -> ChangeQuery:
        """Return the question for the log, newest first."""
        return ChangeQuery(
            since=day_bounds(self.since)[0] if self.since else None,
            until=day_bounds(self.until)[1] if self.until else None,
            kinds=frozenset({self.kind}) if self.kind else frozenset(),
            certainty=self.certainty,
            state=self.state,
            county=self.county,
            support_type=self.support_type,
            newest_first=True,
        )

    def without_days(self) -> ChangeFilter:
        """Return the same filter over all days: a day's page has its day in its path."""
        return replace(self, since=None, until=None)

    def on_day(self, on: date) -> ChangeFilter:
        """Return the same filter for one day."""
        return replace(self, since=on, until=on)


def read_filter(params: QueryParams) -> ChangeFilter:
    """Return the filter that an address asks for; empty values mean "all", as an untouched form sends them.

    States are taken by name or two-letter code, counties by FIPS code or, within a state, by name, support types by
    name or abbreviation. Raises BadRequestError.
    """
    state = read_state(params.get("state", ""))
    county = read_county(params.get("county", ""), state)
    return ChangeFilter(
        state=county.state if county else state,
        county=county.fips if county else None,
        support_type=_read_support_type(params.get("support_type", "")),
        kind=_read_kind(params.get("kind", "")),
        certainty=_read_certainty(params.get("certainty", "")),
        since=read_past_day(params.get("since", ""), "since"),
        until=read_past_day(params.get("until", ""), "until"),
    )


def read_state(text: str) -> str | None:
    """Return the state that *text* names, or None when it is empty. Raises BadRequestError."""
    if not text.strip():
        return None
    if len(text) <= _LONGEST_VALUE and (state := resolve_state(text)):
        return state
    raise BadRequestError("error.no_state_name", count=len(STATES))


def read_county(text: str, state: str | None) -> County | None:
    """Return the county that *text* means, or None when it is empty. Raises BadRequestError."""
    if not (wanted := text.strip()):
        return None
    if wanted.isascii() and wanted.isdigit():
        county = county_by_fips(wanted)
    elif state is None:
        raise BadRequestError("error.which_county")
    else:
        county = find_county(wanted, state) if len(wanted) <= _LONGEST_VALUE else None
    if county is None or state not in {None, county.state}:
        if state is None:
            raise BadRequestError("error.no_county")
        raise BadRequestError("error.no_county_in", state=state)
    return county


def read_past_day(text: str, name: str, *, today: date | None = None) -> date | None:
    """Return the day that parameter *name* holds, or None when it is empty.

    Raises BadRequestError for anything that is no day, or that lies after *today*.
    """
    if not text.strip():
        return None
    on = read_day(text.strip())
    if on is None:
        raise BadRequestError("error.no_date_in", name=name)
    if today is not None and on > today:
        raise BadRequestError("error.not_yet", day=on)
    return on


def _read_support_type(text: str) -> SupportType | None:
    if not text.strip():
        return None
    if len(text) <= _LONGEST_VALUE and (support_type := resolve_support_type(text)):
        return support_type
    raise BadRequestError("error.no_power", names=", ".join(SupportType))


def _read_kind(text: str) -> ChangeKind | None:
    if not text.strip():
        return None
    try:
        return ChangeKind(text.strip())
    except ValueError:
        raise BadRequestError("error.no_kind", names=", ".join(ChangeKind)) from None


def _read_certainty(text: str) -> Certainty | None:
    if not text.strip():
        return None
    try:
        return Certainty(text.strip())
    except ValueError:
        raise BadRequestError("error.no_certainty") from None
