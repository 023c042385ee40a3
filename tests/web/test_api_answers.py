"""What holds for every address of the programming interface."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from lxml import html
from starlette.routing import Mount

from tests.web.api_client import a_full_press, a_full_record, read
from tests.web.asgi import routes_of
from tests.web.conftest import an_evening, browse
from tests.web.fakes import GOLIAD, Client, FakeRecord, change
from tests.web.test_every_answer import POLICY
from web.api_open import OpenToAll

ANSWERS = (
    "/api/v1",
    "/api/v1/changes",
    "/api/v1/changes?after=0&limit=2",
    "/api/v1/changes/new-goliad",
    "/api/v1/changes/gone-leon",
    "/api/v1/changes/corrected-goliad",
    "/api/v1/agreements/delta",
    "/api/v1/agreements",
    "/api/v1/agreements?on=2025-09-22&limit=1",
    "/api/v1/agreements/goliad",
    "/api/v1/agreements/leon",
    "/api/v1/agencies/goliad/in-force?on=2025-09-22",
    "/api/v1/search?q=goliad",
    "/api/v1/releases",
    "/api/v1/releases/0123456789ab",
    "/api/v1/releases/cccccccccccc",
    "/api/v1/sources",
    "/api/v1/states",
    "/api/v1/states?on=2025-09-22",
)
OPENAPI = "/api/v1/openapi.json"
UNUSABLE = (
    "/api/v1/changes?stat=TX",
    "/api/v1/changes?state=",
    "/api/v1/changes?state=Atlantis",
    "/api/v1/changes?state=%00",
    "/api/v1/changes?state=TX&state=FL",
    "/api/v1/changes?support_type=Tank",
    "/api/v1/changes?kind=gone",
    "/api/v1/changes?certainty=maybe",
    "/api/v1/changes?since=yesterday",
    "/api/v1/changes?since=2025-09-02&until=2025-09-01",
    "/api/v1/changes?source=nobody",
    "/api/v1/changes?source=%00",
    "/api/v1/changes?limit=0",
    "/api/v1/changes?limit=501",
    "/api/v1/changes?limit=many",
    "/api/v1/changes?after=-1",
    "/api/v1/changes?after=9223372036854775808",
    "/api/v1/changes?before=0",
    "/api/v1/changes?before=" + "9" * 5000,
    "/api/v1/changes?before=5&after=2",
    "/api/v1/changes?state=" + "a" * 101,
    "/api/v1/changes/new-goliad?full=yes",
    "/api/v1/agreements?status=missing",
    "/api/v1/agreements?on=2099-01-01",
    "/api/v1/agreements?after=leon",
    "/api/v1/agreements?after=W10",
    "/api/v1/agreements?after=%FF%00",
    "/api/v1/agreements?after=W1tbW1tbW1tb",
    "/api/v1/agreements?after=" + "a" * 2001,
    "/api/v1/agreements?offset=100",
    "/api/v1/releases?before=x",
    "/api/v1/releases?kind=new",
    "/api/v1?state=TX",
    "/api/v1/sources?kind=list",
    "/api/v1/states?state=TX",
    "/api/v1/openapi.json?x=1",
)


@pytest.fixture(scope="module")
def client() -> Client:
    """Return one client for all tests here: they only look."""
    return browse(a_full_record(), press=a_full_press())


@pytest.fixture(scope="module")
def description(client: Client) -> Any:
    return read(client, OPENAPI)


def inner_app(client: Client) -> FastAPI:
    app = client.app
    assert isinstance(app, FastAPI)
    mount = next(route for route in app.routes if isinstance(route, Mount) and route.path == "/api")
    assert isinstance(mount.app, OpenToAll)
    inner = mount.app._app
    assert isinstance(inner, FastAPI)
    return inner


def test_the_addresses_tried_here_cover_every_route(client: Client) -> None:
    tried = [address.split("?")[0].removeprefix("/api") for address in (*ANSWERS, OPENAPI)]
    routes = routes_of(inner_app(client))

    assert len(routes) >= 18
    for route in routes:
        assert any(route.path_regex.fullmatch(address) for address in tried), route.path
        assert (route.methods or set()) <= {"GET", "HEAD"}


def test_the_description_is_openapi_and_names_every_address(client: Client, description: Any) -> None:
    paths = {route.path for route in routes_of(inner_app(client))}

    assert description["openapi"] == "3.1.0"
    assert description["servers"] == [{"url": "https://lookout.example.org/api"}]
    assert set(description["paths"]) == paths - {"/v1/openapi.json"}
    assert all(set(path) == {"get"} for path in description["paths"].values())
    for name, schema in description["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema.get("description") or "enum" in schema, name


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_has_the_shape_that_is_described(client: Client, description: Any, address: str) -> None:
    answer = read(client, address)

    validator = Draft202012Validator(
        closed(schema_for(description, address)) | {"components": closed(description["components"])},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    assert [error.message for error in validator.iter_errors(answer)] == []


@pytest.mark.parametrize("address", ["/api/v1/changes/nowhere", *UNUSABLE[:3]])
def test_every_problem_has_the_shape_that_is_described(client: Client, description: Any, address: str) -> None:
    answer = client.get(address)
    schema = operation(description, address)["responses"][str(answer.status)]["content"]["application/problem+json"]

    Draft202012Validator(schema["schema"]).validate(json.loads(answer.text))


@pytest.mark.parametrize("address", [*ANSWERS, OPENAPI, UNUSABLE[0], "/api/v1/nowhere"])
def test_every_answer_carries_the_security_headers_and_is_open_to_all(client: Client, address: str) -> None:
    for method in ("GET", "HEAD"):
        headers = client.get(address, method).headers

        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["strict-transport-security"] == "max-age=63072000"
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert "set-cookie" not in headers
        assert "json" in headers["content-type"]


@pytest.mark.parametrize(
    "address", ["/", "/changes", "/feed.json", "/api", "/api/", "/api/v2", "/api/v10", "/captures/7/download"]
)
def test_nothing_else_is_open_to_pages_of_other_origins(client: Client, address: str) -> None:
    assert "access-control-allow-origin" not in client.get(address, origin="https://other.example").headers


@pytest.mark.parametrize("address", [*ANSWERS, OPENAPI])
def test_who_has_an_answer_is_told_so(client: Client, address: str) -> None:
    answer = client.get(address)
    again = client.get(address, if_none_match=answer.headers["etag"])

    assert answer.headers["cache-control"] == "no-cache"
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == answer.headers["etag"]
    assert again.headers["access-control-allow-origin"] == "*"
    assert client.get(address, if_none_match='W/"older"').status == 200


@pytest.mark.parametrize("address", ["/api/v1/changes", "/api/v1/agreements", "/api/v1/agreements/goliad"])
def test_a_new_change_makes_what_a_reader_has_old(address: str) -> None:
    record = an_evening()
    client = browse(record)
    etag = client.get(address).headers["etag"]
    record.log(change(GOLIAD, id="one-more"))

    assert client.get(address, if_none_match=etag).status == 200


def test_two_questions_never_share_a_tag(client: Client) -> None:
    tags = [client.get(address).headers["etag"] for address in ANSWERS]

    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("address", [*ANSWERS, OPENAPI])
def test_head_answers_like_get(client: Client, address: str) -> None:
    head, get = client.get(address, "HEAD"), client.get(address)

    assert head.status == get.status
    assert head.headers["etag"] == get.headers["etag"]


def test_answers_are_compressed_for_those_who_ask(client: Client) -> None:
    packed = client.get("/api/v1/changes", accept_encoding="gzip")

    assert packed.compressed
    assert packed.body == client.get("/api/v1/changes").body


@pytest.mark.parametrize("address", UNUSABLE)
def test_what_cannot_be_used_is_refused_with_a_sentence(client: Client, address: str) -> None:
    answer = client.get(address)
    problem = json.loads(answer.text)

    assert answer.status == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert set(problem) == {"type", "title", "status", "detail"}
    assert problem["status"] == 422
    assert problem["detail"].endswith((".", "?"))
    assert len(problem["detail"]) < 300
    assert "/api#parameter" in problem["type"]


def test_a_slip_in_a_name_is_said_back_shortened(client: Client) -> None:
    assert "“stat”" in client.get("/api/v1/changes?stat=TX").text
    assert len(client.get("/api/v1/changes?" + "z" * 5000 + "=1").text) < 400


@pytest.mark.parametrize("address", ["/api/v1/nowhere", "/api/v2/changes", "/api/", "/api/v1/changes/"])
def test_what_is_not_there_is_a_problem_too(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status == 404
    assert json.loads(answer.text)["type"] == "https://lookout.example.org/api#not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("address", [*ANSWERS, OPENAPI])
def test_nothing_can_be_sent_to_any_address(client: Client, address: str, method: str) -> None:
    answer = client.get(address, method)

    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert json.loads(answer.text)["status"] == 405
    assert "access-control-allow-origin" not in answer.headers


def test_a_mistake_of_ours_is_a_problem_that_tells_nothing(record: FakeRecord) -> None:
    record.broken = True
    client = browse(record)

    answer = client.get("/api/v1/changes")

    assert answer.status == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"] == POLICY
    assert "database went away" not in answer.text
    assert isinstance(client.raised, RuntimeError)


def test_links_come_from_the_configured_address_and_never_from_the_request() -> None:
    client = browse(a_full_record(), public_url="https://public.example.org/", allowed_hosts=["*"])

    for address in ("/api/v1/changes?limit=1", "/api/v1/agreements?limit=1", OPENAPI, "/api/v1/nowhere"):
        text = Client(client.app, host="evil.example").get(address, x_forwarded_host="evil.example").text
        assert "https://public.example.org/" in text, address
        assert "evil.example" not in text, address


def test_the_page_explains_every_parameter_and_every_problem(client: Client, description: Any) -> None:
    text = client.get("/api").text
    page = html.document_fromstring(text)

    for path, item in description["paths"].items():
        assert path.removeprefix("/v1").split("/{", maxsplit=1)[0] in text
        for parameter in item["get"].get("parameters", []):
            assert parameter["name"] in text or parameter["in"] == "path", parameter["name"]
    for anchor in ("parameter", "not-found", "method", "ours", "others"):
        assert page.find(f".//*[@id='{anchor}']") is not None


def test_every_example_of_the_page_works(client: Client) -> None:
    page = html.document_fromstring(client.get("/api").text)
    examples = [code.text for code in page.iter("code") if code.text and code.text.startswith("curl")]

    assert len(examples) >= 4
    for example in examples:
        address = example.split('"')[1].removeprefix("https://lookout.example.org")
        assert client.get(address).status == 200, example


def operation(description: Any, address: str) -> Any:
    place = address.partition("?")[0].removeprefix("/api")
    shapes = {path: re.sub(r"\{\w+\}", "[^/]+", path) for path in description["paths"]}
    path = place if place in shapes else next(path for path, shape in shapes.items() if re.fullmatch(shape, place))
    return description["paths"][path]["get"]


def schema_for(description: Any, address: str) -> Any:
    return operation(description, address)["responses"]["200"]["content"]["application/json"]["schema"]


def closed(schema: Any) -> Any:
    """Return *schema* with every object closed: a field that is not described must not go unseen."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(part) for name, part in schema.items()}
    return inner | {"additionalProperties": False} if "properties" in schema and "type" in schema else inner
