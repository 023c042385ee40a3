"""A lawyer asks what an agency could do on the day of an arrest: the answer, its evidence, and what it cannot tell."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.agreements import Standing
from domain.changes import ChangeKind
from domain.in_force import Checks, Printed
from domain.vocabulary import SupportType
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, SEEN, Client, FakeRecord, capture, change, life
from tests.web.reading import main_words, page_of, words_of

EVENING = SEEN.date()
BEFORE = EVENING - timedelta(days=1)
"""The day of version 41; version 42, of the evening, has Goliad first."""
JAIL = replace(GOLIAD, support_type=SupportType.JAIL_ENFORCEMENT, support_type_text="Jail Enforcement Modle")


@pytest.fixture
def goliad(record: FakeRecord) -> FakeRecord:
    """Return a record whose two versions are a day apart: Goliad is new on the second."""
    record.kept = [capture(6, 41, fetched_at=SEEN - timedelta(days=1)), capture(7, 42)]
    return record


def answered(client: Client, address: str) -> Any:
    """Return the answer's own part of an agency's page."""
    [part] = page_of(client.get(address).text).xpath("//section[@class='answered']")
    return part


def test_the_answer_stands_first_and_names_powers_version_row_and_file(goliad: FakeRecord) -> None:
    client = browse(goliad)
    page = page_of(client.get(f"/agencies/goliad?on={EVENING}").text)
    [part] = page.xpath("//article/h1/following-sibling::*[1]")
    said = words_of(part)

    assert part.get("class") == "answered"
    assert "In force on 22 Sep 2025" in said
    assert "ICE's list had this agency with: Task Force." in said
    assert "Version 42, fetched on 22 Sep 2025, 19:05 UTC" in said
    assert f"SHA-256 {capture(7, 42).sha256}" in said
    assert part.xpath(".//a[@href='/captures/7/download']")
    assert "TEXAS · Goliad County Sheriff’s Office · Goliad County · County · Task Force Model · 9/19/2025" in said
    assert part.xpath(".//a[@href='https://www.ice.gov/doclib/287gMOA/goliad.pdf']")
    assert "https://lookout.example.org/agencies/goliad?on=2025-09-22" in said


def test_signed_but_not_listed_yet_may_have_been_in_force(goliad: FakeRecord) -> None:
    said = words_of(answered(browse(goliad), f"/agencies/goliad?on={BEFORE}"))

    assert "was not on ICE's list of participating agencies" in said
    assert "Not yet listed that day" in said
    assert "ICE gives 19 Sep 2025 as the day of signing" in said
    assert "On ICE's list since 22 Sep 2025, 19:05 UTC" in said


def test_before_our_first_version_we_say_that_we_cannot_say(goliad: FakeRecord) -> None:
    said = words_of(answered(browse(goliad), "/agencies/goliad?on=2025-01-02"))

    assert "We cannot say what was in force on 2 Jan 2025: our first version of ICE's list is of 21 Sep 2025" in said
    assert "Listed that day" not in said


def test_what_was_missing_is_not_called_gone_until_that_was_confirmed(goliad: FakeRecord) -> None:
    goliad.kept.append(capture(8, 43, fetched_at=SEEN + timedelta(days=1)))
    goliad.lives = [life(GOLIAD, standing=Standing.TERMINATED, first_version=41, missing_version=42)]
    goliad.log(change(GOLIAD, ChangeKind.TERMINATED, id="gone", observed_at=SEEN + timedelta(days=1)))
    client = browse(goliad, now=lambda: SEEN + timedelta(days=9))

    first = words_of(answered(client, f"/agencies/goliad?on={EVENING}"))
    second = words_of(answered(client, f"/agencies/goliad?on={EVENING + timedelta(days=1)}"))

    assert "Missing that day, unconfirmed" in first
    assert "may still have been in force" in first
    assert "confirmed on 23 Sep 2025" in first
    assert "No longer listed that day" in second
    assert "Missing" not in second


def test_a_day_without_a_good_reading_says_between_which_it_lies_and_what_they_show(goliad: FakeRecord) -> None:
    goliad.kept = [capture(6, 41, fetched_at=SEEN - timedelta(days=5)), capture(7, 42)]
    day = EVENING - timedelta(days=2)
    goliad.checked = Checks(on_the_day=False, before=EVENING - timedelta(days=5), after=EVENING)
    said = words_of(answered(browse(goliad), f"/agencies/goliad?on={day}"))

    assert "It lies between our readings of 17 Sep 2025 and 22 Sep 2025" in said
    assert "Only the later of those readings has it." in said


def test_each_agreement_is_told_by_its_row_of_that_day(goliad: FakeRecord) -> None:
    goliad.lives = [life(GOLIAD), life(JAIL, id="goliad-jail", first_version=41)]
    goliad.past = {"goliad-jail": [Printed(41, 42, JAIL), Printed(42, None, replace(JAIL, support_type_text="JEM"))]}
    client = browse(goliad)

    evening, before = (words_of(answered(client, f"/agencies/goliad?on={on}")) for on in (EVENING, BEFORE))

    assert "with: Task Force and Jail Enforcement." in evening
    assert "County · JEM ·" in evening
    assert "with: Jail Enforcement." in before
    assert "Jail Enforcement Modle" in before


def test_the_question_stands_on_every_agency_page_and_needs_no_script(goliad: FakeRecord) -> None:
    page = page_of(browse(goliad).get("/agencies/goliad").text)
    [form] = page.xpath("//main//form[@action='/agencies/goliad']")

    assert form.get("method") == "get"
    assert form.xpath(".//input[@type='date' and @name='on']/@max") == ["2025-09-22"]
    assert not page.xpath("//section[@class='answered']")


def test_the_address_of_another_agreement_keeps_the_day(goliad: FakeRecord) -> None:
    goliad.lives = [life(GOLIAD), life(JAIL, id="goliad-jail", first_listed_at=SEEN + timedelta(hours=1))]
    answer = browse(goliad).get("/agencies/goliad-jail?on=2025-09-22")

    assert (answer.status, answer.headers["location"]) == (303, "/agencies/goliad?on=2025-09-22")


@pytest.mark.parametrize("on", ["yesterday", "2025-02-30", "2030-01-01"])
def test_a_day_that_is_none_or_has_not_come_is_refused(goliad: FakeRecord, on: str) -> None:
    assert browse(goliad).get(f"/agencies/goliad?on={on}").status == 400


def test_the_answer_speaks_spanish(goliad: FakeRecord) -> None:
    said = words_of(answered(browse(goliad), f"/es/agencies/goliad?on={EVENING}"))

    assert "Vigente el 22 sep 2025" in said
    assert "En la lista ese día" in said
    assert "Listed" not in said


def test_an_agency_is_found_by_place_and_name_and_leads_to_that_day(record: FakeRecord) -> None:
    client = browse(record)

    for query in ("state=Texas", "agency=golaid", "state=TX&agency=goliad+sheriff"):
        page = page_of(client.get(f"/in-force?{query}&on=2025-09-22").text)
        assert page.xpath("//main//ul//a/@href") == ["/agencies/goliad?on=2025-09-22"], query


def test_the_question_alone_shows_the_form_and_a_name_unknown_proves_nothing(record: FakeRecord) -> None:
    client = browse(record)

    assert "Choose the agency and the day" in main_words(client, "/in-force")
    assert "does not prove" in main_words(client, "/in-force?agency=atlantis&on=2025-09-22")
    assert "Write the name of the agency" in main_words(client, "/in-force?agency=&on=2025-09-22")


def test_programs_get_the_same_answer(goliad: FakeRecord) -> None:
    client = browse(goliad)
    answer = json.loads(client.get(f"/api/v1/agencies/goliad/in-force?on={EVENING}").text)
    [item] = answer["items"]

    assert answer["powers"] == ["Task Force Model"]
    assert answer["url"] == "https://lookout.example.org/agencies/goliad?on=2025-09-22"
    assert (item["held"], item["evidence"]["capture_id"], item["listed_from"]["version"]) == ("listed", 7, 42)
    assert json.loads(client.get(f"/api/v1/agencies/goliad/in-force?on={BEFORE}").text)["powers"] == []


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("goliad/in-force", 422),
        ("goliad/in-force?on=soon", 422),
        ("goliad/in-force?on=2030-01-01", 422),
        ("nobody/in-force?on=2025-09-22", 404),
        ("%00/in-force?on=2025-09-22", 404),
    ],
)
def test_programs_are_told_what_is_wrong(goliad: FakeRecord, address: str, status: int) -> None:
    answer = browse(goliad).get(f"/api/v1/agencies/{address}")

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_first_day_there_is_can_be_asked_for(goliad: FakeRecord) -> None:
    assert browse(goliad).get(f"/agencies/goliad?on={date.min}").status == 200
