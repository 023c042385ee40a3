"""What every route that takes a form refuses: pages elsewhere, large bodies, other shapes, strangers at the desk."""

from __future__ import annotations

import pytest

from domain.subscriptions import Language
from tests.builders.addresses import all_routes, filled_in, forms_to_send
from tests.builders.served import Served
from tests.web.fakes import Client

ELSEWHERE = ({"sec_fetch_site": "cross-site"}, {"origin": "https://evil.example"}, {"sec_fetch_site": "same-site"})
LARGE = b"a=" + b"x" * (64 * 1024)
MULTIPART = b'--b\r\nContent-Disposition: form-data; name="address"\r\n\r\nann@example.org\r\n--b--\r\n'


@pytest.fixture(scope="module")
def forms(house: Served) -> list[str]:
    return forms_to_send(house)


def test_there_are_forms_and_only_these_routes_write(house: Served, forms: list[str]) -> None:
    methods = {method for _, route in all_routes(house.lookout.app) for method in route.methods or ()}

    assert len(forms) >= 12
    assert methods <= {"GET", "HEAD", "POST"}


def test_s24_no_form_is_taken_from_a_page_elsewhere(client: Client, forms: list[str]) -> None:
    taken = {
        (path, str(headers)): answer.status
        for path in forms
        for headers in ELSEWHERE
        if (answer := client.post(path, {"address": "ann@example.org", "code": "x"}, **headers)).status != 403
        and not _stays_outside(path, answer.status, answer.headers.get("location", ""))
    }

    assert taken == {}


def _stays_outside(path: str, status: int, location: str) -> bool:
    """Tell whether a stranger was sent to the desk's door instead."""
    return path.startswith("/desk") and (status in {401, 404} or (status == 303 and "login" in location))


def test_s26_no_form_takes_a_large_body(client: Client, forms: list[str]) -> None:
    taken = [
        path
        for path in forms
        if (status := client.post(path, LARGE, origin="null").status) != 413 and not _stays_outside(path, status, "")
    ]

    assert taken == []


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("multipart/form-data; boundary=b", MULTIPART),
        ("application/json", b'{"address": "ann@example.org"}'),
        ("text/plain", b"address=ann@example.org"),
        ("application/xml", b"<a/>"),
    ],
)
def test_s26_no_form_takes_another_shape(client: Client, forms: list[str], media_type: str, body: bytes) -> None:
    taken = [
        path
        for path in forms
        if (status := client.post(path, body, content_type=media_type, origin="null").status) != 415
        and not _stays_outside(path, status, "")
    ]

    assert taken == []


def test_s26_no_route_parses_multipart(house: Served) -> None:
    asking = [
        path
        for path, route in all_routes(house.lookout.app)
        if route.body_field is not None or any(one.body_params for one in route.dependant.dependencies)
    ]

    assert asking == []


def test_s36_the_desk_shows_a_stranger_nothing_but_its_door(house: Served, client: Client) -> None:
    desk = [(path, route) for path, route in all_routes(house.lookout.app) if path.startswith("/desk")]
    shown = {}
    for path, route in desk:
        address = filled_in(path, house, Language.ENGLISH)[0]
        for method in sorted(route.methods or ()):
            answer = client.post(address, {"why": "x"}) if method == "POST" else client.get(address, method)
            leads_to_the_door = answer.status == 303 and "/desk/login" in answer.headers["location"]
            if answer.status not in {401, 403, 404, 405} and not leads_to_the_door:
                shown[method, address] = answer.status

    assert {address for _, address in shown} <= {"/desk/login"}
