"""Somebody at the doorway: the pages over a real record, an inbox in memory, and what a person does with both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from domain.deliveries import Purpose
from domain.subscriptions import Standing, Subscription
from notifier.addresses import describe, parse_address
from tests.web.fake_press import FakePress
from tests.web.fakes import Answer, Client
from tests.workflows.stage import PUBLIC_URL, Stage
from web.app import create_app
from web.doorway import SignUpParts
from workflows.deliver import deliver_due
from workflows.ledger import Ledger
from workflows.ports import AlertMessage, LinkPurpose
from workflows.sign_up import Doorway

ANN = "ann@example.org"
HOOK = "https://hooks.slack.com/services/T0000001/B0000001/abcdefghijklmnopqrstuvwx"
FORM_KEY = "a form key that only tests use"


@dataclass
class Counted:
    """Opens transactions and counts them."""

    stage: Stage
    opened: list[None] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Ledger]:
        self.opened.append(None)
        with self.stage.record.open() as ledger:
            yield ledger


class Doorstep:
    """A visitor of the pages, and the owner of the addresses they type."""

    def __init__(self, url: str, folder: Path) -> None:
        self.stage = Stage(url, folder)
        self.counted = Counted(self.stage)
        self.door = Doorway(ledger=self.counted.open, tokens=self.stage.vault, clock=self.stage.clock)
        self.client = Client(self.app(), host=urlsplit(PUBLIC_URL).hostname or "")
        self.home = ""
        """What addresses begin with in the visitor's language: "/es" for Spanish."""

    def app(self, **settings: Any) -> Any:
        """Return the application over the stage's record."""
        usual: dict[str, Any] = {
            "reader": self.stage.log,
            "press": FakePress(),
            "archive": self.stage.archive,
            "public_url": PUBLIC_URL,
            "allowed_hosts": [urlsplit(PUBLIC_URL).hostname or ""],
            "now": self.stage.clock.now,
            "contact_url": "mailto:desk@example.org",
            "sign_up": SignUpParts(
                door=self.door,
                parse_address=partial(parse_address, operator=False),
                describe=describe,
                form_key=FORM_KEY,
            ),
        }
        return create_app(**{**usual, **settings})

    def close(self) -> None:
        """Give the connections back."""
        self.stage.close()

    def get(self, path: str, **headers: str) -> Answer:
        """Look at a page."""
        return self.client.get(self.here(path), **headers)

    def press(self, path: str, fields: Mapping[str, Any] | bytes = b"", **headers: str) -> Answer:
        """Send a form, as a browser does from a page that sends no Referer."""
        return self.client.post(self.here(path), fields, **{"origin": "null", **headers})

    def here(self, path: str) -> str:
        """Return where the visitor finds a path in their language."""
        return path if path.startswith(f"{self.home}/") else self.home + path

    def filled_in(self, address: str = ANN, query: str = "?state=Texas", **fields: Any) -> dict[str, Any]:
        """Return the second form, as its page holds it, with *address* typed and *fields* changed."""
        page = self.get(f"/subscribe/preview{query}")
        return {**form_of(page, self.here("/subscribe")), "address": address, **fields}

    def ask(
        self,
        address: str = ANN,
        query: str = "?state=Texas",
        *,
        after: float = 30,
        ip: str = "203.0.113.7",
        **fields: Any,
    ) -> Answer:
        """Fill the form in, take *after* seconds over it, and send it."""
        filled_in = self.filled_in(address, query, **fields)
        self.stage.clock.wait(seconds=after)
        return self.client.post(self.here("/subscribe"), filled_in, ip=ip, origin=PUBLIC_URL)

    def letters(self) -> list[AlertMessage]:
        """Deliver what is due and return what came."""
        self.stage.inbox.messages.clear()
        deliver_due(self.stage.delivering)
        return list(self.stage.inbox.messages)

    def letter(self, purpose: Purpose) -> AlertMessage:
        """Return the one letter for *purpose* among those that came now."""
        [found] = [message for message in self.letters() if message.purpose is purpose]
        return found

    def link(self, purpose: Purpose) -> str:
        """Return the path that the letter for *purpose* leads to."""
        return path_of(self.letter(purpose).action_url)

    def subscribed(self, address: str = ANN, query: str = "?state=Texas", **fields: Any) -> int:
        """Go the whole way by email and return the subscription's number."""
        self.ask(address, query, **fields)
        assert self.press(self.link(Purpose.CONFIRM)).status == 200
        return self.subscriptions()[-1].id

    def unsubscribe_path(self, number: int) -> str:
        """Return the path that stands under every message of a subscription."""
        [(name,)] = self.stage.rows(f"SELECT name FROM subscription WHERE id = {number:d}")  # noqa: S608  # a number
        return f"/unsubscribe/{self.stage.vault.token(LinkPurpose.UNSUBSCRIBE, name)}"

    def manage_path(self, number: int) -> str:
        """Ask for the link that changes a subscription, and return its path from the letter."""
        self.press(f"{self.unsubscribe_path(number)}/manage")
        return self.link(Purpose.MANAGE)

    def subscriptions(self) -> list[Subscription]:
        """Return every subscription that is not erased."""
        with self.stage.open() as ledger:
            return [subscription for subscription, _ in ledger.addresses()]

    def standing(self, number: int) -> Standing:
        """Return where a subscription stands."""
        with self.stage.open() as ledger:
            found = ledger.subscription(number)
        return found.standing if found else Standing.ERASED


def path_of(url: str) -> str:
    """Return the path of one of our own links."""
    assert url.startswith(PUBLIC_URL)
    return urlsplit(url).path


def alerts_of(page: Answer) -> list[str]:
    """Return what a page says is wrong."""
    document: Any = html.document_fromstring(page.text)
    return [alert.text_content().strip() for alert in document.xpath("//*[@role='alert']")]


def links_of(page: Answer) -> dict[str, str]:
    """Return where the links of a page lead, with their words."""
    document: Any = html.document_fromstring(page.text)
    return {link.get("href"): link.text_content() for link in document.iter("a")}


def form_of(page: Answer, action: str) -> dict[str, Any]:
    """Return the fields that a browser would send from the form that goes to the path *action*."""
    [form] = [one for one in forms_of(page) if urlsplit(one.action or "").path == action]
    fields: dict[str, list[str]] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    return dict(fields)


def forms_of(page: Answer) -> list[Any]:
    """Return the forms of a page."""
    document: Any = html.document_fromstring(page.text)
    return list(document.forms)


def words_of(page: Answer) -> str:
    """Return what a page says, in one line."""
    main: Any = html.document_fromstring(page.text).find(".//main")
    return re.sub(r"\s+", " ", main.text_content()).strip()
