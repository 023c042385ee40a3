"""The growth curve: page, drawing and table."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from lxml import etree

from domain.programme import CLAIMS, EVENTS
from domain.subscriptions import Language
from tests.web.conftest import browse
from tests.web.fakes import Client, FakeRecord
from tests.web.reading import page_of
from web.growth_chart import NARROW, WIDE, Mark, Size, draw
from web.phrases import phrases
from workflows.reading import GrowthPoint

FIRST = date(2025, 2, 21)
SVG = "{http://www.w3.org/2000/svg}"


def grown(days: int, *, step: int = 1, first: date = FIRST) -> list[GrowthPoint]:
    """Return a list that gains three agreements of two agencies from one version to the next."""
    return [
        GrowthPoint(on=first + timedelta(days=n), agreements=151 + 3 * n, agencies=142 + 2 * n)
        for n in range(0, days, step)
    ]


@pytest.fixture
def two_years(record: FakeRecord) -> FakeRecord:
    """Return a record with a version for each of 660 days."""
    record.grown = {None: grown(660), "Texas": grown(660)}
    return record


def drawing(client: Client, address: str = "/growth.svg") -> Any:
    answer = client.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    return etree.fromstring(answer.body)


@pytest.mark.parametrize("address", ["/growth.svg", "/growth.svg?size=wide", "/states/tx/growth.svg"])
def test_a_drawing_is_well_formed_and_says_in_words_what_it_shows(two_years: FakeRecord, address: str) -> None:
    root = drawing(browse(two_years), address)

    assert root.tag == f"{SVG}svg"
    assert "agreements and agencies" in (root.findtext(f"{SVG}title") or "")
    assert "151 agreements of 142 agencies to 2,128 agreements" in (root.findtext(f"{SVG}desc") or "")
    assert root.get("aria-labelledby") == "title desc"


@pytest.mark.parametrize("address", ["/growth.svg", "/growth.svg?size=wide", "/states/tx/growth.svg?size=nonsense"])
def test_a_drawing_of_two_years_stays_small_and_loads_nothing(two_years: FakeRecord, address: str) -> None:
    body = browse(two_years).get(address).body

    assert len(body) < 40_000
    assert b"prefers-color-scheme:dark" in body
    assert b"currentColor" in body
    assert not re.search(rb"href|url\(|<script|style=", body)


def test_a_drawing_a_reader_has_is_not_drawn_again(two_years: FakeRecord) -> None:
    client = browse(two_years)
    etag = client.get("/growth.svg").headers["etag"]

    assert client.get("/growth.svg", If_None_Match=etag).status == 304
    assert client.get("/growth.svg?size=wide", If_None_Match=etag).status == 200


def test_the_numbers_are_worked_out_once_until_the_record_changes(two_years: FakeRecord) -> None:
    client = browse(two_years)
    for address in ("/growth", "/growth.svg", "/growth.csv", "/"):
        client.get(address)

    assert two_years.growth_reads == 1


def test_an_empty_record_is_drawn_as_nothing_on_record(record: FakeRecord) -> None:
    record.grown = {}
    client = browse(record)

    assert "Nothing on record yet." in "".join(drawing(client).itertext())
    assert client.get("/growth").status == client.get("/states/tx").status == client.get("/").status == 200
    assert "Nothing on record yet for the whole country." in client.get("/growth").text


def test_a_record_of_one_version_can_be_drawn(record: FakeRecord) -> None:
    record.grown = {None: grown(1)}

    assert "There is one version of the list so far." in (drawing(browse(record)).findtext(f"{SVG}desc") or "")


def test_the_table_has_one_line_for_each_day_of_a_version(two_years: FakeRecord) -> None:
    lines = browse(two_years).get("/states/tx/growth.csv").text.splitlines()

    assert lines[:2] == ['"day","agreements","agencies"', '"2025-02-21","151","142"']
    assert len(lines) == 661


def test_the_national_curve_has_events_and_claims_and_a_state_its_own_events(two_years: FakeRecord) -> None:
    client = browse(two_years)
    national, texas = ("".join(drawing(client, path).itertext()) for path in ("/growth.svg", "/states/tx/growth.svg"))

    assert "Florida's counties join" in national
    assert "2 Sep 2025, DHS: 958 agencies" in national
    assert "Texas law SB 8 in force" in texas
    assert "Florida" not in texas
    assert "DHS" not in texas


def test_no_event_or_claim_is_shown_of_a_day_after_the_record_or_long_before_it(record: FakeRecord) -> None:
    record.grown = {None: grown(30, first=date(2025, 9, 1))}
    text = browse(record).get("/growth").text

    assert "Reimbursement announced" in text
    assert "Reimbursement in force" not in text
    assert "Executive order" not in text
    assert "135 agencies" not in text


def test_a_claim_stands_beside_our_own_count_of_its_day_and_a_mix_up_is_named(record: FakeRecord) -> None:
    record.grown = {
        None: [
            GrowthPoint(on=date(2025, 9, 1), agreements=957, agencies=798),
            GrowthPoint(on=date(2025, 9, 18), agreements=1000, agencies=998),
        ]
    }
    page = page_of(browse(record).get("/growth").text)
    rows = [" ".join(row.text_content().split()) for row in page.findall(".//table[@class='stack']/tbody/tr")]

    [dhs] = [row for row in rows if "958 agencies" in row]
    assert "957 agreements of 798 agencies (version of 1 Sep 2025)" in dhs
    assert "seems to count agreements as agencies" in dhs
    assert sum("seems to count" in row for row in rows) == 1


def test_a_claim_older_than_our_first_version_is_said_to_be(two_years: FakeRecord) -> None:
    assert "before our first version" in browse(two_years).get("/growth").text


def test_the_facts_beside_the_curve_are_in_the_order_of_their_days() -> None:
    for facts in (EVENTS, CLAIMS):
        assert [fact.on for fact in facts] == sorted(fact.on for fact in facts)


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("days", [1, 40, 127, 300, 660, 2000])
@pytest.mark.parametrize("language", Language)
def test_no_words_of_a_drawing_lie_on_one_another_or_off_the_paper(size: Size, days: int, language: Language) -> None:
    chart = draw(phrases(language), grown(days), size, state=None)
    letters = [(m.x, m.y, m.sign) for m in (*chart.events, *chart.claims)]

    for (x, y, _), (other_x, other_y, _) in combinations(letters, 2):
        assert abs(x - other_x) >= 8 or abs(y - other_y) >= 10
    months = [x for x, _ in chart.months]
    assert all(after - before >= 60 for before, after in pairwise(months))
    for mark in (*chart.events, *chart.claims):
        assert 38 < mark.y < chart.bottom
        assert _width(mark) <= size.width / size.key_columns
        assert mark.key_y < chart.height


def _width(mark: Mark) -> float:
    """Return how wide a line of the key is at most: twelve units high, its letters are half as wide and a bit."""
    return 12 + 6.4 * len(f"{mark.sign} {mark.key}")


def test_the_curve_speaks_the_language_of_its_address(two_years: FakeRecord) -> None:
    client = browse(two_years)
    spanish, english = client.get("/es/growth.svg"), client.get("/growth.svg")
    root: Any = etree.fromstring(spanish.body)

    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    words = "".join(str(text) for text in root.itertext())
    assert "Del 21 feb 2025 al 12 dic 2026 la lista pasó de 151 acuerdos de 142 agencias a 2,128 acuerdos" in words
    assert "2 sep 2025, DHS: 958 agencias" in words
    assert "abr 2025: Se suman los condados de Florida" in words
    assert spanish.headers["etag"] != english.headers["etag"]
    page = page_of(client.get("/es/growth").text)
    assert page.find(".//img").get("src") == "/es/growth.svg"
    assert "26 ene 2026" in page.text_content()
    assert "la prensa" in page.text_content()


def test_the_start_page_shows_the_curve_and_leads_to_it(two_years: FakeRecord) -> None:
    page = page_of(browse(two_years).get("/").text)
    [image] = page.findall(".//img")

    assert image.get("src") == "/growth.svg"
    assert "2,128 agreements" in (image.get("alt") or "")
    assert page.find(".//a[@href='/growth']") is not None


@pytest.mark.parametrize("address", ["/states/xx/growth.svg", "/states/TX/growth.svg", "/states/xx/growth.csv"])
def test_the_curve_of_no_state_is_not_found(record: FakeRecord, address: str) -> None:
    answer = browse(record).get(address)

    assert answer.status == 404
    assert "We know no state or territory by that code" in answer.text
