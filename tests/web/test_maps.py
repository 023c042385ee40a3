"""Shapes of counties, and the maps drawn from them."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree, html

from domain.counties import counties, county_by_fips
from domain.vocabulary import STATES, SupportType
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, LEON, SEEN, Client, FakeRecord, agreement, life
from web.geometry import (
    WITHOUT_SHAPE,
    Ring,
    county_paths,
    county_point,
    county_shape,
    nation_paths,
    neighbours,
)

HARRIS = replace(
    GOLIAD,
    agency="Harris County Sheriff's Office",
    county="Harris County",
    support_type=SupportType.JAIL_ENFORCEMENT,
    support_type_text="Jail Enforcement Model",
)
SVG = {"s": "http://www.w3.org/2000/svg"}


def parsed(body: bytes) -> Any:
    """Return a page; Any, because lxml's own types say too little of what an XPath finds."""
    return html.fromstring(body)


def drawing(body: bytes) -> Any:
    """Return an SVG drawing."""
    return etree.fromstring(body)


@pytest.fixture
def two_counties(record: FakeRecord) -> Client:
    """Return a client of a record where Goliad holds the Task Force Model and Harris works in its jail alone."""
    record.lives.append(life(HARRIS))
    record.listed.append(agreement(HARRIS))
    return browse(record)


def test_every_county_has_a_shape_or_a_reason_why_it_has_none() -> None:
    shapeless = {county.fips for county in counties() if county_shape(county.fips) is None}
    pointless = {county.fips for county in counties() if county_point(county.fips) is None}

    assert shapeless == set(WITHOUT_SHAPE)
    assert pointless == set(WITHOUT_SHAPE) - {"51610"}
    assert all(reason.endswith(".") for reason in WITHOUT_SHAPE.values())


def test_a_point_lies_inside_its_county_and_rings_are_as_geojson_wants_them() -> None:
    for county in counties():
        shape, point = county_shape(county.fips), county_point(county.fips)
        if shape is None or point is None:
            continue
        assert sum(_crossings(point, ring) for polygon in shape for ring in polygon) % 2 == 1, county
        for polygon in shape:
            for place, ring in enumerate(polygon):
                assert len(ring) >= 4, county
                assert ring[0] == ring[-1], county
                assert (_area(ring) > 0) == (place == 0), county
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in polygon for x, y in ring)


def test_known_places_are_where_they_are() -> None:
    for fips, (longitude, latitude) in {"48201": (-95.4, 29.8), "02016": (-168, 53), "72127": (-66.1, 18.4)}.items():
        point = county_point(fips)
        assert point is not None
        assert abs(point[0] - longitude) < 2
        assert abs(point[1] - latitude) < 1


def test_neighbours_share_a_boundary_also_across_a_state_line_and_are_each_others() -> None:
    named = {county.full_name for fips in neighbours("48175") if (county := county_by_fips(fips))}

    assert named == {
        *("Bee County", "DeWitt County", "Karnes County"),
        *("Refugio County", "Victoria County"),
    }
    assert "05091" in neighbours("48037"), "Texarkana lies in two states"
    assert neighbours("15003") == (), "Oahu is an island"
    assert all(one.fips in neighbours(beside) for one in counties() for beside in neighbours(one.fips))


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_a_map_that_keeps_within_its_frame(state: str) -> None:
    drawn = county_paths(state)

    assert drawn is not None
    known = {county.fips for county in counties() if county.state == state}
    assert {county.fips for county, _ in drawn.counties} == known - set(WITHOUT_SHAPE)
    for county, path in drawn.counties:
        for x, y in _points(path):
            assert 0 <= x <= drawn.width <= 1000, county
            assert 0 <= y <= drawn.height <= 900, county


def test_the_map_of_the_country_has_the_states_and_the_district_and_no_territory() -> None:
    drawn = nation_paths()

    territories = {"60", "66", "69", "72", "78"}
    known = {county.fips for county in counties() if county.fips[:2] not in territories}
    small_cities = {"51610", "51678", "51685"}
    assert set(drawn.counties) | small_cities == known - set(WITHOUT_SHAPE) | small_cities


def test_a_state_page_fills_its_counties_by_the_farthest_power_and_leads_to_them(two_counties: Client) -> None:
    page = parsed(two_counties.get("/states/tx").body)

    [figure] = page.xpath("//figure[@class='map']")
    filled = {link.xpath("string(.//*[local-name()='title'])"): link for link in figure.xpath(".//a")}
    assert set(filled) == {"Goliad County: 1 agency, Task Force", "Harris County: 1 agency, Jail Enforcement"}
    goliad, harris = filled.values()
    assert goliad.get("href") == "/counties/48175"
    assert goliad.xpath(".//path/@class") == ["far"]
    assert harris.xpath(".//path/@fill") == ["url(#hatch)"]
    assert "Task Force Model in 1 county, agreements for work in a jail alone in 1 county." in figure.text_content()
    assert not page.xpath("//*[@style]")


