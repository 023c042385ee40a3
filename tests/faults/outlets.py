"""Everything that readers get to see of the record, rendered for real, and the check that none of it can do harm."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from lxml import etree, html

from domain.deliveries import Outcome, OutcomeKind
from domain.subscriptions import Address, Channel
from lookout.printing import AGREEMENT_COLUMNS, CHANGE_COLUMNS, Format, agreement_row, change_row, print_rows
from notifier.sender import Notifier
from tests.faults.harness import Scene
from tests.lookout.house import PUBLIC_URL
from tests.notifier.sinks import SmtpSink, WebhookSink
from tests.web.fakes import Client
from workflows.deliver import deliver_due
from workflows.ports import AlertMessage
from workflows.reading import ChangeQuery

_ATOM = "{http://www.w3.org/2005/Atom}"
_PAGES = ("/", "/changes", "/agreements?state=TX", "/days", "/sources", "/incidents")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MAIL_HEADERS = {"bcc", "cc", "resent-to", "reply-to"}
"""Headers that none of our mails has: one of them would have come from a name."""
_LEADING_ELSEWHERE = {"href", "src", "srcset", "action", "formaction", "xlink:href", "poster", "style"}
_LONGEST_ALERT = 20_000
"""Characters of an alert about a handful of agreements; a name alone may have 32,767."""


@dataclass(frozen=True, kw_only=True)
class Outlets:
    """What the record looks like from everywhere, by path or in the order of sending."""

    pages: Mapping[str, html.HtmlElement]
    feeds: Sequence[html.HtmlElement]
    """The HTML that the feeds carry."""
    tables: Mapping[str, list[list[str]]]
    """Every CSV: the web's and the command line's."""
    mails: Sequence[EmailMessage]
    slack: Sequence[dict[str, Any]]

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield where a reader reads and all the words that stand there."""
        for path, page in self.pages.items():
            yield path, _plain(page)
        for name, table in self.tables.items():
            yield name, "\n".join(cell for row in table for cell in row)


@dataclass(frozen=True)
class _Collector:
    """A sender that keeps what it is given."""

    messages: list[AlertMessage] = field(default_factory=list)

    def send(self, message: AlertMessage) -> Outcome:
        self.messages.append(message)
        return Outcome(kind=OutcomeKind.SENT)


