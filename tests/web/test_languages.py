"""The catalogues of the pages in two languages: the same names, the same fields, all used, and dates."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from pathlib import Path
from string import Formatter

import pytest

from domain.agency_events import Turn
from domain.changes import AgencyEvent, Certainty, ChangeKind
from domain.in_force import Held
from domain.releases import Action
from domain.source_health import Condition
from domain.state_laws import LAWS, Effect, Footing
from domain.subscriptions import Cadence, Language, Standing
from tests.web.conftest import browse
from tests.web.fakes import FakeRecord
from web.phrases import phrases
from web.powers import POWER_KEYS
from web.privacy import HELD
from web.wish_form import ZONES
from workflows.ports import FetchProblem, LinkPurpose
from workflows.reading import IncidentStatus, PollOutcome

WEB = Path(__file__).parents[2] / "web"
ENGLISH, SPANISH = phrases(Language.ENGLISH), phrases(Language.SPANISH)
PURPOSES = [purpose.value for purpose in LinkPurpose]
FIELDS = ("state", "agency", "type", "county", "support_type", "signed", "moa", "addendum")
STATUSES = ("listed", "missing", "terminated", "pending", "pending_gone", "merged")
INCIDENTS = (
    *FetchProblem,
    "swapped",
    "implausible",
    "held",
    "unread",
    "question",
    "empty",
    "stale",
    "opened",
    "suggestion",
)
FAMILIES = {
    *(f"held_on.{held.value}" for held in Held),
    *(f"law.{law.key}" for law in LAWS),
    *(f"law_footing.{footing.value}" for footing in Footing),
    *(f"{prefix}.{effect.value}" for prefix, effect in product(("law_effect", "law_effects"), Effect)),
    *(f"timeline.{kind.value}" for kind in ChangeKind),
    *(f"timeline.{first}" for first in ("listed_first", "pending_first")),
    *(f"{prefix}.{kind.value}" for prefix, kind in product(("kind", "badge", "kind_means", "news"), ChangeKind)),
    *(f"kind_count.{kind.value}.{number}" for kind, number in product(ChangeKind, ("one", "many"))),
    *(f"turn.{turn.value}" for turn in Turn),
    *(f"event.{event.value}" for event in AgencyEvent),
    *(f"{prefix}.{certainty.value}" for prefix, certainty in product(("certainty", "certainty_means"), Certainty)),
    *(f"field.{name}" for name in FIELDS),
    *(f"span.{unit}.{number}" for unit, number in product(("day", "hour", "minute", "second"), ("one", "many"))),
    *(f"status.{status}" for status in STATUSES),
    *(f"status_count.{status}.{number}" for status, number in product(STATUSES[1:], ("one", "many"))),
    *(f"outcome.{outcome.value}" for outcome in PollOutcome),
    *(f"condition.{condition.value}" for condition in Condition),
    *(f"source_status.{status}" for status in ("blocked", "browser", "unproven")),
    *(f"source_evidence.{evidence}" for evidence in ("checked", "seen", "guess")),
    *(f"incident_status.{status.value}" for status in IncidentStatus),
    *(f"incident.{kind}" for kind in INCIDENTS),
    *(f"{prefix}.{action.value}" for prefix, action in product(("action", "action_means"), Action)),
    *(f"{prefix}.{cadence.value}" for prefix, cadence in product(("cadence", "wish", "volume"), Cadence)),
    *(f"language.{language.value}" for language in Language),
    *(f"zone.{zone}" for zone in ZONES),
    *(f"{prefix}.{power}" for prefix, power in product(("power", "power_means", "power_name"), POWER_KEYS.values())),
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
    *(f"refused.{reason}" for reason in ("form", "size", "slow", "origin", "desk_form")),
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

    said = {key for key in alike if len(re.findall(r"[a-z]+", re.sub(r"\{[^}]*\}", " ", ENGLISH.texts[key]))) > 1}
    assert said <= {f"zone.{zone}" for zone in ZONES}


def test_every_sentence_is_used_and_every_name_has_one() -> None:
    code = "\n".join(p.read_text("utf-8") for p in WEB.rglob("*") if p.suffix in {".py", ".html", ".atom", ".svg"})
    literal = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", code))
    literal |= set(re.findall(r"""_message\(\s*["']([a-z_.]+)["']""", code))
    # A family that no list above names is taken whole: "claim." ~ kind, or f"claim.{kind}".
    put_together = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*\.)(?:\{|["'] ~)""", code))
    open_families = tuple(put_together - {f"{name.rpartition('.')[0]}." for name in FAMILIES})
    named = literal | FAMILIES
    named |= {f"{name}.{part}" for name, part in product(named, ("title", "text", "more", "one", "many"))}
    unused = {key for key in ENGLISH.texts if key not in named and not key.startswith(open_families)}
    said = set(re.findall(r"""\bsay\(\s*["']([a-z_.]+)["']""", code))
    counted = set(re.findall(r"""\bcounted\(\s*["']([a-z_.]+)["']""", code))
    said |= {f"{name}.{number}" for name, number in product(counted, ("one", "many"))}

    assert unused == set()
    assert {key for key in said if key not in ENGLISH.texts and not key.endswith(".") and ".." not in key} == set()
    assert {key for key in FAMILIES if key not in ENGLISH.texts and f"{key}.text" not in ENGLISH.texts} == set()


def test_a_value_is_put_in_once_and_read_no_further() -> None:
    said = ENGLISH.say("preview.unknown_county", county="{0}{county}{{")

    assert "“{0}{county}{{”" in said


@pytest.mark.parametrize(("words", "shown"), [(ENGLISH, "4 Mar 2025"), (SPANISH, "4 mar 2025")])
def test_dates_are_written_as_each_language_does(words: object, shown: str) -> None:
    assert words.day(date(2025, 3, 4)) == shown  # type: ignore[attr-defined]


@pytest.mark.parametrize("accepted", ["", "es", "es-MX,es;q=0.9,en;q=0.8", "en-US,es;q=0.9"])
@pytest.mark.parametrize(("address", "language"), [("/privacy", "en"), ("/es/privacy", "es")])
def test_the_address_alone_tells_the_language(record: FakeRecord, address: str, accepted: str, language: str) -> None:
    answer = browse(record).get(address, accept_language=accepted)

    assert f'<html lang="{language}">' in answer.text
    assert "accept-language" not in answer.headers["vary"].lower()


def test_the_privacy_page_says_why_and_how_long_for_each_thing_held(record: FakeRecord) -> None:
    for address, words in (("/privacy", ENGLISH), ("/es/privacy", SPANISH)):
        text = browse(record).get(address).text
        for name in HELD:
            for prefix in ("held", "why", "how_long"):
                assert words.say(f"{prefix}.{name}").replace('"', "&#34;").replace("'", "&#39;") in text
