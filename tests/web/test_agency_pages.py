"""The pages of agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.agreements import Standing
from domain.changes import Certainty, ChangeKind
from domain.vocabulary import SupportType
from tests.web.conftest import browse
from tests.web.fake_press import FakePress, release
from tests.web.fakes import GOLIAD, SEEN, Client, FakeRecord, change, life
from tests.web.reading import main_words, page_of

JAIL = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT)
HOSTILE = "<img src=x onerror=alert(1)> Police"


def words(client: Client, address: str = "/agencies/goliad") -> str:
    return main_words(client, address)


def test_an_agency_says_in_plain_words_what_it_may_do_now(client: Client) -> None:
    text = words(client)

    assert text.startswith("Goliad County Sheriff’s Office Goliad County , Texas")
    assert "It is on ICE's list now. What it may do: Task Force Model Officers may question people" in text


def test_all_its_agreements_are_shown_with_their_lives_in_any_standing(record: FakeRecord) -> None:
    gone_since = SEEN - timedelta(days=30)
    record.lives += [
        life(
            JAIL,
            id="goliad-jail",
            standing=Standing.TERMINATED,
            first_listed_at=SEEN - timedelta(days=300),
            missing_since=gone_since,
            in_baseline=True,
        ),
        life(GOLIAD, id="goliad-pending", source="ice-287g-pending", standing=Standing.TERMINATED),
    ]
    client = browse(record)
    assert client.get("/agencies/goliad").headers["location"] == "/agencies/goliad-jail"
    text = words(client, "/agencies/goliad-jail")

    assert "Task Force Model Listed Signed 19 Sep 2025 First listed 22 Sep 2025, 19:05 UTC" in text
    assert "Jail Enforcement Model Terminated" in text
    assert "26 Nov 2024, 19:05 UTC or earlier: it was on the first list we read" in text
    assert "Gone since 23 Aug 2025, 19:05 UTC" in text
    assert "Task Force Model, on the pending list No longer pending" in text


def test_the_id_of_each_agreement_leads_to_the_one_address_of_the_agency(record: FakeRecord) -> None:
    record.lives.append(life(JAIL, id="later", first_listed_at=SEEN + timedelta(days=1)))
    client = browse(record)
    answer = client.get("/agencies/later")

    assert (answer.status, answer.headers["location"]) == (303, "/agencies/goliad")
    assert '<link rel="canonical" href="https://lookout.example.org/agencies/goliad">' in (
        client.get("/agencies/goliad").text
    )


def test_an_agreement_found_to_be_another_keeps_its_address_and_is_not_shown_twice(record: FakeRecord) -> None:
    record.lives.append(life(GOLIAD, id="twin", standing=Standing.MERGED, first_listed_at=SEEN + timedelta(days=1)))
    client = browse(record)

    assert client.get("/agencies/twin").headers["location"] == "/agencies/goliad"
    assert words(client).count("Signed 19 Sep 2025") == 1


def test_a_missing_agency_is_not_said_to_have_left(client: Client) -> None:
    text = words(client, "/agencies/leon")

    assert "this is not yet a departure" in text
    assert "Missing, unconfirmed" in text
    assert "What it may do" not in text


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"standing": Standing.TERMINATED}, "It is not on ICE's list now."),
        (
            {"source": "ice-287g-pending", "standing": Standing.TERMINATED},
            "It was on ICE's list of agencies that asked to join and is no longer.",
        ),
        ({"source": "ice-287g-pending"}, "It has asked to join and is on ICE's list of pending agencies."),
    ],
)
def test_an_agency_that_holds_nothing_is_said_to(record: FakeRecord, values: dict[str, object], sentence: str) -> None:
    record.lives = [life(GOLIAD, **values)]

    assert sentence in words(browse(record))
    assert "may question" not in words(browse(record))


def test_every_spelling_is_shown(record: FakeRecord) -> None:
    record.lives = [life(GOLIAD, aliases=frozenset({GOLIAD.agency, "Goliad Co. Sheriff"}))]

    assert "ICE has written it in 2 ways: Goliad Co. Sheriff Goliad County Sheriff’s Office" in words(browse(record))


def test_its_changes_stand_newest_first_each_with_its_permalink(record: FakeRecord) -> None:
    record.log(change(GOLIAD, ChangeKind.CORRECTED, observed_at=SEEN + timedelta(minutes=10)))
    page = page_of(browse(record).get("/agencies/goliad").text)

    assert page.xpath("//ol[@class='changes']//p[@class='what']/a/@href") == [
        "/changes/corrected-goliad",
        "/changes/new-goliad",
    ]
    assert "ICE wrote it differently 1 time" in " ".join(page.text_content().split())


def test_a_retracted_change_is_shown_as_such(record: FakeRecord) -> None:
    record.log(
        change(GOLIAD, ChangeKind.RETRACTED, supersedes="new-goliad", certainty=Certainty.CONFIRMED, reason="A slip.")
    )
    text = words(browse(record))

    assert "Taken back" in text
    assert "New Replaced by a later entry" in text


def test_an_agency_on_the_first_list_has_no_news(record: FakeRecord) -> None:
    record.entries.clear()

    assert "Nothing has changed since our first version of the list" in words(browse(record))


def test_the_evidence_of_its_newest_change_can_be_fetched(client: Client) -> None:
    page = client.get("/agencies/goliad").text

    assert 'href="/captures/7/download"' in page
    assert "SHA-256" in page


def test_the_releases_that_name_it_are_shown(record: FakeRecord) -> None:
    press = FakePress()
    press.add(release())
    client = browse(record, press=press)

    assert "Releases that name it" in words(client)
    assert "Releases that name it" not in words(client, "/agencies/leon")
    assert '<a href="/agencies/goliad">Goliad County Sheriff’s Office</a>' in client.get("/releases/0123456789ab").text


@pytest.mark.parametrize("address", ["/changes/new-goliad", "/agreements?state=Texas", "/states/tx"])
def test_other_pages_lead_to_it(client: Client, address: str) -> None:
    assert 'href="/agencies/goliad"' in client.get(address).text


@pytest.mark.parametrize("agency_id", ["nobody", "a" * 300, "%00", "x%20y", "..%2Fgoliad"])
def test_an_agency_that_is_none_is_not_found(client: Client, agency_id: str) -> None:
    answer = client.get(f"/agencies/{agency_id}")

    assert answer.status == 404
    if "%2F" not in agency_id:
        assert "There is no agency with this address. Agencies are never removed: check the link." in answer.text


def test_hostile_names_and_links_are_shown_as_text(record: FakeRecord) -> None:
    record.lives = [
        life(replace(GOLIAD, agency=HOSTILE, moa_url="javascript:alert(1)"), id="goliad", aliases=frozenset({HOSTILE}))
    ]
    answer = browse(record).get("/agencies/goliad")

    assert "<img src=x" not in answer.text
    assert "javascript:" not in answer.text
    assert HOSTILE in page_of(answer.text).text_content()


def test_an_agency_page_a_reader_has_is_not_sent_again(client: Client) -> None:
    etag = client.get("/agencies/goliad").headers["etag"]

    assert client.get("/agencies/goliad", If_None_Match=etag).status == 304
