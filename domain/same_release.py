"""Which earlier release a new one repeats: the page again, its twin, a syndicated copy, the same in another language.

A repeat is shown under the first one and tells nobody anything. A release wrongly taken for a repeat is news lost, so
every rule wants the very same title (digits included: "signs 5 agreements" never repeats "signs 6 agreements") or an
address that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from domain.releases import Published, Release
from domain.subscriptions import Language
from domain.text import comparable
from domain.web_addresses import canonical_url, host_of, release_id, slug_root

COPIED_WITHIN = 3
"""Days between a release and its copies. EIN Presswire and the Federal Newswire follow within one day; a weekend may
lie between. The same title later is another event: the next month's signing, the next year's proclamation."""
_SHORT_TITLE = 4
"""Words below which a title says too little to be recognised more than a day later: "Sheriff signs agreement"."""
_RECURRING = re.compile(
    r"^(?:(?:daily|weekly|monthly|quarterly|annual)\b.*|(?:.*\b)?(?:public|weekly|daily) schedule\b.*|news ?letter\b.*"
    r"|(?:media|press|news) (?:advisory|release|statement|briefing|roundup|clips)|statement|release|news|update"
    r"|(?:ice|dhs) (?:update|statement)|en espanol|boletin\b.*|informe (?:diario|semanal|mensual)\b.*)$"
)
"""Titles, made comparable, that a publisher gives to something new each time. Illinois heads each page "release"."""
_LANGUAGE_FOLDERS = frozenset(["en", "en-us", "es", "es-us", "es-mx", "spanish", "espanol", "espa%c3%b1ol"])
"""Folders that hold the copies in another language: gov.texas.gov/es/…, www.governor.ny.gov/es/…"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A release just read, before it has a place in the record. *alternates* are the addresses of its hreflang links."""

    title: str
    published: Published | None
    language: Language
    url: str
    source: str
    alternates: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    """The states that it names or speaks for."""


def repeats(candidate: Candidate, earlier: Iterable[Release]) -> str | None:
    """Return the id of the release among *earlier* that *candidate* repeats, None for a new one.

    The surest rule goes first, and within a rule the release that was seen first. What is a repeat itself stands for
    the one it repeats, so that all copies hang on one.
    """
    known = sorted(earlier, key=lambda release: (release.first_seen_at, release.id))
    for rule in (_same_address, _same_in_another_language, _twin, _same_day, _copy):
        for release in known:
            if rule(candidate, release):
                return release.same_as or release.id
    return None


def _same_address(candidate: Candidate, release: Release) -> bool:
    return release_id(candidate.url) == release.id or canonical_url(candidate.url) == canonical_url(release.url)


def _same_in_another_language(candidate: Candidate, release: Release) -> bool:
    """Tell whether the page itself names the other as its translation, or lies in the other language's folder."""
    own = canonical_url(release.url)
    if any(canonical_url(alternate) == own for alternate in candidate.alternates):
        return True
    if candidate.language is release.reading.language or host_of(candidate.url) != host_of(release.url):
        return False
    mine, other = _without_language(candidate.url), _without_language(release.url)
    return mine == other and slug_root(candidate.url) != slug_root(release.url)


def _without_language(url: str) -> str:
    return "/".join(part for part in slug_root(url).split("/") if part not in _LANGUAGE_FOLDERS)


def _twin(candidate: Candidate, release: Release) -> bool:
    """Tell whether a content system published the page twice: Nebraska's second copy has "-0" at its end.

    "Weekly update" has such a twin every week, so the days must be near as well.
    """
    same_place = host_of(candidate.url) == host_of(release.url) and slug_root(candidate.url) == slug_root(release.url)
    return same_place and bool(host_of(candidate.url)) and _same_title(candidate, release) and _near(candidate, release)


def _same_day(candidate: Candidate, release: Release) -> bool:
    """Tell whether one source has the title twice on one day; not even a recurring title comes twice a day."""
    return candidate.source == release.source and _same_title(candidate, release) and _days(candidate, release) == 0


def _copy(candidate: Candidate, release: Release) -> bool:
    """Tell whether another publisher copied it: the same title within days, if the title is anybody's own.

    Two governors each have a "Weekly update", and each may announce "a 287(g) agreement with ICE": what speaks of
    different states is never the same.
    """
    states = set(candidate.states), set(release.reading.states)
    if all(states) and states[0].isdisjoint(states[1]):
        return False
    other = candidate.source != release.source or host_of(candidate.url) != host_of(release.url)
    return other and not _is_recurring(candidate) and _same_title(candidate, release) and _near(candidate, release)


def _same_title(candidate: Candidate, release: Release) -> bool:
    title = _title(candidate.title)
    return bool(title) and title == _title(release.title)


def _title(printed: str) -> str:
    """Return a title made comparable, without the site's name that some pages hang on it ("… | Homeland Security")."""
    return comparable(printed.partition(" | ")[0])


def _near(candidate: Candidate, release: Release) -> bool:
    """Tell whether the two came out near enough to be one: a short or recurring title only within a day."""
    days = _days(candidate, release)
    if days is None:
        return False
    is_weak = _is_recurring(candidate) or len(_title(candidate.title).split()) < _SHORT_TITLE
    return days <= (1 if is_weak else COPIED_WITHIN)


def _is_recurring(candidate: Candidate) -> bool:
    return bool(_RECURRING.match(_title(candidate.title)))


def _days(candidate: Candidate, release: Release) -> int | None:
    """Return the days between two publications, None where one has no day."""
    if candidate.published is None or release.published is None:
        return None
    return abs((candidate.published.on - release.published.on).days)
