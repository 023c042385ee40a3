"""The change log in Spanish: no English sentence of ours on its pages, links that stay in Spanish, feeds of its own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from lxml import etree

from domain.changes import AgencyEvent, Certainty, ChangeKind, FieldChange
from domain.subscriptions import Language
from domain.vocabulary import SupportType
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, PUBLIC_URL, FakeRecord, change
from tests.web.reading import page_of, words_of
from web.phrases import phrases

ENGLISH, SPANISH = phrases(Language.ENGLISH), phrases(Language.SPANISH)
OFFICIAL_NAMES = ("power.", "power_name.")
"""Of support types: they stand in English beside their meaning."""
REASON = "Same signing date, county and MOA link; name 0.94."
FOR_PROGRAMS = (".csv", ".css", ".svg", "/captures/", "/api/", ".json", ".parquet", ".geojson")
PAGES = [
    "/es",
    "/es/?kind=new&state=TX",
    "/es/changes",
    "/es/changes?state=TX&support_type=TFM&kind=missing&certainty=unconfirmed&since=2025-01-01&until=2025-12-31",
    "/es/days",
    "/es/days/2025-09-22",
    "/es/days/2025-09-21",
    "/es/about",
    "/es/agreements",
    "/es/agreements?state=TX",
    "/es/agreements?state=TX&on=2025-09-22",
]


@pytest.fixture
def full(record: FakeRecord) -> FakeRecord:
    """Return the evening's record with every kind of change beside it, told with all that a change can carry."""
    powers = (SupportType.JAIL_ENFORCEMENT,), (SupportType.TASK_FORCE,)
    for kind in ChangeKind:
        record.log(
            change(
                GOLIAD,
                kind,
                id=f"every-{kind.value}",
                certainty=Certainty.UNCONFIRMED if kind is ChangeKind.MISSING else Certainty.CONFIRMED,
                reason=REASON,
                agency_event=AgencyEvent.EXPANDED,
                powers_before=powers[0],
                powers_after=powers[1],
                first_in_county=True,
                fields=tuple(
                    FieldChange(field=name, before="", after="x") for name in ("county", "moa", "signed", "type")
                ),
            )
        )
    return record


@cache
def sentences_in_english() -> list[tuple[str, re.Pattern[str]]]:
    """Return every English sentence of three words or more, with what finds it whatever stands in its fields."""
    found = []
    for key, text in ENGLISH.texts.items():
        words = re.sub(r"\{[^}]*\}", " ", text).split()
        if len(words) < 3 or text == SPANISH.texts[key] or key.startswith(OFFICIAL_NAMES):
            continue
        parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", " ".join(text.split()))]
        found.append((key, re.compile(r"(?<!\w)" + ".{1,80}?".join(parts) + r"(?!\w)")))
    return found


def shown(text: str) -> str:
    """Return what a reader of Spanish reads or hears on a page: its words and labels, but for what is marked as English."""
    page = page_of(text)
    for element in page.xpath("//*[@lang='en'] | //script | //style"):
        element.drop_tree() if element.getparent() is not None else None
    labels = page.xpath("//@aria-label | //@alt | //@title | //@placeholder | //@data-label | //meta/@content")
    return " ".join([words_of(page), *labels])


@pytest.mark.parametrize("address", [*PAGES, *(f"/es/changes/every-{kind.value}" for kind in ChangeKind)])
def test_a_spanish_page_shows_no_english_sentence(full: FakeRecord, address: str) -> None:
    answer = browse(full).get(address)
    said = shown(answer.text)

    assert answer.status == 200
    assert '<html lang="es">' in answer.text
    assert [(key, match.group()) for key, find in sentences_in_english() if (match := find.search(said))] == []


@pytest.mark.parametrize("address", [*PAGES, "/es/changes/every-new"])
def test_a_link_on_a_spanish_page_leads_to_a_spanish_page(full: FakeRecord, address: str) -> None:
    page = page_of(browse(full).get(address).text)
    links = [*page.xpath("//a[not(@hreflang)]/@href"), *page.xpath("//form/@action")]
    ours = [link for link in links if link.startswith("/") and not any(part in link for part in FOR_PROGRAMS)]

    assert ours
    assert [link for link in ours if link != "/es" and not link.startswith(("/es/", "/es?"))] == []


@pytest.mark.parametrize("address", [*PAGES, "/es/changes/every-new"])
def test_the_same_page_in_english_speaks_no_spanish(full: FakeRecord, address: str) -> None:
    english = browse(full).get(address.removeprefix("/es") or "/")

    assert '<html lang="en">' in english.text
    assert "Registro de cambios" not in english.text
    assert 'lang="en"' not in english.text.split("<body>")[1].replace('lang="en" hreflang', "")


def test_what_is_on_record_in_english_is_marked_as_english(full: FakeRecord) -> None:
    page = page_of(browse(full).get("/es/changes/every-corrected").text)

    assert [words_of(element) for element in page.xpath("//dd[@lang='en']")] == [REASON]
    assert "Por qué lo decimos" in words_of(page)


def test_a_spanish_change_reads_as_the_alerts_do(full: FakeRecord) -> None:
    words = shown(browse(full).get("/es/changes/every-new").text)

    assert "amplió su acuerdo, de Jail Enforcement (cárcel) a Task Force (fuerza de tarea)" in words
    assert "Task Force Model (modelo de fuerza de tarea)" in words
    assert "22 sep 2025, 19:05 UTC" in words
    assert f"{PUBLIC_URL}/es/changes/every-new" in words


def test_feeds_are_served_in_spanish_with_ids_of_their_own(full: FakeRecord) -> None:
    client = browse(full)
    feeds = {prefix: etree.fromstring(client.get(f"{prefix}/feed.atom").text.encode()) for prefix in ("", "/es")}
    of = {prefix: {e.text for e in feed.iter("{*}id")} for prefix, feed in feeds.items()}
    links = [e.get("href") for e in feeds["/es"].iter("{*}link")]

    assert feeds["/es"].get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert len(of[""]) == len(of["/es"])
    assert of[""] & of["/es"] == set()
    assert all(str(link).startswith(f"{PUBLIC_URL}/es/") for link in links)
    quoted = [e.text for e in feeds["/es"].iter("{*}span")]
    assert REASON in quoted


def test_json_feeds_say_their_language(full: FakeRecord) -> None:
    client = browse(full)
    english, spanish = (json.loads(client.get(f"{prefix}/feed.json").text) for prefix in ("", "/es"))

    assert (english["language"], spanish["language"]) == ("en", "es")
    assert spanish["feed_url"] == f"{PUBLIC_URL}/es/feed.json"
    assert _ids(english) & _ids(spanish) == set()
    assert "Por qué lo decimos (en inglés): " + REASON in spanish["items"][0]["content_text"]
    assert spanish["items"][0]["tags"] == english["items"][0]["tags"]


def test_tables_are_the_same_in_every_language(full: FakeRecord) -> None:
    client = browse(full)

    assert client.get("/es/changes.csv").text == client.get("/changes.csv").text


def _ids(feed: dict[str, Any]) -> set[str]:
    return {item["id"] for item in feed["items"]}


def test_a_quiet_day_and_a_link_we_do_not_pass_on_are_told_in_spanish(record: FakeRecord) -> None:
    record.log(change(replace(GOLIAD, moa_url="javascript:alert(1)"), id="bad-link"))

    assert "(un enlace que no mostramos)" in browse(record).get("/es/changes/bad-link").text
