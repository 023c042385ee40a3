"""Releases, sources and page changes as readers see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.changes import ChangeKind
from domain.corroboration import Counts
from domain.releases import Action, Counted, Published
from domain.source_health import Condition
from domain.subscriptions import Language
from tests.web.conftest import an_evening, browse
from tests.web.fake_press import PUBLISHED, FakePress, figure, release
from tests.web.fakes import GOLIAD, LEON, FakeRecord, change
from workflows.press_ledger import PageChange
from workflows.reading import IncidentStatus, PollOutcome, SourceHealth

COUNTS = Counts(on=PUBLISHED, agreements=957, agencies=798, states=40, territories=0, by_state={})


def newsroom(**values: object) -> SourceHealth:
    usual = SourceHealth(
        key="us-fl-governor",
        title="Florida: Governor's news",
        publisher="Office of the Governor of Florida",
        url="https://www.flgov.com/eog/news/press",
        cadence_seconds=1800,
        last_attempt_at=datetime(2025, 9, 22, 19, 0, tzinfo=UTC),
        last_success_at=datetime(2025, 9, 22, 19, 0, tzinfo=UTC),
        last_change_at=None,
        last_outcome=PollOutcome.UNCHANGED,
        last_message="Nothing new.",
        versions=0,
        listed=0,
        open_incidents=0,
        stale=False,
        kind="newsroom",
        jurisdiction="Florida",
        strategies=("html", "html"),
        condition=Condition.UNCHANGED,
        condition_since=datetime(2025, 9, 22, 18, 0, tzinfo=UTC),
    )
    return replace(usual, **values)  # type: ignore[arg-type]


def page(path: str, press: FakePress, record: FakeRecord | None = None) -> str:
    answer = browse(record or an_evening(), press=press).get(path)
    assert answer.status == 200, answer.text
    return answer.text.replace("&#39;", "'")


def test_releases_stand_newest_first_with_who_said_what() -> None:
    press = FakePress()
    press.add(release("aaaaaaaaaaaa", title="The older one"), release("bbbbbbbbbbbb", title="The newer one"))

    text = page("/releases", press)

    assert text.index("The newer one") < text.index("The older one")
    assert "Signing" in text
    assert "2 Sep 2025" in text
    assert "its publisher's word" in text


def test_releases_of_one_state_and_their_older_pages() -> None:
    press = FakePress()
    press.add(*(release(f"{n:012x}", title=f"Release number {n}") for n in range(60)))
    press.add(release("f" * 12, title="Of Ohio", states=("Ohio",)))

    text = page("/releases?state=Texas", press)

    assert "Of Ohio" not in text
    assert 'href="/releases?before=11&amp;state=Texas"' in text
    assert "Release number 9<" in page("/releases?before=11&state=Texas", press)


def test_a_claimed_figure_stands_beside_our_own_count_of_that_day() -> None:
    press = FakePress(counts=COUNTS)
    press.add(release())

    text = page("/releases/0123456789ab", press)

    assert "958 agencies; ICE's list that day held 957 agreements by 798 agencies" in text
    assert "seems to count agreements as agencies" in text


def test_a_figure_that_we_do_not_count_says_so() -> None:
    press = FakePress(counts=COUNTS)
    press.add(release(figures=(figure(8501, Counted.OFFICERS, words="8,501 officers trained"),)))

    assert "Officers and arrests are on no list" in page("/releases/0123456789ab", press)


def test_without_a_list_of_that_day_the_figure_stands_alone() -> None:
    press = FakePress()
    press.add(release())

    assert "We hold no list of that day" in page("/releases/0123456789ab", press)


def test_changes_that_go_with_a_release_are_on_its_page_and_it_on_theirs() -> None:
    record, press = an_evening(), FakePress()
    press.add(release(published=Published(on=date(2025, 9, 20))))

    assert "/changes/new-goliad" in page("/releases/0123456789ab", press, record)
    assert "/releases/0123456789ab" in page("/changes/new-goliad", press, record)
    assert "/releases/0123456789ab" not in page("/changes/missing-leon", press, record)


def test_a_ban_goes_with_the_departures_of_its_state() -> None:
    record, press = FakeRecord(), FakePress()
    record.log(change(LEON, ChangeKind.TERMINATED, observed_at=datetime(2025, 9, 22, 12, tzinfo=UTC)))
    press.add(
        release(actions=(Action.BANS,), agencies=(), states=("Florida",), published=Published(on=date(2025, 8, 1)))
    )

    assert "/releases/0123456789ab" in page("/changes/terminated-leon", press, record)


def test_what_was_taken_back_goes_with_no_release() -> None:
    record, press = FakeRecord(), FakePress()
    record.log(
        change(GOLIAD, observed_at=datetime(2025, 9, 20, 12, tzinfo=UTC)),
        change(
            GOLIAD,
            ChangeKind.RETRACTED,
            observed_at=datetime(2025, 9, 21, 12, tzinfo=UTC),
            supersedes="new-goliad",
        ),
    )
    press.add(release(published=Published(on=date(2025, 9, 20))))

    assert "None on ICE's list so far" in page("/releases/0123456789ab", press, record)


def test_a_copy_leads_to_the_first_and_the_first_to_its_copies() -> None:
    press = FakePress()
    press.add(release(), release("cccccccccccc", title="The copy", same_as="0123456789ab"))

    assert "/releases/0123456789ab" in page("/releases/cccccccccccc", press)
    assert "The copy" in page("/releases/0123456789ab", press)
    assert "The copy" not in page("/releases", press)


def test_a_hostile_release_does_no_harm() -> None:
    press = FakePress()
    press.add(release(title="<script>alert(1)</script>", url="javascript:alert(1)"))

    text = page("/releases/0123456789ab", press)

    assert "<script" not in text
    assert "javascript:" not in text


def test_a_release_in_spanish_says_its_language() -> None:
    press = FakePress()
    press.add(release(title="El gobernador firma un acuerdo 287(g)", language=Language.SPANISH))

    assert '<h1 lang="es">' in page("/releases/0123456789ab", press)


@pytest.mark.parametrize("path", ["/releases/000000000000", "/releases/x", "/releases/%00", "/sources/nobody"])
def test_what_is_not_there_is_told_in_a_sentence(path: str) -> None:
    answer = browse(an_evening(), press=FakePress()).get(path)

    assert answer.status == 404
    assert "There is no" in answer.text


def test_sources_are_grouped_and_counted() -> None:
    record = an_evening()
    record.health += [
        newsroom(),
        newsroom(key="us-co-governor", title="Colorado: Governor's news", jurisdiction="Colorado", status="blocked"),
        newsroom(key="dhs-press", title="DHS", jurisdiction="United States", condition=Condition.STALE),
    ]

    text = page("/sources", FakePress(), record)

    assert "3 are followed; 1 of 2 in use were read well when last checked; 1 cannot be read so far" in text
    assert text.index(">DHS<") < text.index("Colorado: Governor") < text.index("Florida: Governor")
    assert "Stands still" in text
    assert "Turns programs away" in text


def test_a_source_shows_its_health_its_releases_and_what_is_open() -> None:
    record, press = an_evening(), FakePress()
    record.health.append(newsroom())
    press.add(release(source="us-fl-governor"))

    text = page("/sources/us-fl-governor", press, record)

    assert "Every 30 minutes, by html (2 ways)" in text
    assert "Nothing new since" in text
    assert "/releases/0123456789ab" in text


def test_a_page_shows_what_reads_differently_and_so_does_its_day() -> None:
    record, press = an_evening(), FakePress()
    record.health.append(newsroom(key="us-fl-grants", title="Florida: grants", kind="page"))
    press.changed.append(
        PageChange(
            source="us-fl-grants",
            observed_at=datetime(2025, 9, 22, 12, tzinfo=UTC),
            version_from=1,
            version_to=2,
            blocks=(("Open in <May>", "Closed in June"), ("", "287(g) bonus")),
            relevant=True,
        )
    )

    for path in ("/sources/us-fl-grants", "/days/2025-09-22"):
        text = page(path, press, record)
        assert "<del>Open in &lt;May&gt;</del>" in text
        assert "<ins>287(g) bonus</ins>" in text
        assert "Mentions 287(g)" in text


def test_the_releases_of_a_day_stand_on_its_page() -> None:
    press = FakePress()
    press.add(release(published=Published(on=date(2025, 9, 22))), release("cccccccccccc", title="Another day"))

    text = page("/days/2025-09-22", press)

    assert "958 partners" in text
    assert "Another day" not in text


def test_bytes_of_newsrooms_are_not_passed_on() -> None:
    """They name private persons."""
    record = an_evening()
    record.kept = [replace(kept, role="listing") for kept in record.kept]

    assert browse(record).get("/captures/7/download").status == 404


def test_an_incident_of_a_newsroom_links_no_bytes() -> None:
    record = an_evening()
    record.health.append(newsroom())
    record.trouble = [
        replace(
            record.trouble[0],
            source="us-fl-governor",
            subject="us-fl-governor",
            kind="stale",
            status=IncidentStatus.OPEN,
            capture_ids=(7,),
        )
    ]

    text = page("/sources/us-fl-governor", FakePress(), record)

    assert "The source stands still" in text
    assert "/captures/" not in text


def test_a_page_of_a_change_is_not_kept_when_a_release_comes() -> None:
    record, press = an_evening(), FakePress()
    client = browse(record, press=press)
    first = client.get("/changes/new-goliad")
    press.add(
        release(
            published=Published(on=date(2025, 9, 20)), first_seen_at=datetime(2025, 9, 21, tzinfo=UTC) + timedelta()
        )
    )

    again = client.get("/changes/new-goliad", if_none_match=first.headers["etag"])

    assert again.status == 200
