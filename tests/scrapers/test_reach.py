"""What stands between a visit and the network, and that the edges fit their ports."""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.http import Response

from scrapers.fetching import ForbiddenAddressError, Reach, WithinReach
from scrapers.readers.isolated import IsolatedReader
from scrapers.readers.workbook import XlsxReader
from scrapers.registry import SourceRegistry
from scrapers.visitor import ScrapyVisitor
from workflows.ports import Sources, Visitor, WorkbookReader


def within(*hosts: str, allow_http: bool = False) -> WithinReach:
    reach = Reach(allowed_hosts=hosts, allow_http=allow_http, allow_private_hosts=False)
    return WithinReach(cast("Any", SimpleNamespace(spider=SimpleNamespace(reach=reach))))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://www.ice.gov/x", "not https"),
        ("https://evil.example/x", "another host, evil.example"),
        ("https://www.ice.gov.evil.example/x", "another host"),
        ("https://www.ice.gov@evil.example/x", "another host, evil.example"),
        ("https://www.ice.gov:8443/x", "another host"),
        ("https://127.0.0.1/x", "private network"),
        ("https://localhost/x", "private network"),
    ],
)
def test_a_request_out_of_reach_is_never_made(url: str, message: str) -> None:
    middleware = within("www.ice.gov", "127.0.0.1", "localhost")

    with pytest.raises(ForbiddenAddressError, match=message):
        asyncio.run(middleware.process_request(Request(url)))


def test_an_answer_from_a_private_address_is_thrown_away_although_the_name_looked_public() -> None:
    request = Request("https://www.ice.gov/x")

    with pytest.raises(ForbiddenAddressError, match="answered from a private network address"):
        within("www.ice.gov").process_response(request, Response(request.url, ip_address=ip_address("10.0.0.1")))

    public = Response(request.url, ip_address=ip_address("23.62.230.1"))
    assert within("www.ice.gov").process_response(request, public) is public


def test_the_edges_fit_their_ports() -> None:
    registry = SourceRegistry.load()
    sources: Sources = registry
    visitor: Visitor = ScrapyVisitor(registry, contact_url="https://lookout.example", version="1")
    readers: tuple[WorkbookReader, ...] = (XlsxReader(), IsolatedReader())

    assert sources.get("ice-287g").key == "ice-287g"
    assert visitor
    assert len(readers) == 2
