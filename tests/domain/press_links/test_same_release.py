"""What repeats an earlier release and what only has its title."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.releases import Published, Release, ReleaseReading, Relevance
from domain.same_release import Candidate, repeats
from domain.subscriptions import Language
from domain.web_addresses import release_id

URL = "https://governor.nebraska.gov/governor-announces-287g-agreement-state-patrol"
TITLE = "Governor Announces 287(g) Agreement with State Patrol"
DAY = date(2025, 5, 6)
FIRST_SEEN = datetime(2025, 5, 6, 15, tzinfo=UTC)


def release(url: str = URL, *, title: str = TITLE, on: date | None = DAY, source: str = "us-ne-governor") -> Release:
    relevance = Relevance(score=9, is_relevant=True, reasons=())
    return Release(
        id=release_id(url),
        source=source,
        url=url,
        title=title,
        published=Published(on=on) if on else None,
        first_seen_at=FIRST_SEEN,
        reading=ReleaseReading(relevance=relevance, language=Language.ENGLISH),
    )


def candidate(
    url: str,
    *,
    title: str = TITLE,
    days: int = 0,
    source: str = "us-ne-governor",
    language: Language = Language.ENGLISH,
    alternates: tuple[str, ...] = (),
) -> Candidate:
    published = Published(on=DAY + timedelta(days=days))
    return Candidate(title=title, published=published, language=language, url=url, source=source, alternates=alternates)


FIRST = release()
EIN = "https://www.einpresswire.com/article/810000001/governor-announces-287-g-agreement-with-state-patrol"


def test_the_same_address_is_the_same_release_whatever_else_differs() -> None:
    again = candidate(f"{URL}/?utm_source=x", title="Updated: another title", days=40)
    assert repeats(again, [FIRST]) == FIRST.id


def test_a_slug_twin_with_the_same_title_repeats_the_first() -> None:
    assert repeats(candidate(f"{URL}-0", days=2), [FIRST]) == FIRST.id


def test_a_slug_twin_with_another_title_or_on_another_host_is_new() -> None:
    assert repeats(candidate(f"{URL}-0", title="Governor Ends 287(g) Agreement with State Patrol"), [FIRST]) is None
    assert repeats(candidate("https://gov.idaho.gov/x-0", days=9, source="us-id"), [FIRST]) is None


@pytest.mark.parametrize(("days", "expected"), [(0, FIRST.id), (3, FIRST.id), (4, None), (-3, FIRST.id)])
def test_a_syndicated_copy_is_known_by_its_title_within_three_days(days: int, expected: str | None) -> None:
    assert repeats(candidate(EIN, days=days, source="einpresswire"), [FIRST]) == expected


def test_case_quotes_and_the_sites_name_do_not_make_another_title() -> None:
    copy = candidate(EIN, title="GOVERNOR ANNOUNCES 287(g) AGREEMENT WITH STATE PATROL | EIN Presswire", source="ein")
    assert repeats(copy, [FIRST]) == FIRST.id


def test_a_copy_in_another_language_is_known_by_its_link_or_its_folder() -> None:
    english = release("https://gov.texas.gov/news/post/agreement", title="Governor Announces Agreement", source="us-tx")
    linked = candidate(
        "https://gov.texas.gov/es/otra",
        title="Acuerdo",
        days=30,
        alternates=(f"{english.url}/",),
        language=Language.SPANISH,
    )
    foldered = candidate(
        "https://gov.texas.gov/es/news/post/agreement", title="Acuerdo", days=30, language=Language.SPANISH
    )
    assert repeats(linked, [english]) == english.id
    assert repeats(foldered, [english]) == english.id
    assert repeats(replace(foldered, language=Language.ENGLISH), [english]) is None
    assert repeats(replace(foldered, url="https://gov.utah.gov/es/news/post/agreement"), [english]) is None


def test_one_title_twice_a_day_at_one_source_is_one_release() -> None:
    assert repeats(candidate("https://governor.nebraska.gov/other-slug", title=TITLE), [FIRST]) == FIRST.id
    weekly = release(title="Weekly update")
    assert repeats(candidate("https://governor.nebraska.gov/x", title="Weekly update"), [weekly]) == weekly.id


def test_a_recurring_title_is_news_each_time_and_for_each_publisher() -> None:
    weekly = release("https://governor.nebraska.gov/weekly-update", title="Weekly update")
    assert (
        repeats(candidate("https://governor.nebraska.gov/weekly-update-0", title="Weekly update", days=7), [weekly])
        is None
    )
    assert (
        repeats(candidate("https://governor.nebraska.gov/weekly-update-0", title="Weekly update", days=2), [weekly])
        is None
    )
    assert repeats(candidate("https://gov.idaho.gov/w", title="Weekly update", source="us-id"), [weekly]) is None


def test_a_long_recurring_title_has_a_twin_every_week_too() -> None:
    title = "Weekly update from the office of the governor"
    weekly = release("https://governor.nebraska.gov/weekly-update", title=title)
    assert repeats(candidate("https://governor.nebraska.gov/weekly-update-0", title=title, days=2), [weekly]) is None


def test_a_short_title_is_recognised_only_within_a_day() -> None:
    short = release("https://x.gov/a", title="Sheriff signs agreement", source="a")
    assert (
        repeats(candidate("https://y.gov/b", title="Sheriff signs agreement", days=1, source="b"), [short]) == short.id
    )
    assert repeats(candidate("https://y.gov/b", title="Sheriff signs agreement", days=2, source="b"), [short]) is None


def test_another_figure_in_the_title_is_another_release() -> None:
    first = release("https://x.gov/a", title="ICE reaches 900 agreements nationwide this week", source="a")
    assert (
        repeats(
            candidate("https://y.gov/b", title="ICE reaches 1,000 agreements nationwide this week", source="b"), [first]
        )
        is None
    )


def test_without_a_day_a_title_proves_nothing() -> None:
    assert repeats(candidate(EIN, source="ein"), [release(on=None)]) is None


def test_the_copy_of_a_copy_repeats_the_first_one() -> None:
    copy = replace(release(EIN, source="ein"), same_as=FIRST.id, first_seen_at=FIRST_SEEN - timedelta(hours=1))
    assert repeats(candidate("https://thefederalnewswire.com/stories/1", source="tfn"), [FIRST, copy]) == FIRST.id


def test_nothing_earlier_is_nothing_repeated() -> None:
    assert repeats(candidate(URL), []) is None
    assert repeats(candidate("", title=""), [release("https://x.gov/", title="")]) is None
