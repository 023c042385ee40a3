"""Who hears of a press release: who asked for releases, and names nothing that it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.changes import ChangeKind
from domain.releases import AgencyMention, CountyMention, Published, Release, ReleaseReading, Relevance
from domain.subscriptions import Filter, Language
from domain.vocabulary import SupportType

SHERIFF = AgencyMention(
    state="Texas", agency="Goliad County Sheriff's Office", county="Goliad County", words="the Goliad sheriff"
)
TEXAN = Release(
    id="0123456789ab",
    source="dhs-press",
    url="https://www.dhs.gov/news/goliad",
    title="Goliad County joins 287(g)",
    published=Published(on=date(2026, 3, 1)),
    first_seen_at=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    reading=ReleaseReading(
        relevance=Relevance(score=9.0, is_relevant=True, reasons=()),
        language=Language.ENGLISH,
        support_types=(SupportType.TASK_FORCE,),
        agencies=(SHERIFF,),
        counties=(CountyMention(state="Florida", name="Polk"), CountyMention(state="Texas", name="Bee")),
        states=("Florida", "Texas"),
    ),
)
NATIONAL = replace(TEXAN, reading=replace(TEXAN.reading, support_types=(), agencies=(), counties=(), states=()))
TASK_FORCE, JAIL = frozenset({SupportType.TASK_FORCE}), frozenset({SupportType.JAIL_ENFORCEMENT})


def states(*names: str) -> frozenset[str]:
    return frozenset(names)


counties = agencies = states


@pytest.mark.parametrize(
    ("wish", "texan", "national"),
    [
        (Filter(releases=True), True, True),
        (Filter(), False, False),
        (Filter(states=states("Texas")), False, False),
        (Filter(releases=True, states=states("Texas")), True, False),
        (Filter(releases=True, states=states("Ohio", "Florida")), True, False),
        (Filter(releases=True, states=states("Ohio")), False, False),
        (Filter(releases=True, counties=counties("polk county")), True, False),
        (Filter(releases=True, counties=counties("Goliad")), True, False),
        (Filter(releases=True, counties=counties("Kerr")), False, False),
        (Filter(releases=True, counties=counties("Polk"), states=states("Texas")), False, False),
        (Filter(releases=True, counties=counties("Polk"), states=states("Florida")), True, False),
        (Filter(releases=True, counties=counties("Goliad"), states=states("Florida")), False, False),
        (Filter(releases=True, agencies=agencies("goliad county sheriff’s office")), True, False),
        (Filter(releases=True, agencies=agencies("Goliad")), False, False),
        (Filter(releases=True, agencies=agencies(SHERIFF.agency), states=states("Florida")), False, False),
        (Filter(releases=True, support_types=TASK_FORCE), True, True),
        (Filter(releases=True, support_types=JAIL), False, True),
        (Filter(releases=True, kinds=frozenset({ChangeKind.TERMINATED})), True, True),
    ],
)
def test_a_filter_wants_the_releases_that_name_what_it_names(wish: Filter, texan: bool, national: bool) -> None:
    assert wish.wants_release(TEXAN) is texan
    assert wish.wants_release(NATIONAL) is national


def test_a_repetition_of_a_release_is_wanted_by_nobody() -> None:
    assert not Filter(releases=True).wants_release(replace(TEXAN, same_as="ba9876543210"))
