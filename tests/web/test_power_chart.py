"""Agreements by support type over time: as a drawing that needs no eyes, in words, as a table, in both languages."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from domain.subscriptions import Language
from tests.web.conftest import browse
from tests.web.fakes import FakeRecord
from tests.web.reading import page_of
from web.growth_chart import NARROW, WIDE, Size
from web.phrases import phrases
from web.power_chart import draw_powers
from workflows.past import PowersPoint

ENGLISH = phrases(Language.ENGLISH)
POINTS = [PowersPoint(date(2025, 2, 21), 20, 55, 76), PowersPoint(date(2025, 9, 17), 500, 130, 370)]


@pytest.fixture
def grown(record: FakeRecord) -> FakeRecord:
    """Return a record of two days, for the country and for Texas."""
    record.powers = {None: POINTS, "Texas": POINTS}
    return record


def corners(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split() for pair in path[1:-1].split("L"))]


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_bands_stand_one_above_the_other_and_stay_on_the_paper(size: Size) -> None:
    chart = draw_powers(ENGLISH, POINTS, size)
    top, middle, bottom = (corners(band.path) for band in chart.bands)

    assert max(y for _, y in bottom) == chart.bottom
    assert min(y for _, y in middle) < min(y for _, y in bottom)
    assert min(y for _, y in top) < min(y for _, y in middle)
    for x, y in [*top, *middle, *bottom]:
        assert chart.left <= x <= chart.right + 1
        assert 0 < y <= chart.bottom
    assert [band.held for band in chart.bands] == [500, 130, 370]


def test_a_list_that_held_nothing_is_drawn_flat() -> None:
    chart = draw_powers(ENGLISH, [PowersPoint(date(2025, 2, 21), 0, 0, 0)], NARROW)

    assert {y for band in chart.bands for _, y in corners(band.path)} == {chart.bottom}


@pytest.mark.parametrize("address", ["/powers.svg", "/states/tx/powers.svg?size=wide", "/es/states/tx/powers.svg"])
def test_the_drawing_says_what_it_shows(grown: FakeRecord, address: str) -> None:
    answer = browse(grown).get(address)
    drawing = ET.fromstring(answer.text)
    said = " ".join(drawing.itertext())

    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert drawing.get("role") == "img"
    assert "500 Task Force" in said
    assert ("El 17 sep 2025" if address.startswith("/es") else "On 17 Sep 2025") in said


def test_the_table_has_each_day_with_all_of_it(grown: FakeRecord) -> None:
    assert browse(grown).get("/states/tx/powers.csv").text.splitlines() == [
        '"day","task_force","jail_enforcement","warrant_service","all"',
        '"2025-02-21","20","55","76","151"',
        '"2025-09-17","500","130","370","1000"',
    ]


def test_the_page_of_a_state_has_drawing_words_and_numbers(grown: FakeRecord) -> None:
    page = page_of(browse(grown).get("/states/tx").text)
    [image] = page.xpath("//img[starts-with(@src, '/states/tx/powers.svg')]")

    assert "500 Task Force, 130 Jail Enforcement, 370 Warrant Service" in image.get("alt")
    assert (image.get("width"), image.get("height")) == ("360", str(draw_powers(ENGLISH, POINTS, NARROW).height))
    assert [cell.text for cell in page.xpath("//h3[@id='powers']/following::table[1]//td")][:3] == ["500", "130", "370"]


def test_an_empty_record_says_so(record: FakeRecord) -> None:
    assert "Nothing on record yet" in browse(record).get("/powers.svg").text
    assert browse(record).get("/states/nowhere/powers.svg").status == 404
