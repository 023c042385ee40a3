"""The catalogues of sentences: complete in every language."""

from __future__ import annotations

import io
import re
import string
from datetime import UTC, date, datetime, timedelta, timezone
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import notifier
from domain.agency_events import Turn
from domain.changes import AgencyEvent, ChangeKind, RowFacts
from domain.deliveries import Purpose
from domain.fields import changed_fields
from domain.releases import Action, Bound, Counted
from domain.snapshots import Column
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from notifier.phrases import phrases
from notifier.telling import SUPPORT_KEYS
from tests.notifier.cast import GOLIAD

ELSEWHERE = RowFacts(
    state="Ohio",
    agency="Butler Police Department",
    agency_type="Municipal",
    county="Butler",
    support_type=SupportType.JAIL_ENFORCEMENT,
    support_type_text="Jail Enforcement Model",
    state_text="OHIO",
    signed_on=date(2024, 1, 1),
    signed_text="2024-01-01",
    moa_url=None,
    moa_text="",
    addendum_url="https://www.ice.gov/addendum.pdf",
    addendum_text="Link",
)


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text)} - {None}


def test_every_language_has_the_same_sentences_with_the_same_fields() -> None:
    english = phrases(Language.ENGLISH).texts

    for language in Language:
        texts = phrases(language).texts
        assert set(texts) == set(english)
        assert {key: _fields(text) for key, text in texts.items()} == {k: _fields(t) for k, t in english.items()}
        assert all(text.strip() == text and text for key, text in texts.items() if key != "value.printed_separator")


@pytest.mark.parametrize("language", Language)
def test_every_kind_of_change_and_every_field_has_its_words(language: Language) -> None:
    words = phrases(language)
    told = (*ChangeKind, *Turn, "retracted_known")
    fields = changed_fields(GOLIAD, ELSEWHERE, frozenset(Column))

    assert all(words.has(f"{group}.{kind}") for group in ("subject", "headline", "share") for kind in told)
    assert len(fields) == len(Column)
    assert all(words.has(f"field.{field.field}") for field in fields)
    assert set(SUPPORT_KEYS) == set(SupportType)
    assert all(words.has(f"short.{key}") for key in SUPPORT_KEYS.values())
    assert all(words.has(f"event.{event}") for event in AgencyEvent)


def test_no_sentence_is_unfinished_or_said_twice() -> None:
    for language in Language:
        with (files("notifier") / "languages" / f"{language.value}.po").open("rb") as file:
            text = file.read()
        catalogue = read_po(io.BytesIO(text), locale=language.value, abort_invalid=True)

        assert [entry.id for entry in catalogue if entry.fuzzy and entry.id] == []
        assert list(catalogue.obsolete) == []
        assert text.count(b"\nmsgid ") == len(phrases(language).texts) + 1
        assert catalogue.locale_identifier == language.value


def test_every_sentence_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in Path(notifier.__file__).parent.glob("*.py"))
    said = set(re.findall(r"""["']([a-z_]+\.[a-z_0-9]+)["']""", code))
    said |= {
        f"{group}.{kind}"
        for group in ("subject", "headline", "share")
        for kind in (*ChangeKind, *Turn, "retracted_known")
    }
    said |= {
        f"{group}.{key}" for group in ("support", "short", "power", "power_short") for key in SUPPORT_KEYS.values()
    }
    said |= {f"subject.{purpose}" for purpose in Purpose} | {f"opening.{purpose}" for purpose in Purpose}
    said |= {f"action.{purpose}" for purpose in Purpose} | {f"kind.{kind}" for kind in ChangeKind}
    said |= {f"event.{event}" for event in (*AgencyEvent, "rejoined")} | {f"label.share_{code}" for code in Language}
    said |= {f"subject.{fact}_{span}" for fact in ("nothing", "unread") for span in ("today", "week")}
    said |= {f"opening.{form}{amount}" for form in ("", "digest_") for amount in ("one", "many", "none")}
    said |= {f"wish.{word}" for word in ("at_once", "daily", "weekly")}
    said |= {f"field.{field.field}" for field in changed_fields(GOLIAD, ELSEWHERE, frozenset(Column))}
    said |= {f"deed.{action}" for action in Action} | {f"bound.{bound.replace(' ', '_')}" for bound in Bound}
    said |= {f"figure.{counted}_{amount}" for counted in Counted for amount in ("one", "many")}
    words = set(re.findall(r"""["']([a-z_0-9]+)["']""", code))

    unused = {
        key
        for key in set(phrases(Language.ENGLISH).texts) - said
        if not (key.split(".")[0] in {"label", "after", "value"} and key.split(".")[1] in words)
    }

    assert unused == set()


def test_dates_are_written_as_people_of_the_language_write_them() -> None:
    assert phrases(Language.ENGLISH).day(date(2025, 3, 4)) == "March 4, 2025"
    assert phrases(Language.SPANISH).day(date(2025, 3, 4)) == "4 de marzo de 2025"


def test_instants_are_told_in_utc_whatever_zone_they_come_in() -> None:
    evening_in_texas = datetime(2025, 3, 4, 20, 30, tzinfo=timezone(timedelta(hours=-6)))

    assert phrases(Language.ENGLISH).instant(evening_in_texas) == "March 5, 2025, 02:30 UTC"
    assert (
        phrases(Language.SPANISH).instant(datetime(2025, 12, 1, 9, 5, tzinfo=UTC))
        == "1 de diciembre de 2025, 09:05 UTC"
    )


def test_braces_in_a_value_mean_nothing() -> None:
    said = phrases(Language.ENGLISH).say("headline.new", agency="{model}{0}{agency.__class__}{{7*7}}", model="X")

    assert said == "{model}{0}{agency.__class__}{{7*7}} signed a 287(g) agreement (X)"
