"""Everything that is read out of the words of one release."""

from __future__ import annotations

import re

from domain.deeds import actions_in, support_types_in
from domain.figures import figures_in
from domain.mentions import Directory, places_in
from domain.release_language import language_of
from domain.releases import ReleaseReading, Relevance

_CAPITAL = re.compile(r"^\s*WASHINGTON(?:,? D\.? ?C\.?)?\s*[-\u2013\u2014]+ ", re.MULTILINE)
"""The dateline of federal releases: it is about the District as little as about the state."""


def read_release(  # the parts of a release
    title: str,
    lead: str,
    body: str,
    relevance: Relevance,
    *,
    stated_language: str,
    home_state: str | None,
    known: Directory,
) -> ReleaseReading:
    """Return what a release says. *home_state* is the state that its publisher speaks for, None for a federal one.

    A lead that is the beginning of the body is not read twice.
    """
    words = "\n\n".join(part for part in (title, "" if lead and lead[:80] in body else lead, body) if part)
    agencies = known.mentions(words, home_state=home_state)
    counties, states = places_in(_CAPITAL.sub("", words), home_state=home_state)
    named = {*states, *(agency.state for agency in agencies), *(county.state for county in counties)}
    # What a governor's own release says of no other state it says of this one.
    everywhere = named or ({home_state} if home_state else set())
    return ReleaseReading(
        relevance=relevance,
        language=language_of(words, stated_language),
        support_types=support_types_in(words),
        actions=actions_in(words),
        figures=figures_in(words),
        agencies=agencies,
        counties=counties,
        states=tuple(sorted(everywhere)),
    )
