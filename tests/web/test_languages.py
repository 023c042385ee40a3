"""The catalogues of the pages in two languages: the same names, the same fields, all used, and dates."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from domain.changes import ChangeKind
from domain.subscriptions import Cadence, Language, Standing
from tests.web.conftest import browse
from tests.web.fakes import FakeRecord
from web.phrases import phrases
from web.privacy import HELD
from web.wish_form import ZONES
from web.wish_words import POWER_KEYS
from workflows.ports import LinkPurpose

WEB = Path(__file__).parents[2] / "web"
ENGLISH, SPANISH = phrases(Language.ENGLISH), phrases(Language.SPANISH)
PURPOSES = [purpose.value for purpose in LinkPurpose]
FAMILIES = {
    *(f"kind.{kind.value}" for kind in ChangeKind),
    *(f"badge.{kind.value}" for kind in ChangeKind),
    *(f"{prefix}.{cadence.value}" for prefix, cadence in product(("cadence", "wish", "volume"), Cadence)),
    *(f"language.{language.value}" for language in Language),
    *(f"zone.{zone}" for zone in ZONES),
    *(f"{prefix}.{power}" for prefix, power in product(("power", "power_means"), POWER_KEYS.values())),
    *(f"{prefix}.{name}" for prefix, name in product(("held", "why", "how_long"), HELD)),
    *(f"standing.{standing.value}" for standing in Standing if standing is not Standing.ERASED),
    *(
        f"label.{label}"
        for label in ("states", "counties", "agencies", "powers", "kinds", "also", "cadence", "language")
    ),
    *(f"{purpose}.title" for purpose in PURPOSES),
    *(f"{purpose}.lead" for purpose in PURPOSES),
    *(f"{purpose}.press" for purpose in PURPOSES if purpose != "manage"),
    *(f"{purpose}.already" for purpose in PURPOSES),
    *(f"{purpose}.expired" for purpose in PURPOSES if purpose != "unsubscribe"),
    *(f"refused.{reason}" for reason in ("form", "size", "slow", "origin")),
    *(f"manage.{news}" for news in ("changed", "paused", "resumed", "tested")),
    *(f"count.{thing}.{number}" for thing, number in product(("message", "change"), ("one", "many"))),
    *(f"nav.{section}" for section in ("log", "all", "agreements", "states", "releases", "sources", "about")),
}
"""Names that are put together where they are used."""


def fields(text: str) -> set[str]:
    """Return the names of the fields in a sentence."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_names_and_fields() -> None:
    assert ENGLISH.texts.keys() == SPANISH.texts.keys()
    for key, english in ENGLISH.texts.items():
        assert fields(english) == fields(SPANISH.texts[key]), key
        assert SPANISH.texts[key].strip(), key


def test_no_sentence_was_left_in_english() -> None:
    alike = {key for key, english in ENGLISH.texts.items() if english == SPANISH.texts[key]}

    assert alike <= {f"zone.{zone}" for zone in ZONES}


def test_every_sentence_is_used_and_every_name_has_one() -> None:
    code = "\n".join(p.read_text("utf-8") for p in WEB.rglob("*") if p.suffix in {".py", ".html"})
    literal = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', code))
    literal |= set(re.findall(r'_message\("([a-z_.]+)"', code))
    named = literal | FAMILIES
    of_messages = {f"{name}.{part}" for name, part in product(named, ("title", "text", "more"))}
    expected = {key for key in ENGLISH.texts if key in named | of_messages}

    assert ENGLISH.texts.keys() == expected
    assert {key for key in FAMILIES if key not in ENGLISH.texts and f"{key}.text" not in ENGLISH.texts} == set()


def test_a_value_is_put_in_once_and_read_no_further() -> None:
    said = ENGLISH.say("preview.unknown_county", county="{0}{county}{{")

    assert "“{0}{county}{{”" in said


@pytest.mark.parametrize(("words", "shown"), [(ENGLISH, "Mar 4, 2025"), (SPANISH, "4 mar 2025")])
def test_dates_are_written_as_each_language_does(words: object, shown: str) -> None:
    assert words.day(date(2025, 3, 4)) == shown  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "es", "es"),
        ("", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("", "ES;q=1", "es"),
        ("", "en-US,es;q=0.9", "en"),
        ("", "est", "en"),
        ("", "fr,es", "en"),
        ("?lang=es", "en", "es"),
        ("?lang=en", "es", "en"),
        ("?lang=fr", "es", "es"),
    ],
)
def test_a_reader_chooses_the_language_by_link_or_by_browser(
    record: FakeRecord, query: str, accepted: str, language: str
) -> None:
    answer = browse(record).get(f"/privacy{query}", accept_language=accepted)

    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["vary"].lower().startswith("accept-language")


def test_the_privacy_page_says_why_and_how_long_for_each_thing_held(record: FakeRecord) -> None:
    for language, words in (("en", ENGLISH), ("es", SPANISH)):
        text = browse(record).get(f"/privacy?lang={language}").text
        for name in HELD:
            for prefix in ("held", "why", "how_long"):
                assert words.say(f"{prefix}.{name}").replace('"', "&#34;").replace("'", "&#39;") in text
