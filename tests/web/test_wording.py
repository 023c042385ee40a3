"""Words: there is one for everything that can happen, and spans and days read as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.changes import Certainty, ChangeKind, FieldChange
from domain.vocabulary import SupportType
from tests.web.fakes import GOLIAD, LEON, PUBLIC_URL, SEEN, change
from web import dates, wording
from workflows.ports import FetchProblem
from workflows.reading import DaySummary, IncidentStatus, PollOutcome


@pytest.mark.parametrize("kind", ChangeKind)
@pytest.mark.parametrize("certainty", Certainty)
def test_every_kind_has_words_at_every_certainty(kind: ChangeKind, certainty: Certainty) -> None:
    one = change(GOLIAD, kind, certainty=certainty)

    assert wording.headline(one).startswith("Goliad County Sheriff’s Office, Texas: ")
    assert ("(unconfirmed)" in wording.headline(one)) == (certainty is Certainty.UNCONFIRMED)
    assert wording.KIND_LABELS[kind]
    assert wording.KIND_MEANS[kind] in wording.told(one)
    assert wording.certainty_means(one)
    assert len(wording.share_text(one, f"{PUBLIC_URL}/changes/{one.id}")) <= 300


def test_every_closed_list_has_words() -> None:
    assert set(wording.SUPPORT_TYPE_MEANS) == set(wording.SUPPORT_TYPE_CODES) == set(SupportType)
    assert set(wording.CERTAINTY_LABELS) == set(Certainty)
    assert set(wording.OUTCOME_LABELS) == set(PollOutcome)
    assert set(wording.INCIDENT_STATUS_LABELS) == set(IncidentStatus)
    for kind in (*FetchProblem, "swapped", "implausible", "question"):
        assert wording.incident_label(kind) != kind.capitalize()


def test_a_word_we_do_not_know_is_shown_as_it_is() -> None:
    assert wording.field_label("sheriff_name") == "Sheriff name"
    assert wording.incident_label("moon_phase") == "Moon phase"


def test_only_a_power_that_may_be_used_is_told_in_a_text_to_pass_on() -> None:
    assert "Its officers may only serve" in wording.share_text(change(LEON), "https://x.example/1")
    assert "officers" not in wording.share_text(change(LEON, ChangeKind.PENDING), "https://x.example/1")
    assert "officers" not in wording.share_text(change(LEON, ChangeKind.MISSING), "https://x.example/1")


def test_the_detail_of_a_change_names_each_difference_and_the_reason() -> None:
    fields = (FieldChange(field="county", before="", after="Goliad County"),)

    detail = wording.detail(change(GOLIAD, ChangeKind.CORRECTED, fields=fields, reason="Same signing date."))

    assert detail == "County: (nothing) → Goliad County; Same signing date."


def test_first_in_the_state_says_more_than_first_in_the_county() -> None:
    assert wording.notes(change(first_in_state=True, first_in_county=True)) == ["First in this state"]


@pytest.mark.parametrize(
    ("polls", "changes", "sentence"),
    [
        (0, 0, "No good check yet today. We cannot say whether anything changed."),
        (0, 2, "No good check yet today."),
        (1, 0, "Checked once today. Nothing changed."),
        (144, 1, "Checked 144 times today. 1 change."),
    ],
)
def test_a_day_is_told_in_one_or_two_sentences(polls: int, changes: int, sentence: str) -> None:
    counts = ((ChangeKind.NEW, changes),) if changes else ()

    assert wording.day_sentence(DaySummary(on=SEEN.date(), polls=polls, counts=counts), is_today=True) == sentence


def test_instants_and_days_are_written_one_way() -> None:
    evening_in_texas = datetime.fromisoformat("2025-09-22T14:05:09.5-05:00")

    assert dates.shown_instant(evening_in_texas) == "22 Sep 2025, 19:05 UTC"
    assert dates.shown_time(evening_in_texas) == "19:05 UTC"
    assert dates.iso_instant(evening_in_texas) == "2025-09-22T19:05:09Z"
    assert dates.shown_day(date(2026, 2, 1)) == "1 Feb 2026"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(60, "1 minute"), (600, "10 minutes"), (3600, "1 hour"), (86400, "1 day"), (90, "90 seconds")],
)
def test_a_span_is_written_in_its_largest_whole_unit(seconds: int, words: str) -> None:
    assert dates.shown_span(seconds) == words


def test_the_last_day_there_is_has_an_end() -> None:
    assert dates.day_bounds(date.max)[1] > datetime(9999, 12, 31, 23, tzinfo=UTC)
