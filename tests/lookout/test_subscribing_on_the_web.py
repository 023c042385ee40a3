"""From the form on the page to the alert in the inbox, and out again: real pages, record, notifier and receivers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.subscriptions import Standing
from tests.lookout.house import PUBLIC_URL, House, house
from tests.lookout.publisher import EVENING, EVENING_PENDING, MORNING, MORNING_PENDING
from tests.notifier.sinks import SmtpSink, WebhookSink
from tests.web.doorstep import form_of
from tests.web.fakes import Answer, Client

ANN = "ann@example.org"


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def slack() -> Iterator[WebhookSink]:
    with WebhookSink() as sink:
        yield sink


@pytest.fixture
def home(tmp_path: Path, mail: SmtpSink) -> Iterator[House]:
    with house(tmp_path, smtp_url=mail.url) as home:
        home.publisher.publish(MORNING, MORNING_PENDING)
        home.poll()
        yield home


def pages(home: House) -> Client:
    """Return a client of the pages, as they are wired."""
    return Client(home.lookout.app, host="lookout.example")


def ask(home: House, client: Client, address: str, query: str) -> Answer:
    """Ask for alerts on the page, and deliver what is due."""
    fields = {**form_of(client.get(f"/subscribe/preview{query}"), "/subscribe"), "address": address}
    home.clock.forward(seconds=20)
    answer = client.post("/subscribe", fields, origin=PUBLIC_URL)
    home.deliver()
    return answer


def link_in(text: str, page: str) -> str:
    """Return the path of the one link to *page* in a letter."""
    [found] = set(re.findall(rf"{re.escape(PUBLIC_URL)}(/{page}/[\w.=-]+)", text))
    return str(found)


def evening(home: House) -> None:
    """Publish the lists with news, and send what is due."""
    home.clock.forward(minutes=10)
    home.publisher.publish(EVENING, EVENING_PENDING)
    home.poll()
    home.deliver()


def test_by_email_from_the_form_to_the_alert_to_one_click_and_back(home: House, mail: SmtpSink) -> None:
    client = pages(home)
    assert ask(home, client, ANN, "?state=Texas").status == 200
    letter = mail.mails.pop()
    assert letter.recipients == (ANN,)
    assert "List-Unsubscribe" not in letter.message
    confirm = link_in(letter.body("plain"), "confirm")
    assert link_in(letter.body("html"), "confirm") == confirm

    assert client.get(confirm).status == 200
    assert client.post(confirm, origin="null").status == 200
    evening(home)
    [alert] = mail.mails
    ending = link_in(alert.body("plain"), "unsubscribe")
    assert f"<{PUBLIC_URL}{ending}>" in str(alert.message["List-Unsubscribe"])
    assert alert.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert client.get(ending).status == 200

    mail.mails.clear()
    assert client.post(ending, b"List-Unsubscribe=One-Click").status == 200
    home.deliver()
    [farewell] = mail.mails
    undo = link_in(farewell.body("plain"), "undo")
    assert client.post(undo, origin="null").status == 200
    with home.lookout.record.open() as ledger:
        assert [one.standing for one, _ in ledger.addresses()] == [Standing.ACTIVE]


def test_by_slack_with_the_code_from_the_channel(home: House, slack: WebhookSink) -> None:
    client = pages(home)
    answer = ask(home, client, slack.url, "?state=Texas&language=es")
    assert answer.status == 303
    posted = json.dumps(json.loads(slack.posts.pop().body), ensure_ascii=False)
    [code] = set(re.findall(r"\b[A-HJKMNP-Z2-9]{8}\b", posted))

    # A page speaks the language of its address; the subscription's own is that of its messages.
    started = client.post(f"/es{answer.headers['location']}", {"code": code}, origin="null")

    assert "Sus avisos han empezado" in started.text
    evening(home)
    assert len(slack.posts) == 1


def test_a_shared_inbox_is_asked_before_it_hears_no_more(home: House, mail: SmtpSink) -> None:
    client = pages(home)
    fields = {
        **form_of(client.get("/subscribe/preview?state=Texas"), "/subscribe"),
        "address": "info@example.org",
        "shared": "yes",
    }
    home.clock.forward(seconds=20)
    client.post("/subscribe", fields, origin=PUBLIC_URL)
    home.deliver()
    client.post(link_in(mail.mails.pop().body("plain"), "confirm"), origin="null")
    evening(home)
    alert = mail.mails.pop()
    assert "List-Unsubscribe-Post" not in alert.message

    client.post(link_in(alert.body("plain"), "unsubscribe"), origin="null")
    home.deliver()
    asked = mail.mails.pop()

    with home.lookout.record.open() as ledger:
        assert [one.standing for one, _ in ledger.addresses()] == [Standing.ACTIVE]
    assert client.post(link_in(asked.body("plain"), "end"), origin="null").status == 200
    with home.lookout.record.open() as ledger:
        assert [one.standing for one, _ in ledger.addresses()] == [Standing.ENDED]


def test_a_letter_with_a_link_changes_what_is_heard(home: House, mail: SmtpSink) -> None:
    client = pages(home)
    ask(home, client, ANN, "?state=Texas")
    client.post(link_in(mail.mails.pop().body("plain"), "confirm"), origin="null")
    evening(home)
    client.post(f"{link_in(mail.mails.pop().body('plain'), 'unsubscribe')}/manage", origin="null")
    home.deliver()
    manage = link_in(mail.mails.pop().body("plain"), "manage")

    answer = client.post(manage, {**form_of(client.get(manage), manage), "state": "Ohio"}, origin="null")

    assert answer.status == 303
    with home.lookout.record.open() as ledger:
        [(subscription, _)] = ledger.addresses()
    assert subscription.filter.states == {"Ohio"}
