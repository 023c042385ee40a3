"""Atom by the grammar and the prose of RFC 4287, JSON Feed by its version 1.1; Atom also as a feed reader takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from lxml import etree

from domain.changes import ChangeKind, FieldChange
from tests.web.api_client import a_full_record
from tests.web.conftest import browse
from tests.web.fakes import GOLIAD, LEON, Client, FakeRecord, change

ATOM = "{http://www.w3.org/2005/Atom}"
FILTERS = (
    "",
    "?state=TX",
    "?state=AK",
    "?kind=retracted",
    "?certainty=unconfirmed",
    "?support_type=WSO&since=2025-09-01",
)
GRAMMAR = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" xmlns:a="http://www.w3.org/2005/Atom"
  ns="http://www.w3.org/2005/Atom" datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
<start><ref name="feed"/></start>
<define name="common">
  <optional><attribute name="xml:base"><text/></attribute></optional>
  <optional><attribute name="xml:lang"><data type="string"><param name="pattern">[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*</param></data></attribute></optional>
</define>
<define name="text">
  <ref name="common"/>
  <choice>
    <group><optional><attribute name="type"><choice><value>text</value><value>html</value></choice></attribute></optional><text/></group>
    <group><attribute name="type"><value>xhtml</value></attribute><ref name="div"/></group>
  </choice>
</define>
<define name="div"><element name="div" ns="http://www.w3.org/1999/xhtml"><zeroOrMore><ref name="xhtml"/></zeroOrMore></element></define>
<define name="xhtml"><choice><text/><element><nsName ns="http://www.w3.org/1999/xhtml"/><zeroOrMore><choice><attribute><anyName/></attribute><ref name="xhtml"/></choice></zeroOrMore></element></choice></define>
<define name="date"><ref name="common"/><data type="dateTime"><param name="pattern">.+T.+(Z|[+\\-]\\d\\d:\\d\\d)</param></data></define>
<define name="uri"><ref name="common"/><data type="string"><param name="minLength">1</param></data></define>
<define name="person"><ref name="common"/><interleave>
  <element name="name"><text/></element><optional><element name="uri"><text/></element></optional>
  <optional><element name="email"><data type="string"><param name="pattern">.+@.+</param></data></element></optional>
</interleave></define>
<define name="category"><element name="category"><ref name="common"/><attribute name="term"/>
  <optional><attribute name="scheme"/></optional><optional><attribute name="label"/></optional></element></define>
<define name="link"><element name="link"><ref name="common"/><attribute name="href"/>
  <optional><attribute name="rel"/></optional>
  <optional><attribute name="type"><data type="string"><param name="pattern">.+/.+</param></data></attribute></optional>
  <optional><attribute name="hreflang"/></optional><optional><attribute name="title"/></optional><optional><attribute name="length"/></optional></element></define>
<define name="id"><element name="id"><ref name="uri"/></element></define>
<define name="title"><element name="title"><ref name="text"/></element></define>
<define name="updated"><element name="updated"><ref name="date"/></element></define>
<define name="feed"><element name="feed"><ref name="common"/><interleave>
  <zeroOrMore><element name="author"><ref name="person"/></element></zeroOrMore>
  <zeroOrMore><ref name="category"/></zeroOrMore>
  <zeroOrMore><element name="contributor"><ref name="person"/></element></zeroOrMore>
  <optional><element name="generator"><ref name="common"/><text/></element></optional>
  <optional><element name="icon"><ref name="uri"/></element></optional>
  <optional><element name="logo"><ref name="uri"/></element></optional>
  <optional><element name="rights"><ref name="text"/></element></optional>
  <optional><element name="subtitle"><ref name="text"/></element></optional>
  <ref name="id"/><zeroOrMore><ref name="link"/></zeroOrMore><ref name="title"/><ref name="updated"/>
  <zeroOrMore><ref name="entry"/></zeroOrMore>
</interleave></element></define>
<define name="entry"><element name="entry"><ref name="common"/><interleave>
  <zeroOrMore><element name="author"><ref name="person"/></element></zeroOrMore>
  <zeroOrMore><ref name="category"/></zeroOrMore>
  <optional><element name="content"><ref name="text"/></element></optional>
  <optional><element name="published"><ref name="date"/></element></optional>
  <optional><element name="rights"><ref name="text"/></element></optional>
  <optional><element name="summary"><ref name="text"/></element></optional>
  <ref name="id"/><zeroOrMore><ref name="link"/></zeroOrMore><ref name="title"/><ref name="updated"/>
</interleave></element></define>
</grammar>"""
"""RFC 4287, appendix B, without what our feeds never hold: foreign elements, sources, and content from elsewhere."""


@pytest.fixture
def client() -> Client:
    record = a_full_record()
    odd = "A\x00\x0b\ufffe & <b> ]]> \"'"
    field = FieldChange(field="county", before=odd, after="")
    record.log(change(replace(GOLIAD, agency=odd, county=odd), id="odd", fields=(field,), reason=odd))
    return browse(record)


