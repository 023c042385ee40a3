"""Reading when a release came out, in every way that publishers write it, and never by guessing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.releases import Published
from scrapers.readers.press_dates import at_instant, date_in_url, first_date_in, is_possible, read_date

TODAY = date(2026, 10, 2)
CHICAGO = "America/Chicago"
SEPTEMBER_17 = Published(on=date(2026, 9, 17))


def read(text: str, *, time_zone: str = CHICAGO, day_first: bool = False) -> Published | None:
    return read_date(text, time_zone=time_zone, today=TODAY, day_first=day_first)


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-17",
        "2026/09/17",
        "September 17, 2026",
        "SEPTEMBER 17, 2026",
        "Sept. 17, 2026",
        "Sep 17 2026",
        "Thursday, September 17th, 2026",
        "17 September 2026",
        "17-Sep-2026",
        "09/17/2026",
        "9/17/26",
        "17 de septiembre de 2026",
        "17 de septiembre del 2026",
        "sept. 17, 2026",
        "Septiembre 17, 2026",
        "Posted on September 17, 2026",
        "Published: September\n 17,\u00a02026 by Press Office",
        "For Immediate Release: September 17, 2026",
        "LINCOLN, Neb. (September 17, 2026) -",
        "September 17, 2026 September 17, 2026",
    ],
)
def test_a_day_is_read_in_every_way_of_writing_it(text: str) -> None:
    assert read(text) == SEPTEMBER_17


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-09-17T08:15:30-05:00", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("2026-09-17T08:15:30.250-0500", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("2026-09-17T13:15:30Z", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("2026-09-17T08:15:30", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("Thu, 17 Sep 2026 08:15:30 -0500", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("Thu, 17 Sep 2026 13:15:30 GMT", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("Thu, 17 Sep 26 09:15:30 EDT", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("Thursday, September 17, 2026 - 8:15am", datetime(2026, 9, 17, 13, 15, tzinfo=UTC)),
        ("Thursday, September 17, 2026 - 16:28", datetime(2026, 9, 17, 21, 28, tzinfo=UTC)),
        ("Published: Sept. 17, 2026, 3:15 pm ET", datetime(2026, 9, 17, 19, 15, tzinfo=UTC)),
        ("3:15 p.m. Eastern, September 17, 2026", datetime(2026, 9, 17, 19, 15, tzinfo=UTC)),
        ("September 17, 2026 at 4 PM", datetime(2026, 9, 17, 21, 0, tzinfo=UTC)),
        ("1789650930", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("1789650930000", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
        ("/Date(1789650930000)/", datetime(2026, 9, 17, 13, 15, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_becomes_an_instant_in_utc_by_its_own_zone_or_the_publishers(text: str, at: datetime) -> None:
    assert read(text) == Published(on=date(2026, 9, 17), at=at)


def test_an_hour_in_winter_has_the_offset_of_winter() -> None:
    found = read("January 15, 2026, 3:15 pm ET")

    assert found is not None
    assert found.at == datetime(2026, 1, 15, 20, 15, tzinfo=UTC)


def test_the_day_of_an_instant_is_the_day_where_the_publisher_is() -> None:
    late = "2026-09-18T02:30:00Z"

    assert read(late) == Published(on=date(2026, 9, 17), at=datetime(2026, 9, 18, 2, 30, tzinfo=UTC))
    assert read(late, time_zone="Pacific/Guam") == Published(
        on=date(2026, 9, 18), at=datetime(2026, 9, 18, 2, 30, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "text",
    ["2026-09-17T12:00:00Z", "2026-09-17T12:00:00+00:00", "2026-09-17T00:00:00Z", "2026-09-17T00:00:00-05:00",
     "Thu, 17 Sep 2026 00:00:00 +0000", "9/17/2026 12:00:00 AM"],
)  # fmt: skip
def test_an_hour_that_systems_fill_in_means_the_day_only(text: str) -> None:
    assert read(text) == SEPTEMBER_17


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Oct 1", date(2026, 10, 1)),
        ("Oct\n            1", date(2026, 10, 1)),
        ("1 Oct", date(2026, 10, 1)),
        ("Thu, Oct. 1", date(2026, 10, 1)),
        ("Posted on October 1st", date(2026, 10, 1)),
        ("Sep 28", date(2026, 9, 28)),
        ("Oct 3", date(2026, 10, 3)),
        ("Oct 4", date(2025, 10, 4)),
        ("Dec 31", date(2025, 12, 31)),
        ("Feb 29", date(2024, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_latest_that_is_not_after_tomorrow(text: str, on: date) -> None:
    assert read(text) == Published(on=on)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Press Release",
        "287(g) 2026",
        "May 5 people",
        "May we 5",
        "2026",
        "September 2026",
        "September 31, 2026",
        "13/09/2026",
        "1999-12-31",
        "December 31, 1999",
        "October 5, 2026",
        "2028-01-01",
        "1800000000",
        "123456789",
        "12345678901",
        "Version 1.2.26.4",
        "Call 10-02-26-1",
        "September 17, 2026 to September 20, 2026",
    ],
)
def test_what_is_not_certain_is_not_read(text: str) -> None:
    assert read(text) is None


def test_the_order_of_digits_is_the_one_that_the_source_says() -> None:
    assert read("9/10/2026") == Published(on=date(2026, 9, 10))
    assert read("17/9/2026", day_first=True) == SEPTEMBER_17


def test_of_two_days_the_one_of_publication_counts() -> None:
    assert read("Published: September 17, 2026 | Updated: September 18, 2026") == SEPTEMBER_17
    assert read("Last updated September 18, 2026. Posted September 17, 2026.") == SEPTEMBER_17
    assert read("September 17, 2026 (updated September 18, 2026)") == SEPTEMBER_17
    assert read("Last updated September 17, 2026") == SEPTEMBER_17


def test_two_days_ahead_may_be_meant_but_no_more() -> None:
    assert read("October 4, 2026") == Published(on=date(2026, 10, 4))
    assert read("2026-10-05T04:30:00Z") == Published(on=date(2026, 10, 4), at=datetime(2026, 10, 5, 4, 30, tzinfo=UTC))
    assert read("2026-10-05T05:30:00Z") is None


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.gov/news/2026/09/17/sheriff-signs", date(2026, 9, 17)),
        ("https://a.gov/2026/9/7/", date(2026, 9, 7)),
        ("https://a.gov/press-release/2026-09-17/sheriff-signs", date(2026, 9, 17)),
        ("https://a.gov/press-releases/2026-09-17-sheriff-signs", date(2026, 9, 17)),
        ("https://a.gov/news/2026/09/sheriff-signs", None),
        ("https://a.gov/news/2026/09/12-people-arrested", None),
        ("https://a.gov/news/2026/13/45/slug", None),
        ("https://a.gov/news?date=/2026/09/17/", None),
        ("http://[a/2026/09/17/", None),
    ],
)
def test_a_day_stands_in_an_address_only_where_all_of_it_does(url: str, day: date | None) -> None:
    assert date_in_url(url) == day


def test_the_first_whole_day_in_a_text_is_found() -> None:
    text = "AUSTIN – On May 5 nothing. It was September 17, 2026, after October 9, 2031 and before September 20, 2026."

    assert first_date_in(text, today=TODAY) == SEPTEMBER_17
    assert first_date_in("In May 2026, 5 agencies", today=TODAY) is None


def test_an_instant_out_of_all_reason_is_none() -> None:
    assert at_instant(datetime(1, 1, 1, tzinfo=UTC), time_zone=CHICAGO, today=TODAY) is None
    assert at_instant(datetime(9999, 12, 31, 23, tzinfo=UTC), time_zone="Pacific/Guam", today=TODAY) is None


@given(st.text(max_size=60) | st.from_regex(r"[0-9a-zA-Z ,:/.T+-]{0,40}"))
def test_no_text_raises_and_no_day_is_out_of_bounds(text: str) -> None:
    found = read(text)

    assert found is None or is_possible(found.on, TODAY)


@given(
    st.dates(date(2000, 1, 1), TODAY),
    st.sampled_from(["%B %d, %Y", "%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%a, %d %b %Y", "%A, %B %d, %Y"]),
)
def test_every_day_is_read_back_as_written(day: date, form: str) -> None:
    assert read(day.strftime(form)) == Published(on=day)


@given(
    st.dates(date(2000, 2, 1), TODAY),
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(1, 59),
    st.integers(-720, 720),
)
def test_every_instant_is_read_back_as_written(day: date, hour: int, minute: int, second: int, ahead: int) -> None:
    zone = timezone(timedelta(minutes=ahead))
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    found = read(moment.isoformat())

    assert found is not None
    assert found.at == moment
