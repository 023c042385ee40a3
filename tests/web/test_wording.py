"""Words: there is one for everything that can happen, and spans and days read as people write them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal

from domain.changes import Certainty, ChangeKind, FieldChange
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from tests.web.fakes import GOLIAD, LEON, PUBLIC_URL, SEEN, change
from web import dates, powers, wording
from web.phrases import Phrases, phrases
from workflows.reading import DaySummary

ENGLISH, SPANISH = (phrases(language) for language in Language)


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
@pytest.mark.parametrize("kind", ChangeKind)
@pytest.mark.parametrize("certainty", Certainty)
def test_every_kind_has_words_at_every_certainty(words: Phrases, kind: ChangeKind, certainty: Certainty) -> None:
    one = change(GOLIAD, kind, certainty=certainty, reason="The row is new.")
    headline = wording.headline(words, one)
    told = wording.told(words, one)

    assert headline.startswith("Goliad County Sheriff’s Office, Texas: ")
    doubt = "(unconfirmed)" if words is ENGLISH else "sin confirmar"
    assert (doubt in headline) == (certainty is Certainty.UNCONFIRMED)
    assert told[0] == (words.say(f"kind_means.{kind.value}"), "")
    assert [quoted for _, quoted in told if quoted] == ["The row is new."]
    assert wording.certainty_means(words, one) in told[-1][0]


@pytest.mark.parametrize("words", [ENGLISH, SPANISH], ids=["en", "es"])
@pytest.mark.parametrize("kind", ChangeKind)
def test_a_text_to_pass_on_fits_one_message_and_ends_in_its_whole_link(words: Phrases, kind: ChangeKind) -> None:
    longest = replace(GOLIAD, agency="Florida Department of Highway Safety and Motor Vehicles, " * 5)
    for facts in (GOLIAD, longest):
        text = wording.share_text(words, change(facts, kind), f"{PUBLIC_URL}/es/changes/goliad")

        assert len(text) <= 300
        assert text.endswith(f" {PUBLIC_URL}/es/changes/goliad")


def test_a_word_we_do_not_know_is_shown_as_it_is() -> None:
    assert wording.field_label(ENGLISH, "sheriff_name") == "Sheriff name"
    assert wording.incident_label(SPANISH, "moon_phase") == "Moon phase"


def test_powers_are_listed_as_each_language_does() -> None:
    three = list(SupportType)

    assert powers.listed_powers(ENGLISH, three[:2]) == "Jail Enforcement and Task Force"
    assert powers.listed_powers(SPANISH, three) == (
        "Jail Enforcement (cárcel), Task Force (fuerza de tarea) y Warrant Service (órdenes)"
    )
    assert powers.listed_powers(SPANISH, []) == "ningún acuerdo"
    assert set(powers.POWER_KEYS) == set(powers.POWER_CODES) == set(SupportType)


def test_only_a_power_that_may_be_used_is_told_in_a_text_to_pass_on() -> None:
    assert "Officers may only serve" in wording.share_text(ENGLISH, change(LEON), "https://x.example/1")
    assert "fficers" not in wording.share_text(ENGLISH, change(LEON, ChangeKind.PENDING), "https://x.example/1")
    assert "fficers" not in wording.share_text(ENGLISH, change(LEON, ChangeKind.MISSING), "https://x.example/1")


def test_the_detail_of_a_change_names_each_difference_and_the_reason() -> None:
    fields = (FieldChange(field="county", before="", after="Goliad County"),)

    detail = wording.detail(ENGLISH, change(GOLIAD, ChangeKind.CORRECTED, fields=fields, reason="Same signing date."))

    assert detail == "County: (nothing) → Goliad County; Same signing date."


def test_first_in_the_state_says_more_than_first_in_the_county() -> None:
    assert wording.notes(ENGLISH, change(first_in_state=True, first_in_county=True)) == ["First in this state"]


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

    assert (
        wording.day_sentence(ENGLISH, DaySummary(on=SEEN.date(), polls=polls, counts=counts), is_today=True) == sentence
    )


def test_instants_and_days_are_written_one_way_in_each_language() -> None:
    evening_in_texas = datetime.fromisoformat("2025-09-22T14:05:09.5-05:00")

    assert dates.shown_instant(ENGLISH, evening_in_texas) == "22 Sep 2025, 19:05 UTC"
    assert dates.shown_instant(SPANISH, evening_in_texas) == "22 sep 2025, 19:05 UTC"
    assert dates.shown_time(evening_in_texas) == "19:05 UTC"
    assert dates.iso_instant(evening_in_texas) == "2025-09-22T19:05:09Z"


@pytest.mark.parametrize("month", range(1, 13))
def test_days_and_numbers_are_written_as_babel_writes_them(month: int) -> None:
    on = date(2026, month, 1)

    assert ENGLISH.day(on) == format_date(on, "d MMM y", locale="en_US")
    assert SPANISH.day(on) == format_date(on, "d MMM y", locale="es_US")
    for words, locale in ((ENGLISH, "en_US"), (SPANISH, "es_US")):
        assert words.number(10**month) == format_decimal(10**month, locale=locale)


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (60, "1 minute", "1 minuto"),
        (600, "10 minutes", "10 minutos"),
        (3600, "1 hour", "1 hora"),
        (86400, "1 day", "1 día"),
        (90, "90 seconds", "90 segundos"),
    ],
)
def test_a_span_is_written_in_its_largest_whole_unit(seconds: int, english: str, spanish: str) -> None:
    assert (dates.shown_span(ENGLISH, seconds), dates.shown_span(SPANISH, seconds)) == (english, spanish)


def test_the_last_day_there_is_has_an_end() -> None:
    assert dates.day_bounds(date.max)[1] > datetime(9999, 12, 31, 23, tzinfo=UTC)


def test_agreements_are_counted_by_status_in_words_as_each_language_does() -> None:
    assert wording.status_count(ENGLISH, "missing", 3) == "3 missing, unconfirmed"
    assert wording.status_count(SPANISH, "missing", 3) == "3 faltan, sin confirmar"
    assert wording.status_count(SPANISH, "missing", 1) == "1 falta, sin confirmar"
    assert wording.status_count(SPANISH, "eclipsed", 1200) == "1,200 eclipsed"
    assert wording.status_label(SPANISH, "eclipsed") == "eclipsed"
