"""Sources, incidents, agreements, about, and what machines ask."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, NOW, SEEN, Client, FakeRecord, agreement


def test_the_sources_page_shows_how_each_source_is_doing(client: Client) -> None:
    page = client.get("/sources").text

    for words in (
        "ICE participating agencies",
        "Up to date",
        "Stale",
        "1 open incident",
        "No good check since we started.",
        "Every 10 minutes",
        "1,034",
        "Read, something changed. 1 new.",
        "ICE overwrites this workbook.",
        "The list shrank from 120 rows to 3.",
    ):
        assert words in page
    assert "a reviewer accepted the reading" not in page


def test_a_source_that_was_never_checked_says_so_and_is_not_called_up_to_date(record: FakeRecord) -> None:
    record.health = [
        replace(
            record.health[0],
            last_attempt_at=None,
            last_success_at=None,
            last_change_at=None,
            last_outcome=None,
            last_message="",
        )
    ]

    page = browse(record).get("/sources").text

    assert "Not checked yet" in page
    assert "Never" in page
    assert "Up to date" not in page


def test_the_incidents_page_shows_rules_bytes_and_decisions(client: Client) -> None:
    page = client.get("/incidents").text

    assert "G12: too many rows are gone at once" in page
    assert 'href="/captures/7/download"' in page
    assert "seen 3 times" in page
    assert "Released: a reviewer accepted the reading. Why: Checked." in page


def test_the_agreements_are_counted_by_state_and_support_type(client: Client) -> None:
    page = client.get("/agreements").text

    assert "<strong>1</strong> listed in 1 state or territory; 1 missing, unconfirmed." in page
    assert 'href="/agreements?state=Texas">Texas</a></th><td>1</td><td>0</td><td>1</td><td>0</td>' in page


def test_the_agreements_of_a_state_are_listed_with_their_documents(client: Client) -> None:
    page = client.get("/agreements?state=TX").text

    assert "Agreements in Texas" in page
    assert "Goliad County Sheriff’s Office" in page
    assert 'href="https://www.ice.gov/doclib/287gMOA/goliad.pdf" rel="noopener noreferrer nofollow"' in page
    assert "Leon" not in page
    assert "Missing, unconfirmed</span>" in client.get("/agreements?state=FL").text
    assert "No agreement in Guam was on the lists." in client.get("/agreements?state=Guam").text


def test_the_agreements_can_be_seen_as_they_stood_on_a_day(record: FakeRecord) -> None:
    record.listed.append(
        agreement(replace(GOLIAD, agency="Bee County Sheriff"), first_listed_at=SEEN - timedelta(days=9))
    )
    client = browse(record)

    page = client.get("/agreements?on=2025-09-20&state=Texas").text

    assert "As the lists stood at the end of 20 Sep 2025" in page
    assert "Bee County Sheriff" in page
    assert "Goliad County Sheriff" not in page
    assert 'href="/agreements?state=Texas&amp;on=2025-09-20"' in client.get("/agreements?on=2025-09-20").text
    assert "No agreement is on record for this day." in client.get("/agreements?on=2020-01-01").text


@pytest.mark.parametrize("path", ["/agreements", "/agreements.csv"])
def test_a_day_that_has_not_come_has_no_agreements(client: Client, path: str) -> None:
    answer = client.get(f"{path}?on=2025-09-23")

    assert answer.status == 400
    assert "23 Sep 2025 has not come yet." in answer.text
    assert client.get(f"{path}?on=soon").status == 400
    assert client.get(f"{path}?state=Atlantis").status == 400


def test_the_agreements_can_be_taken_away_as_a_table(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/agreements.csv?state=TX").text, newline="")))

    assert [(row["agency"], row["status"], row["signed_on"]) for row in rows] == [
        ("Goliad County Sheriff’s Office", "listed", "2025-09-19")
    ]


def test_the_about_page_explains_every_word_and_names_the_operator(client: Client) -> None:
    page = client.get("/about").text

    for words in ("Unconfirmed", "Terminated", "Task Force Model (TFM)", "do not track you", "mailto:desk@example.org"):
        assert words in page


def test_a_contact_address_that_is_no_link_is_left_out(record: FakeRecord) -> None:
    page = browse(record, contact_url="javascript:alert(1)").get("/about").text

    assert "javascript" not in page
    assert "has not given a contact address" in page


def test_health_needs_nothing_and_readiness_needs_the_record(record: FakeRecord) -> None:
    client = browse(record)
    assert (client.get("/healthz").text, client.get("/readyz").status) == ("ok", 200)

    record.broken = True

    assert client.get("/healthz").status == 200
    assert (client.get("/readyz").status, client.get("/readyz").text) == (503, "the record does not answer")


def test_the_clock_of_the_installation_decides_what_today_is(record: FakeRecord) -> None:
    client = browse(record, now=lambda: NOW - timedelta(days=3))

    assert client.get("/days/2025-09-20").status == 404
    assert client.get("/days/2025-09-19").status == 200
