"""What states have laid down about 287(g), and how the list stands beside it: gaps under a duty, who is left under a ban."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from domain.agency_groups import Agency, is_pending
from domain.agreements import Standing
from domain.counties import County, counties
from domain.state_laws import AS_OF, LAWS, Effect, StateLaw, counts_from, laws_of
from domain.text import comparable
from web import conditional
from web.filters import ChangeFilter
from web.places import Places, county_words, home_of, state_path
from web.site import Site, add_page


@dataclass(frozen=True, slots=True, kw_only=True)
class LawView:
    """One law beside the list of now. What does not bear on it is empty."""

    law: StateLaw
    state_page: str
    changes: str
    """Where the state's changes since the law's day are; "" where it has no day, or one that has not come."""
    counties: int = 0
    without_sheriff: Sequence[County] = ()
    """Under a duty: counties in which no sheriff is listed."""
    still_listed: Sequence[Agency] = ()
    """Under a ban whose day has come, or is not known."""
    gone_since: Sequence[Agency] = ()
    """Agencies that the list has no agreement of any more, and that left it for certain, on the law's day or later."""


def view_law(law: StateLaw, agencies: Iterable[Agency], *, today: date) -> LawView:
    """Return *law* beside the *agencies* of its state."""
    since = counts_from(law)
    in_time = since is None or since <= today
    all_agencies = list(agencies)
    listed = [agency for agency in all_agencies if agency.listed]
    known = [county for county in counties() if county.state == law.state]
    is_duty, ends = law.effect is Effect.MANDATE, law.effect in {Effect.BAN, Effect.LIMITS}
    return LawView(
        law=law,
        state_page=state_path(law.state),
        changes=f"/changes{ChangeFilter(state=law.state, since=since).query_string()}" if since and in_time else "",
        counties=len(known),
        without_sheriff=_without_sheriff(known, listed) if is_duty else (),
        still_listed=listed if law.effect is Effect.BAN and in_time else (),
        gone_since=[a for a in all_agencies if ends and since and in_time and _left_since(a, since)],
    )


def _without_sheriff(known: Iterable[County], listed: Iterable[Agency]) -> list[County]:
    held = {home_of(agency) for agency in listed if "sheriff" in comparable(agency.name)}
    return sorted((county for county in known if county not in held), key=lambda county: county.name)


def _left_since(agency: Agency, since: date) -> bool:
    # One that is only missing may come back: nothing is said of it before it is certain.
    return not (agency.listed or agency.missing) and any(
        a.standing is Standing.TERMINATED
        and not is_pending(a)
        and a.missing_since is not None
        and a.missing_since.astimezone(UTC).date() >= since
        for a in agency.agreements
    )


def views_of(state: str, agencies: Iterable[Agency], *, today: date) -> list[LawView]:
    """Return what we have read of for *state*, beside its agencies."""
    return [view_law(law, agencies, today=today) for law in laws_of(state)]


class LawPages:
    """The page of all such laws over one site."""

    def __init__(self, site: Site, places: Places) -> None:
        self._site = site
        self._places = places

    def router(self) -> APIRouter:
        """Return the route of the page."""
        router = APIRouter()
        add_page(router, "/laws", self.page)
        return router

    def page(self, request: Request) -> Response:
        """Show every law that we have read of, by what it does and by state."""
        today = self._site.today()

        def render() -> str:
            views = [view_law(law, self._places.agencies(law.state), today=today) for law in LAWS]
            return self._site.renderer.render(
                "laws.html",
                request,
                groups=[(effect, [v for v in views if v.law.effect is effect]) for effect in Effect],
                as_of=AS_OF,
                county_words=county_words,
            )

        return conditional.answer(request, render, stamp=self._site.record_stamp("laws", today))
