"""Which changes a reader asked for: read from an address, written back into one, and put to the log."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.changes import Certainty, ChangeKind
from domain.vocabulary import STATES, SupportType, resolve_state, resolve_support_type
from web.dates import day_bounds, read_day, shown_day
from web.errors import BadRequestError
from web.links import ON, subscribe_path
from web.wording import CERTAINTY_LABELS, KIND_LABELS
from workflows.reading import ChangeQuery

_LONGEST_VALUE = 100
"""Longer than any state or support type: what is longer is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """A reader's filter; None means no bound. *since* and *until* are UTC days, both included."""

    state: str | None = None
    support_type: SupportType | None = None
    kind: ChangeKind | None = None
    certainty: Certainty | None = None
    since: date | None = None
    until: date | None = None

    def params(self) -> list[tuple[str, str]]:
        """Return the filter as query parameters, always in the same order, so that equal filters share an address."""
        return [
            (name, value.isoformat() if isinstance(value, date) else str(value))
            for name in ("state", "support_type", "kind", "certainty", "since", "until")
            if (value := getattr(self, name)) is not None
        ]

    def query_string(self, **more: str | int | None) -> str:
        """Return "?state=…" with *more* parameters at its end, or "" when there is nothing to say."""
        pairs = [*self.params(), *((name, str(value)) for name, value in more.items() if value is not None)]
        return f"?{urlencode(pairs)}" if pairs else ""

    def follow_path(self) -> str:
        """Return where the news that a page with this filter shows can be subscribed to."""
        pairs = [(name, value) for name, value in self.params() if name in {"state", "support_type", "kind"}]
        if self.certainty is Certainty.UNCONFIRMED:
            pairs.append(("unconfirmed", ON))
        return subscribe_path(*pairs)

    def described(self) -> str:
        """Return the filter in words for titles: "Texas, Task Force Model"; "" when there is none."""
        words = [
            self.state,
            self.support_type,
            KIND_LABELS[self.kind] if self.kind else None,
            CERTAINTY_LABELS[self.certainty] if self.certainty else None,
            f"from {shown_day(self.since)}" if self.since else None,
            f"to {shown_day(self.until)}" if self.until else None,
        ]
        return ", ".join(word for word in words if word)

    def query(self) -> ChangeQuery:
        """Return the question for the log, newest first."""
        return ChangeQuery(
            since=day_bounds(self.since)[0] if self.since else None,
            until=day_bounds(self.until)[1] if self.until else None,
            kinds=frozenset({self.kind}) if self.kind else frozenset(),
            certainty=self.certainty,
            state=self.state,
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

    States are taken by name or two-letter code, support types by name or abbreviation. Raises BadRequestError.
    """
    return ChangeFilter(
        state=read_state(params.get("state", "")),
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
    raise BadRequestError(
        f"We know no state or territory by that name. Choose one of the {len(STATES)} in the list, such as Texas or TX."
    )


def read_past_day(text: str, name: str, *, today: date | None = None) -> date | None:
    """Return the day that parameter *name* holds, or None when it is empty.

    Raises BadRequestError for anything that is no day, or that lies after *today*.
    """
    if not text.strip():
        return None
    on = read_day(text.strip())
    if on is None:
        raise BadRequestError(f"The date in “{name}” cannot be read. Write it as 2025-09-22.")
    if today is not None and on > today:
        raise BadRequestError(f"{shown_day(on)} has not come yet. Choose today or an earlier day.")
    return on


def _read_support_type(text: str) -> SupportType | None:
    if not text.strip():
        return None
    if len(text) <= _LONGEST_VALUE and (support_type := resolve_support_type(text)):
        return support_type
    names = ", ".join(SupportType)
    raise BadRequestError(f"We know no support type by that name. Choose one of: {names}.")


def _read_kind(text: str) -> ChangeKind | None:
    if not text.strip():
        return None
    try:
        return ChangeKind(text.strip())
    except ValueError:
        raise BadRequestError(f"We know no such kind of change. Choose one of: {', '.join(ChangeKind)}.") from None


def _read_certainty(text: str) -> Certainty | None:
    if not text.strip():
        return None
    try:
        return Certainty(text.strip())
    except ValueError:
        raise BadRequestError("The certainty is either confirmed or unconfirmed.") from None