@pytest.mark.parametrize("query", FILTERS)
def test_the_atom_feed_keeps_the_grammar(client: Client, query: str) -> None:
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))

    feed = etree.fromstring(client.get(f"/feed.atom{query}").body)

    assert grammar.validate(feed), grammar.error_log.last_error


def test_the_grammar_finds_what_is_wrong(client: Client) -> None:
    grammar = etree.RelaxNG(etree.fromstring(GRAMMAR))
    text = client.get("/feed.atom").text.partition("?>")[2]

    for good, bad in (
        ("<updated>", "<updated>x"),
        ("<id>", "<id></id><id>"),
        ("<author><name>", "<author><who>"),
        (' href="', ' src="'),
        ("<title>", "<titel>"),
    ):
        broken = text.replace(good, bad, 1)
        if bad.strip("<>") != good.strip("<>") and good.startswith("<t"):
            broken = broken.replace("</title>", "</titel>", 1)
        if "who" in bad:
            broken = broken.replace("</name>", "</who>", 1)
        assert not grammar.validate(etree.fromstring(broken)), bad


@pytest.mark.parametrize("query", FILTERS)
def test_the_atom_feed_keeps_the_prose(client: Client, query: str) -> None:
    answer = client.get(f"/feed.atom{query}")
    feed = etree.fromstring(answer.body)
    entries = feed.findall(f"{ATOM}entry")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]

    assert len(set(ids)) == len(ids)  # 4.1.1: one entry of an id, as it stands now
    assert feed.find(f"{ATOM}author") is not None  # 4.1.1: an author, unless each entry has one
    assert all(re.fullmatch(r"tag:[a-z0-9.-]+,\d{4}:\S+", one) for one in [*ids, feed.findtext(f"{ATOM}id") or ""])
    for parent in (feed, *entries):  # 4.1.1, 4.1.2: one alternate of a type and language, and absolute here
        links = [(link.get("rel"), link.get("type"), link.get("hreflang")) for link in parent.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert ("alternate", "text/html", None) in links
        assert all(urlsplit(link.get("href") or "").scheme == "https" for link in parent.findall(f"{ATOM}link"))
    [own] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert client.get((own.get("href") or "").removeprefix("https://lookout.example.org")).body == answer.body


@pytest.mark.parametrize("query", FILTERS)
def test_the_json_feed_keeps_its_rules(client: Client, query: str) -> None:
    answer = client.get(f"/feed.json{query}")
    feed = json.loads(answer.body)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert _only(feed, ("version", "title", "home_page_url", "feed_url", "description", "icon", "authors", "language"))
    assert all(author.keys() <= {"name", "url", "avatar"} and author for author in feed["authors"])
    assert client.get(feed["feed_url"].removeprefix("https://lookout.example.org")).body == answer.body
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert _only(item, ("id", "url", "title", "content_text", "summary", "date_published", "tags", "language"))
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None
        assert urlsplit(item["url"]).scheme == "https"
        assert all(isinstance(tag, str) and tag for tag in item["tags"])


@pytest.mark.parametrize("query", FILTERS)
def test_a_feed_reader_takes_atom_without_a_complaint(client: Client, query: str) -> None:
    read = feedparser.parse(client.get(f"/feed.atom{query}").body)

    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    assert read.feed.title.startswith("Lookout 287(g) change log")
    assert all(entry.id and entry.title and entry.link for entry in read.entries)


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json"])
@pytest.mark.parametrize("query", FILTERS)
def test_a_filtered_feed_that_the_reader_has_is_not_sent_again(client: Client, path: str, query: str) -> None:
    first = client.get(path + query)

    again = client.get(path + query, If_None_Match=first.headers["etag"])

    assert (first.status, again.status, again.body) == (200, 304, b"")


def test_what_is_taken_back_comes_as_an_entry_of_its_own(record: FakeRecord) -> None:
    """4.1.1 lets a reader replace an entry by its id; ours never change, so nothing is silently replaced."""
    client = browse(record)
    before = _atom_ids(client)

    record.log(change(LEON, ChangeKind.RETRACTED, id="sorry", supersedes="missing-leon"))

    assert _atom_ids(client) == ["tag:lookout.example.org,2025:changes/sorry", *before]


def _atom_ids(client: Client) -> list[str]:
    feed = etree.fromstring(client.get("/feed.atom").body)
    return [entry.findtext(f"{ATOM}id") or "" for entry in feed.findall(f"{ATOM}entry")]


def _only(found: dict[str, Any], known: Sequence[str]) -> bool:
    """Tell whether an object has no names but the *known* ones of JSON Feed and "items", all with a value."""
    return found.keys() <= {*known, "items"} and all(value or name == "items" for name, value in found.items())