def look(scene: Scene) -> Outlets:
    """Render the record as web pages, feeds, tables, mails and Slack posts; what is due counts as sent afterwards."""
    client = Client(scene.lookout.app, host=PUBLIC_URL.partition("//")[2])

    def get(path: str) -> str:
        answer = client.get(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return answer.text

    changes = scene.lookout.log.changes(ChangeQuery())
    paths = (*_PAGES, *(f"/changes/{logged.change.id}" for logged in changes))
    mails, posts = _alerts(scene)
    return Outlets(
        pages={path: html.document_fromstring(get(path)) for path in paths},
        feeds=[*_atom(get("/feed.atom")), *_json_feed(get("/feed.json"))],
        tables={
            **{path: list(csv.reader(io.StringIO(get(path)))) for path in ("/changes.csv", "/agreements.csv")},
            **_printed(scene),
        },
        mails=mails,
        slack=posts,
    )


def assert_harmless(outlets: Outlets) -> None:
    """Check that nothing a publisher wrote runs, links, calls people, or adds a header anywhere."""
    for page in (*outlets.pages.values(), *outlets.feeds):
        _assert_inert(page)
    for table in outlets.tables.values():
        assert [cell for row in table for cell in row if cell.startswith(_STARTS_A_FORMULA)] == []
    for mail in outlets.mails:
        assert {name.lower() for name in mail.keys()}.isdisjoint(_MAIL_HEADERS)  # noqa: SIM118  # a message iterates over its names, its type does not
        assert all("\n" not in value and "\r" not in value for value in mail.values())
        plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None
        assert page is not None
        assert len(plain.get_content()) <= _LONGEST_ALERT
        _assert_inert(html.document_fromstring(page.get_content()))
    for payload in outlets.slack:
        assert len(json.dumps(payload)) <= 3 * _LONGEST_ALERT
        for text in _marked_up(payload):
            _assert_calls_nobody(text)


def _assert_inert(page: html.HtmlElement) -> None:
    assert page.xpath("//script | //iframe | //object | //form[@action and not(starts-with(@action, '/'))]") == []
    # The curve of growth is an image of our own; whatever else one shows was smuggled in.
    assert [src for src in page.xpath("//img/@src") if not src.startswith(("/growth.svg", "/states/"))] == []
    assert page.xpath("//img[not(@src)]") == []
    for element in page.iter(etree.Element):
        for name, value in element.attrib.items():
            assert not name.lower().startswith("on"), f"{name}={value}"
            if name.lower() in _LEADING_ELSEWHERE:
                assert not value.strip().lower().startswith(("javascript:", "data:", "file:")), f"{name}={value}"


def _assert_calls_nobody(text: str) -> None:
    """Check Slack's markup: what stands in angle brackets is a link to us or to ICE, never a mention."""
    for piece in text.split("<")[1:]:
        assert piece.startswith((PUBLIC_URL, "https://www.ice.gov/", "http://127.0.0.1:")), text


def _marked_up(value: Any) -> Iterator[str]:
    """Yield the texts in which Slack reads its markup: those of mrkdwn, and the one that stands for all blocks."""
    if isinstance(value, list):
        for item in value:
            yield from _marked_up(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str) and value.get("type") != "plain_text":
            yield value["text"]
        for item in value.values():
            yield from _marked_up(item)


def _plain(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def _atom(feed: str) -> Iterator[html.HtmlElement]:
    root = etree.fromstring(feed.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for element in root.iter(f"{_ATOM}content", f"{_ATOM}summary", f"{_ATOM}title"):
        if element.get("type") == "html":
            yield html.document_fromstring(element.text or "-")
        elif element.get("type") == "xhtml":
            yield html.document_fromstring(etree.tostring(element[0], method="html"))
        else:
            assert len(element) == 0
    for link in root.iter(f"{_ATOM}link"):
        assert (link.get("href") or "").startswith(("http://", "https://"))


def _json_feed(feed: str) -> Iterator[html.HtmlElement]:
    for item in json.loads(feed)["items"]:
        if "content_html" in item:
            yield html.document_fromstring(item["content_html"])


def _printed(scene: Scene) -> dict[str, list[list[str]]]:
    """Return what the command line prints, as CSV; the table for people is printed too and must not fail."""
    changes = [change_row(logged) for logged in scene.lookout.log.changes(ChangeQuery())]
    agreements = [agreement_row(view) for view in scene.lookout.log.agreements()]
    printed = {}
    for name, rows, columns in (
        ("lookout changes", changes, list(CHANGE_COLUMNS)),
        ("lookout agreements", agreements, AGREEMENT_COLUMNS),
    ):
        for form in (Format.TABLE, Format.CSV):
            out = io.StringIO(newline="")
            with contextlib.redirect_stdout(out):
                print_rows(rows, columns, form)
        printed[name] = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    return printed


def _alerts(scene: Scene) -> tuple[list[EmailMessage], list[dict[str, Any]]]:
    """Send what is due to receivers on this machine, and return what they got."""
    collector = _Collector()
    deliver_due(replace(scene.lookout.delivering, sender=collector))
    with SmtpSink() as smtp, WebhookSink() as slack:
        notifier = Notifier(smtp.url, "Lookout <alerts@lookout.example>", PUBLIC_URL, allow_loopback=True)
        try:
            for message in collector.messages:
                address = message.address
                if address.channel is Channel.SLACK:
                    address = Address(channel=Channel.SLACK, value=slack.url)
                outcome = notifier.send(replace(message, address=address))
                assert outcome.kind is OutcomeKind.SENT, outcome.detail
        finally:
            notifier.close()
        return [mail.message for mail in smtp.mails], [json.loads(post.body) for post in slack.posts]