def test_a_jail_that_also_has_a_task_force_counts_as_one(record: FakeRecord) -> None:
    record.lives += [life(HARRIS), life(replace(HARRIS, support_type=SupportType.TASK_FORCE), id="harris-2")]

    page = parsed(browse(record).get("/states/tx").body)

    assert page.xpath("//a[@href='/counties/48201']//path/@class") == ["far"]


def test_the_map_is_no_stop_of_the_keyboard_because_the_list_beside_it_says_the_same(two_counties: Client) -> None:
    page = parsed(two_counties.get("/states/tx").body)

    on_the_map = page.xpath("//figure[@class='map']//a/@href")
    assert set(page.xpath("//figure[@class='map']//a/@tabindex")) == {"-1"}
    assert page.xpath("//figure[@class='map']/*[local-name()='svg']/@aria-hidden") == ["true"]
    assert set(on_the_map) <= set(page.xpath("//ul[@class='columns']//a[not(@tabindex)]/@href"))
    assert "Harris County: 1 agency, Jail Enforcement" in page.text_content()


def test_in_spanish_the_map_leads_to_spanish_pages(two_counties: Client) -> None:
    page = parsed(two_counties.get("/es/states/tx").body)

    assert set(page.xpath("//figure[@class='map']//a/@href")) == {"/es/counties/48175", "/es/counties/48201"}
    assert "1 agencia" in page.xpath("string(//figure[@class='map'])")


@pytest.mark.parametrize("address", ["/map.svg", "/es/map.svg", "/states/tx/map.svg", "/states/ct/map.svg"])
def test_a_drawing_stands_alone(two_counties: Client, address: str) -> None:
    answer = two_counties.get(address)

    root: Any = drawing(answer.body)
    assert answer.headers["content-type"] == "image/svg+xml"
    [style] = root.xpath("s:style/text()", namespaces=SVG)
    allowed = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer.headers["content-security-policy"] == f"default-src 'none'; style-src 'sha256-{allowed}'"
    assert root.get("role") == "img"
    assert root.xpath("s:title/text()", namespaces=SVG)[0].strip()
    assert root.xpath("s:desc/text()", namespaces=SVG)[0].strip()
    assert not root.xpath("//*[@style]")
    assert two_counties.get(address, if_none_match=answer.headers["etag"]).status == 304


def test_the_country_is_filled_like_its_states(two_counties: Client) -> None:
    root: Any = drawing(two_counties.get("/map.svg").body)

    paths = nation_paths().counties
    assert root.xpath("s:path[@class='far']/@d", namespaces=SVG) == [paths["48175"]]
    assert root.xpath("s:path[@class='near']/@d", namespaces=SVG) == [paths["48201"]]
    assert "ICE's list of Sep 22, 2025." in "".join(root.itertext()).replace("22 Sep 2025", "Sep 22, 2025")


def test_what_is_missing_or_pending_is_not_filled(record: FakeRecord) -> None:
    root: Any = drawing(browse(record).get("/map.svg").body)

    assert [view.status for view in record.listed if view.facts == LEON] == ["missing"]
    assert not root.xpath("s:path[@class='near']", namespaces=SVG)


def test_the_page_of_states_keeps_the_place_of_the_map_and_tells_what_it_shows(two_counties: Client) -> None:
    page = parsed(two_counties.get("/states").body)

    [image] = page.xpath("//img[@src='/map.svg']")
    root: Any = drawing(two_counties.get("/map.svg").body)
    assert (image.get("width"), image.get("height")) == (root.get("width"), root.get("height"))
    assert image.get("alt", "").startswith("Map of the United States by county")


def test_a_map_is_drawn_anew_when_the_record_changes(record: FakeRecord) -> None:
    client = browse(record)
    before = client.get("/map.svg")

    record.listed.append(agreement(HARRIS))
    record.log(*[replace(entry.change, id="another", facts=HARRIS, observed_at=SEEN) for entry in record.entries[:1]])
    after = client.get("/map.svg", if_none_match=before.headers["etag"])

    assert after.status == 200
    assert nation_paths().counties["48201"] in after.text


def test_a_state_nobody_knows_has_no_map(client: Client) -> None:
    assert client.get("/states/zz/map.svg").status == 404


def _crossings(point: tuple[float, float], ring: Ring) -> int:
    x, y = point
    return sum(
        1 for (x1, y1), (x2, y2) in pairwise(ring) if (y1 < y) != (y2 < y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
    )


def _area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def _points(path: str) -> list[tuple[int, int]]:
    """Return the points of a path as `.ci/make_geometry` writes it: M x y, then steps from point to point."""
    points = []
    for part in path.split("M")[1:]:
        x, y, *steps = map(int, re.findall(r"-?\d+", part))
        points.append((x, y))
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points
