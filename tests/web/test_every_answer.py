"""What holds for every address: headers, methods, hosts, errors, and pages that anybody can use."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from tests.web.asgi import routes_of
from tests.web.conftest import an_evening, browse
from tests.web.fakes import Client, FakeRecord
from web.growth import STYLE_HASH
from web.maps import MAP_STYLE_HASH
from web.power_chart import POWERS_STYLE_HASH
from web.state_card import CARD_POLICY

PAGES = (
    "/",
    "/days",
    "/days/2025-09-22",
    "/days/2025-09-01",
    "/changes",
    "/changes?state=Texas&kind=new",
    "/changes/new-goliad",
    "/changes/missing-leon",
    "/agreements",
    "/agreements?state=Texas",
    "/agreements?on=2025-09-22",
    "/states",
    "/states/tx",
    "/states/fl",
    "/states/nowhere",
    "/agencies/goliad",
    "/agencies/nobody",
    "/counties/48175",
    "/counties/48001",
    "/counties/99999",
    "/agencies/goliad?on=2025-09-22",
    "/in-force",
    "/in-force?state=Texas&agency=golaid&on=2025-09-22",
    "/search",
    "/search?q=goliad",
    "/search?q=atlantis",
    "/laws",
    "/states/md",
    "/growth",
    "/releases",
    "/releases?state=Texas",
    "/releases/0123456789ab",
    "/sources",
    "/sources/ice-287g",
    "/incidents",
    "/about",
    "/privacy",
    "/api",
    "/data",
    "/nowhere",
    "/changes?state=Atlantis",
    "/changes?before=x",
)
OTHERS = (
    "/feed.atom",
    "/feed.json",
    "/api/v1",
    "/api/v1/changes",
    "/api/v1/states",
    "/api/v1/openapi.json",
    "/changes.csv",
    "/changes.json",
    "/changes.parquet",
    "/agreements.csv",
    "/agreements.json",
    "/agreements.geojson",
    "/agreements.parquet",
    "/catalog.jsonld",
    "/embed/states/tx",
    "/sitemap.xml",
    "/sitemap-states-1.xml",
    "/powers.svg",
    "/powers.csv",
    "/states/tx/powers.svg",
    "/states/tx/powers.csv",
    "/api/v1/search?q=goliad",
    "/api/v1/agencies/goliad/in-force?on=2025-09-22",
    "/growth.svg",
    "/map.svg",
    "/states/tx/map.svg",
    "/growth.svg?size=wide",
    "/growth.csv",
    "/states/tx/growth.svg",
    "/states/tx/growth.csv",
    "/captures/7/download",
    "/site.css",
    "/card.css",
    "/icon.svg",
    "/robots.txt",
    "/healthz",
    "/readyz",
)
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@pytest.fixture(scope="module")
def client() -> Client:
    """Return one client for all tests here: they only look."""
    return browse(an_evening())


def test_the_addresses_tried_here_cover_every_route(record: FakeRecord) -> None:
    tried = [address.split("?")[0] for address in (*PAGES, *OTHERS)]
    routes = routes_of(browse(record).app)

    assert len(routes) > 15
    for route in routes:
        assert any(route.path_regex.fullmatch(address) for address in tried), route.path


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_every_answer_carries_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers

    assert headers["content-security-policy"] == _policy(address)
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == ("unsafe-none" if _is_card(address) else "same-origin")
    assert "camera=()" in headers["permissions-policy"]
    assert headers["strict-transport-security"] == "max-age=63072000"
    assert "set-cookie" not in headers


def test_an_error_nobody_foresaw_has_our_page_and_the_security_headers(record: FakeRecord) -> None:
    record.broken = True
    client = browse(record)

    answer = client.get("/")

    assert answer.status == 500
    assert "Something went wrong on our side" in answer.text
    assert "database went away" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert isinstance(client.raised, RuntimeError)


def test_a_site_without_https_does_not_promise_it(record: FakeRecord) -> None:
    client = browse(record, public_url="http://127.0.0.1:8000", allowed_hosts=["127.0.0.1"])
    client = Client(client.app, host="127.0.0.1:8000")

    assert "strict-transport-security" not in client.get("/").headers
    assert "strict-transport-security" not in client.get("/nowhere").headers


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_nothing_can_be_sent_to_any_address(client: Client, address: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = client.get(address, method)

        assert answer.status == (404 if address == "/nowhere" else 405), method
        assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("address", [*PAGES, *OTHERS])
def test_head_answers_like_get(client: Client, address: str) -> None:
    head, get = client.get(address, "HEAD"), client.get(address)

    assert head.status == get.status
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("host", ["evil.example", "lookout.example.org.evil.example", "www.lookout.example.org", ""])
def test_a_host_we_do_not_serve_is_refused_with_the_security_headers(client: Client, host: str) -> None:
    answer = Client(client.app, host=host).get("/")

    assert answer.status == 400
    assert answer.headers["content-security-policy"] == POLICY


def test_a_host_one_www_short_is_refused_and_not_sent_elsewhere(record: FakeRecord) -> None:
    assert browse(record, allowed_hosts=["www.lookout.example.org"]).get("/").status == 400


def test_absolute_links_come_from_the_configured_address_and_never_from_the_request(record: FakeRecord) -> None:
    client = browse(record, public_url="https://public.example.org/", allowed_hosts=["*"])

    for address in ("/feed.atom", "/feed.json", "/changes.csv", "/changes/new-goliad"):
        text = Client(client.app, host="evil.example").get(address, X_Forwarded_Host="evil.example").text
        assert "https://public.example.org/changes/new-goliad" in text, address
        assert "evil.example" not in text, address


def test_a_slash_too_many_is_not_found_and_never_redirected_to_the_host_of_the_request(client: Client) -> None:
    assert client.get("/sources/").status == 404


def test_a_public_address_that_is_none_stops_the_start(record: FakeRecord) -> None:
    with pytest.raises(ValueError, match="must start with http:// or https://"):
        browse(record, public_url="lookout.example.org")


@pytest.mark.parametrize("address", ["/", "/changes.csv", "/feed.atom", "/site.css"])
def test_text_is_compressed_for_those_who_ask(client: Client, address: str) -> None:
    packed, plain = client.get(address, Accept_Encoding="gzip"), client.get(address)

    assert packed.compressed
    assert packed.body == plain.body


def test_no_page_offers_interactive_documentation_from_elsewhere(client: Client) -> None:
    assert {client.get(path).status for path in ("/docs", "/redoc", "/openapi.json")} == {404}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_can_be_used_by_keyboard_and_by_ear(client: Client, address: str) -> None:
    page = html.document_fromstring(client.get(address).text)

    assert page.get("lang") == "en"
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1
    assert page.find(".//header") is not None
    assert page.find(".//footer") is not None
    assert page.find(".//nav[@aria-label]") is not None
    assert _all(page, "//a[@class='skip']/@href") == ["#main"]
    assert page.findtext(".//title")
    for field in _all(page, "//select | //input"):
        assert page.find(f".//label[@for='{field.get('id')}']") is not None
    for header in _all(page, "//th"):
        assert header.get("scope") in {"col", "row"}
    ids = _all(page, "//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in _all(page, "//main//*[self::h1 or self::h2 or self::h3]")]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_no_page_loads_runs_or_styles_anything_but_our_own(client: Client, address: str) -> None:
    text = client.get(address).text
    page = html.document_fromstring(text)

    for image in _all(page, "//img"):
        assert image.get("alt")
        assert image.get("width")
        assert image.get("height")
    for loaded in _all(page, "//img/@src | //source/@srcset"):
        assert client.get(loaded).status == 200
        assert loaded.startswith("/")
    # Data for machines is no script: no browser runs it.
    assert not _all(
        page,
        "//script[not(@type='application/ld+json')] | //style | //iframe | //@style | //@*[starts-with(name(), 'on')]",
    )
    for loaded in _all(page, "//link[@rel='stylesheet' or @rel='icon']/@href"):
        assert client.get(loaded).status == 200
        assert loaded.startswith("/")
    for link in _all(page, "//a[starts-with(@href, 'http')]"):
        assert link.get("rel") == "noopener noreferrer nofollow"


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_ours_leads_somewhere(client: Client, address: str) -> None:
    page = html.document_fromstring(client.get(address).text)

    for target in {href for href in _all(page, "//a/@href | //link/@href") if href.startswith("/")}:
        assert client.get(target).status in {200, 303}, target


def test_the_style_sheet_loads_nothing_and_serves_dark_rooms_and_paper(client: Client) -> None:
    style = client.get("/site.css").text

    assert not re.search(r"url\(|@import", style)
    for words in ("prefers-color-scheme: dark", "@media print", ":focus-visible", "prefers-contrast"):
        assert words in style


def _policy(address: str) -> str:
    """Return the policy of an address: a file as fetched runs nothing, and a drawing brings its one style itself."""
    if address.startswith("/captures/"):
        return "sandbox; default-src 'none'"
    if address.partition("?")[0].endswith("/growth.svg"):
        return f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'"
    if address.partition("?")[0].endswith("/powers.svg"):
        return f"default-src 'none'; style-src 'sha256-{POWERS_STYLE_HASH}'"
    if address.endswith("/map.svg"):
        return f"default-src 'none'; style-src 'sha256-{MAP_STYLE_HASH}'"
    return CARD_POLICY if _is_card(address) else POLICY


def _is_card(address: str) -> bool:
    return address.startswith("/embed/")


def _all(page: html.HtmlElement, path: str) -> list[Any]:
    found = page.xpath(path)
    assert isinstance(found, list)
    return found
