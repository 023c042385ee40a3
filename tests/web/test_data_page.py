"""The page to take the data away from, its catalogue, the sitemaps, and what crawlers are asked to leave alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any
from urllib import robotparser

import pytest
from lxml import etree, html

from tests.web.asgi import routes_of
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, PUBLIC_URL, Client, FakeRecord, agreement
from web import sitemap
from web.catalog import FORMS

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


def catalogue(client: Client) -> Any:
    answer = client.get("/catalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    return json.loads(answer.body)


def local(address: str) -> str:
    assert address.startswith(PUBLIC_URL)
    return address.removeprefix(PUBLIC_URL)


def test_the_catalogue_has_two_data_sets_with_every_form(client: Client) -> None:
    found = catalogue(client)

    assert (found["@context"], found["@type"]) == ("https://schema.org", "DataCatalog")
    assert [one["@type"] for one in found["dataset"]] == ["Dataset", "Dataset"]
    downloads = [download for one in found["dataset"] for download in one["distribution"]]
    assert len(downloads) == len(FORMS) + 2
    for download in downloads:
        answer = client.get(local(download["contentUrl"]), "HEAD")
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, download["encodingFormat"])


def test_the_catalogue_counts_what_the_record_holds(client: Client) -> None:
    agreements, changes = catalogue(client)["dataset"]
    counted = {one["name"]: one["value"] for one in [*agreements["variableMeasured"], *changes["variableMeasured"]]}

    assert counted == {
        "Agreements listed": 1,
        "Agreements listed, Jail Enforcement Model": 0,
        "Agreements listed, Task Force Model": 1,
        "Agreements listed, Warrant Service Officer": 0,
        "Agreements pending": 0,
        "Changes recorded": 2,
    }
    assert agreements["temporalCoverage"] == "2025-09-21/.."
    assert changes["temporalCoverage"] == "2025-09-21/.."
    assert agreements["spatialCoverage"]["name"] == "United States of America"


def test_an_empty_record_has_a_catalogue_that_claims_nothing() -> None:
    found = catalogue(browse(FakeRecord()))

    assert "dateModified" not in found
    assert all("temporalCoverage" not in one for one in found["dataset"])


@pytest.mark.parametrize("address", ["/data", "/es/data"])
def test_the_page_carries_the_same_catalogue_as_data_that_nothing_runs(client: Client, address: str) -> None:
    page: Any = html.document_fromstring(client.get(address).text)
    [script] = page.xpath("//script")

    assert script.get("type") == "application/ld+json"
    assert json.loads(script.text) == catalogue(client)


def test_nothing_in_the_catalogue_ends_its_element(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = "</script><script>alert(1)</script><!--"
    monkeypatch.setattr("web.data_page.catalog", lambda *_: {"name": bad})

    text = client.get("/data").text
    page: Any = html.document_fromstring(text)
    [script] = page.xpath("//script")

    assert bad not in text
    assert json.loads(script.text) == {"name": bad}


def test_only_that_page_carries_a_script_element(client: Client) -> None:
    for address in ("/", "/changes", "/states/tx", "/agencies/goliad", "/about", "/api"):
        assert "<script" not in client.get(address).text


@pytest.mark.parametrize("address", ["/data", "/es/data"])
def test_the_page_leads_to_every_form_feed_and_answer(client: Client, address: str) -> None:
    page: Any = html.document_fromstring(client.get(address).text)
    links = {link.partition("?")[0] for link in page.xpath("//main//a/@href")}

    assert {f"/{name}.{form.lower()}" for name, form, _ in FORMS} | {"/feed.atom", "/feed.json"} <= links
    for code in page.xpath("//main//p/code/text()"):
        assert client.get(local(code)).status == 200, code


def test_the_index_names_parts_and_the_parts_name_pages_that_are_there(client: Client) -> None:
    index = etree.fromstring(client.get("/sitemap.xml").body)
    parts = [loc.text or "" for loc in index.iter(f"{S}loc")]
    seen = set()

    assert [re.sub(r".*/sitemap-|-1\.xml", "", part) for part in parts] == [
        *("pages", "states", "counties", "agencies", "days")
    ]
    for part in parts:
        answer = client.get(local(part))
        assert answer.headers["content-type"] == "application/xml"
        for url in etree.fromstring(answer.body).iter(f"{S}url"):
            seen.add(local(url.findtext(f"{S}loc") or ""))
            others = {link.get("hreflang"): link.get("href") or "" for link in url.iter(f"{X}link")}
            assert set(others) == {"en", "es"}
            assert (url.findtext(f"{S}loc") or "") in others.values()
    assert {
        "/",
        "/es",
        "/states/tx",
        "/es/states/tx",
        "/counties/48175",
        "/agencies/goliad",
        "/days/2025-09-22",
        "/data",
    } <= seen
    for path in seen:
        assert client.get(path, "HEAD").status == 200, path


def test_a_page_says_when_it_changed_only_where_that_is_known(client: Client) -> None:
    states = etree.fromstring(client.get("/sitemap-states-1.xml").body)
    changed = {url.findtext(f"{S}loc"): url.findtext(f"{S}lastmod") for url in states.iter(f"{S}url")}

    assert changed[f"{PUBLIC_URL}/states/tx"] == changed[f"{PUBLIC_URL}/es/states/tx"] == "2025-09-22"
    assert changed[f"{PUBLIC_URL}/states/ak"] is None
    assert b"lastmod" not in client.get("/sitemap-days-1.xml").body


def test_a_long_list_is_cut_into_parts(record: FakeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "PAGES_IN_A_PART", 25)
    client = browse(record)

    parts = [local(loc.text or "") for loc in etree.fromstring(client.get("/sitemap.xml").body).iter(f"{S}loc")]
    states = [part for part in parts if "states" in part]
    found = [loc.text for part in states for loc in etree.fromstring(client.get(part).body).iter(f"{S}loc")]

    assert len(states) == 3
    assert len(found) == len(set(found)) == 2 * 56
    assert sitemap.PAGES_IN_A_PART * 2 <= 50_000


@pytest.mark.parametrize("part", ["states-2", "states-0", "states", "nothing-1", "states-01", "-1", "states-99999"])
def test_there_is_no_part_beyond_the_last(client: Client, part: str) -> None:
    assert client.get(f"/sitemap-{part}.xml").status == 404


def test_an_address_in_a_sitemap_is_escaped(record: FakeRecord) -> None:
    client = browse(record, public_url="https://lookout.example.org/a&b")

    assert etree.fromstring(client.get("/sitemap.xml").body) is not None


def test_crawlers_are_shown_the_map_and_kept_off_what_is_costly(client: Client) -> None:
    robots = robotparser.RobotFileParser()
    robots.parse(client.get("/robots.txt").text.splitlines())

    assert robots.site_maps() == [f"{PUBLIC_URL}/sitemap.xml"]
    for route in routes_of(client.app):
        costly = route.path.startswith(("/changes.", "/agreements.", "/captures"))
        assert robots.can_fetch("*", route.path) != costly, route.path
        assert robots.can_fetch("*", f"/es{route.path}") != costly
    assert not robots.can_fetch("*", "/api/v1/changes")
    assert robots.can_fetch("*", "/api")


def test_what_is_pending_is_counted_apart(record: FakeRecord) -> None:
    record.listed.append(agreement(replace(GOLIAD, agency="Polk County Sheriff"), id="polk", status="pending"))

    agreements = catalogue(browse(record))["dataset"][0]

    assert {one["name"]: one["value"] for one in agreements["variableMeasured"]}["Agreements pending"] == 1
