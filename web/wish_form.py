"""The form that says what somebody wants to hear: read from what was sent, checked, written back as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from domain.counties import is_exact
from domain.subscriptions import Cadence, Filter, Language, Subscription, Timing
from domain.text import shown
from domain.vocabulary import STATES, resolve_state, resolve_support_type
from web.links import ON
from workflows.subscribe import FilterError, make_filter

ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "UTC",
)
USUAL_HOUR = "8"
HOURS = tuple(str(hour) for hour in range(24))
MOST_NAMES = 100
LONGEST_NAME = 120
"""The longest name of an agency on ICE's lists of 2025 and 2026 has 90 characters."""


class WishError(ValueError):
    """What was typed cannot be used. *key* names a sentence in the catalogues.

    The message, where there is one, says it more closely, in English, as the parsers of filters and addresses do.
    """

    def __init__(self, key: str, message: str = "") -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to hear, checked."""

    filter: Filter
    cadence: Cadence
    timing: Timing
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class WishForm:
    """The form as it was filled in. States and support types that have an official name carry it."""

    language: str
    states: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    support_types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    unconfirmed: bool = False
    releases: bool = False
    cadence: str = Cadence.AT_ONCE.value
    hour: str = USUAL_HOUR
    zone: str = ZONES[0]

    def checked(self, *, also_zone: str = "") -> Wish:
        """Return what the form asks for. *also_zone* is allowed beside ZONES. Raises WishError."""
        _check_names((*self.counties, *self.agencies))
        try:
            wanted = make_filter(
                states=self.states,
                counties=self.counties,
                agencies=self.agencies,
                support_types=self.support_types,
                kinds=self.kinds,
                unconfirmed=self.unconfirmed,
                releases=self.releases,
            )
        except FilterError as error:
            raise WishError("wrong.filter", str(error)) from error
        if self.hour not in HOURS or self.zone not in {*ZONES, also_zone}:
            raise WishError("wrong.time")
        if self.cadence not in set(Cadence) or self.language not in set(Language):
            raise WishError("wrong.choice")
        return Wish(
            filter=wanted,
            cadence=Cadence(self.cadence),
            timing=Timing(hour=int(self.hour), time_zone=self.zone),
            language=Language(self.language),
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the form as fields to send: each name whole, in a field of its own."""
        listed = {
            "state": self.states,
            "county": self.counties,
            "agency": self.agencies,
            "support_type": self.support_types,
            "kind": self.kinds,
            "unconfirmed": (ON,) if self.unconfirmed else (),
            "releases": (ON,) if self.releases else (),
        }
        single = [("cadence", self.cadence), ("hour", self.hour), ("time_zone", self.zone), ("language", self.language)]
        return [*((name, value) for name, values in listed.items() for value in values), *single]

    def query_string(self) -> str:
        """Return "?state=…" for a link back to the form."""
        return f"?{urlencode(self.pairs())}"

    def unknown_counties(self) -> list[str]:
        """Return the counties that none of the chosen states has, as they were typed: slips, most likely."""
        states = [state for text in self.states if (state := resolve_state(text))] or list(STATES)
        return [county for county in self.counties if not any(is_exact(county, state) for state in states)]


def read_wish(fields: QueryParams, *, typed: bool, language: Language) -> WishForm:
    """Return the form that *fields* fill in; *language* where they name none.

    *typed* says that counties and agencies come from the reader's own typing, one per line or between commas; else each
    field is one name.
    """
    usual = WishForm(language=language.value)
    return WishForm(
        states=_known(fields.getlist("state"), resolve_state),
        counties=_names(fields.getlist("county"), typed=typed),
        agencies=_names(fields.getlist("agency"), typed=typed),
        support_types=_known(fields.getlist("support_type"), resolve_support_type),
        kinds=_unique(fields.getlist("kind")),
        unconfirmed=fields.get("unconfirmed") == ON,
        releases=fields.get("releases") == ON,
        cadence=fields.get("cadence") or usual.cadence,
        hour=fields.get("hour") or usual.hour,
        zone=fields.get("time_zone") or usual.zone,
        language=fields.get("language") or usual.language,
    )


def wish_of(subscription: Subscription) -> WishForm:
    """Return the form filled in with what a subscription hears now."""
    wish = subscription.filter
    return WishForm(
        states=tuple(sorted(wish.states)),
        counties=tuple(sorted(wish.counties)),
        agencies=tuple(sorted(wish.agencies)),
        support_types=tuple(sorted(wish.support_types)),
        kinds=tuple(sorted(wish.kinds)),
        unconfirmed=wish.unconfirmed,
        releases=wish.releases,
        cadence=subscription.cadence.value,
        hour=str(subscription.timing.hour),
        zone=subscription.timing.time_zone,
        language=subscription.language.value,
    )


def _known(texts: Iterable[str], resolve: Callable[[str], str | None]) -> tuple[str, ...]:
    return _unique(str(resolve(text) or text) for text in (shown(raw[:LONGEST_NAME]) for raw in texts) if text)


def _names(texts: Iterable[str], *, typed: bool) -> tuple[str, ...]:
    """Return the names in *texts*. One that holds a comma can be typed too, where there is more than one line."""
    if not typed:
        return _unique(texts)
    return _unique(name for text in texts for name in (text.splitlines() if "\n" in text else text.split(",")))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in texts if (name := shown(text))))


def _check_names(names: tuple[str, ...]) -> None:
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        raise WishError("wrong.names")
