"""What every answer of every route carries and keeps to itself, whatever its status."""

from __future__ import annotations

import logging

import pytest

from domain.subscriptions import Address, Cadence, Channel, Filter, Language
from tests.builders.served import Served
from tests.security.conftest import HOST, PUBLIC_URL
from tests.web.fakes import Answer, Client
from workflows.ports import LinkPurpose, NewSubscription
from workflows.subscribe import subscribe

OFTEN_MEANT = ("next", "url", "to", "redirect", "redirect_uri", "return", "return_to", "continue", "goto", "r")
EVIL = "evil.example"
FORBIDDEN_IN_SCRIPTS = ("'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:")


def lacking(answer: Answer, address: str = "") -> list[str]:
    """Return which headers of the list (S22) an answer lacks or has wrong. A card alone may stand in others' pages."""
    headers = answer.headers
    is_card = "/embed/" in address and headers.get("cross-origin-opener-policy") == "unsafe-none"
    policy = headers.get("content-security-policy", "")
    if is_card:
        policy = policy.replace("frame-ancestors *", "frame-ancestors 'none'")
    expected = {
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "unsafe-none" if is_card else "same-origin",
        "strict-transport-security": "max-age=63072000",
    }
    wrong = [name for name, value in expected.items() if headers.get(name) != value]
    if "default-src 'none'" not in policy or any(word in policy.split() for word in FORBIDDEN_IN_SCRIPTS):
        wrong.append(f"content-security-policy: {policy}")
    if headers.get("referrer-policy") not in {"no-referrer", "same-origin"}:
        wrong.append("referrer-policy")
    if "camera=()" not in headers.get("permissions-policy", ""):
        wrong.append("permissions-policy")
    return wrong


def test_s22_every_answer_has_every_header(client: Client, addresses: list[str]) -> None:
    faults = {}
    statuses = set()
    for address in addresses:
        for method in ("GET", "HEAD", "DELETE"):
            answer = client.get(address, method)
            statuses.add(answer.status)
            if wrong := lacking(answer, address):
                faults[method, address] = wrong

    assert faults == {}
    assert {200, 404, 405} <= statuses


def test_s22_a_page_that_breaks_and_a_host_that_is_not_ours_have_them_too(
    house: Served, client: Client, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert lacking(Client(client.app, host=EVIL).get("/")) == []

    def away(_: object) -> None:
        raise RuntimeError("canary: the database at 10.1.2.3 went away")

    monkeypatch.setattr(type(house.lookout.log), "marks", away)
    broken = {address: client.get(address) for address in addresses}

    assert sum(answer.status == 500 for answer in broken.values()) > 10
    assert [address for address, answer in broken.items() if lacking(answer, address) or b"canary" in answer.body] == []


def test_s21_no_value_sends_a_reader_elsewhere(client: Client, addresses: list[str]) -> None:
    query = "&".join(f"{name}=https://{EVIL}/" for name in OFTEN_MEANT)
    led = {}
    for address in (*addresses, f"//{EVIL}/", f"/\\{EVIL}/", "/states/", f"/es//{EVIL}"):
        answer = client.get(address + ("&" if "?" in address else "?") + query)
        where = answer.headers.get("location", "/")
        if EVIL in where or not where.startswith("/") or where.startswith(("//", "/\\")):
            led[address] = where

    assert led == {}


def test_s25_the_host_of_a_request_is_never_repeated(client: Client, addresses: list[str]) -> None:
    forwarded = {"X_Forwarded_Host": EVIL, "Forwarded": f"host={EVIL}", "X_Original_URL": f"https://{EVIL}/"}
    repeated = [a for a in addresses if EVIL in _seen(client.get(a, **forwarded)) - _data_of(client, a)]
    refused = {Client(client.app, host=host).get(a).status for a in addresses for host in (EVIL, f"{HOST}.{EVIL}")}

    assert repeated == []
    assert refused == {400}


def _seen(answer: Answer) -> set[str]:
    """Return the words of an answer and its headers in which a host could stand."""
    text = answer.body.decode("utf-8", "replace") + "".join(answer.headers.values())
    return {EVIL} if f"//{EVIL}/" in text or f"{EVIL}/changes" in text else set()


def _data_of(client: Client, address: str) -> set[str]:
    """Return what of that stands there without the forged headers: rows of this record name that host."""
    return _seen(client.get(address))


def test_s23_bytes_of_others_are_only_ever_a_file_to_keep(client: Client, addresses: list[str]) -> None:
    downloads = [address for address in addresses if address.startswith("/captures/")]
    assert downloads
    for address in downloads:
        headers = client.get(address).headers

        assert headers["content-disposition"].startswith("attachment")
        assert headers["content-type"].partition(";")[0] in {"application/octet-stream", "text/plain"}
        assert "sandbox" in headers["content-security-policy"]
        assert "<script" not in headers["content-disposition"]


def test_s32_no_reader_gets_a_cookie(client: Client, addresses: list[str]) -> None:
    given = [a for a in addresses if "set-cookie" in client.get(a).headers and not a.startswith(("/desk", "/es/desk"))]

    assert given == []


def test_s33_nothing_public_tells_of_a_subscriber(house: Served, client: Client, addresses: list[str]) -> None:
    canary = "canary-subscriber"
    for number in range(3):
        wanted = NewSubscription(
            address=Address(channel=Channel.EMAIL, value=f"{canary}-{number}@example.org"),
            filter=Filter(states=frozenset({"Texas"})),
            cadence=Cadence.AT_ONCE,
            language=Language.ENGLISH,
        )
        subscribe(house.lookout.record.open, wanted, house.clock.now())
    public = [address for address in addresses if not _is_of_a_link(address)]
    told = [address for address in public if canary.encode() in client.get(address).body]
    described = client.get("/api/v1/openapi.json").text.lower()

    assert told == []
    assert "subscri" not in described
    assert "deliver" not in described


def _is_of_a_link(address: str) -> bool:
    return any(f"/{purpose.value}/" in address for purpose in LinkPurpose)


def test_s8_pages_of_links_are_kept_by_nobody(client: Client, addresses: list[str]) -> None:
    pages = [address for address in addresses if _is_of_a_link(address)]
    assert len(pages) > 10
    for address in pages:
        headers = client.get(address).headers

        assert headers["cache-control"] == "no-store", address
        assert headers["referrer-policy"] == "no-referrer", address


def test_s31_no_word_of_a_link_or_a_search_is_logged(
    client: Client, addresses: list[str], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = [address.split("/")[-1] for address in addresses if _is_of_a_link(address) and "cut-off" not in address]
    for address in addresses:
        client.get(address + ("&" if "?" in address else "?") + "q=canary-typed-by-a-reader", X_Real_IP="203.0.113.77")
    captured = capfd.readouterr()
    heard = caplog.text + captured.out + captured.err

    assert len(canaries) > 10
    assert [word for word in (*canaries, "canary-typed", "203.0.113.77") if word in heard] == []


def test_s25_every_link_of_ours_is_built_from_the_configured_address(client: Client) -> None:
    for address in ("/feed.atom", "/feed.json", "/changes.csv"):
        assert f"{PUBLIC_URL}/changes/" in client.get(address).text
