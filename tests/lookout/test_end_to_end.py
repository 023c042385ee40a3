"""From ICE's page to the message that arrives: real spider, reader, record and notifier, against loopback receivers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.subscriptions import Standing
from tests.lookout.house import LISTS, PUBLIC_URL, House, house, sha256
from tests.lookout.publisher import (
    EVENING,
    EVENING_PENDING,
    MORNING,
    MORNING_PENDING,
    PAGE,
    PARTICIPATING,
    PENDING,
    TIDY_PENDING,
    Published,
)
from tests.notifier.sinks import ReceivedMail, SmtpSink, WebhookSink
from tests.web.fakes import Client
from workflows.reading import IncidentStatus, PollOutcome

MESSAGES = Path(__file__).parent / "messages"
EVERY_KIND = ("new", "missing", "terminated", "returned", "corrected", "moa_published", "pending", "pending_gone")
TEAM, DESK, ELSEWHERE = "team@example.org", "desk@example.org", "albuquerque@example.org"


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def slack() -> Iterator[WebhookSink]:
    with WebhookSink() as sink:
        yield sink


@pytest.fixture
def home(tmp_path: Path, mail: SmtpSink, slack: WebhookSink) -> Iterator[House]:
    """Return a Lookout to which a team (usual kinds), a news desk (every kind), another state and Slack subscribed."""
    with house(tmp_path, smtp_url=mail.url) as home:
        home.subscribe(TEAM)
        home.subscribe(DESK, kinds=EVERY_KIND)
        home.subscribe(ELSEWHERE, states=("NM",))
        home.subscribe(slack.url, states=("FL", "TX"), kinds=("new", "moa_published"))
        yield home


def morning(home: House) -> Published:
    """Read the first lists ever."""
    published = home.publisher.publish(MORNING, MORNING_PENDING)
    home.poll()
    return published


def evening(home: House) -> Published:
    """Read the first lists, and ten minutes later those with news; what is due goes out."""
    morning(home)
    home.clock.forward(minutes=10)
    published = home.publisher.publish(EVENING, EVENING_PENDING)
    home.poll()
    home.deliver()
    return published


def sent_to(mail: SmtpSink, address: str) -> list[ReceivedMail]:
    """Return the mails that *address* got."""
    return [message for message in mail.mails if message.recipients == (address,)]


def expected(name: str, home: House, published: Published) -> str:
    """Return a message as it stands in `messages/`, with this run's port and hashes in it."""
    text = (MESSAGES / name).read_text(encoding="utf-8")
    known = {
        "{site}": home.publisher.url,
        "{participating}": sha256(published.participating),
        "{pending}": sha256(published.pending),
    }
    for mark, value in known.items():
        text = text.replace(mark, value)
    return text


def as_text(message: ReceivedMail) -> str:
    """Return subject and text body, as the files in `messages/` hold them."""
    return without_token(f"Subject: {message.message['Subject']}\n\n{message.body('plain')}")


def without_token(text: str) -> str:
    """Return *text* with the word of each reader's own link left out."""
    return re.sub(r"(/unsubscribe/)[\w.-]+", r"\1TOKEN", text)


def test_the_first_lists_tell_nobody(home: House, mail: SmtpSink, slack: WebhookSink) -> None:
    published = home.publisher.publish(MORNING, MORNING_PENDING)

    results = home.poll()

    assert [(r.source, r.outcome, r.version) for r in results] == [(key, PollOutcome.CHANGED, 1) for key in LISTS]
    assert home.changes() == []
    assert home.deliver() == 0
    assert (mail.mails, slack.posts) == ([], [])
    assert {c.sha256 for c in home.lookout.log.captures()} >= {
        sha256(published.participating),
        sha256(published.pending),
    }


def test_an_evening_is_recorded_change_by_change(home: House) -> None:
    evening(home)

    told = [(c.change.source, c.change.kind.value, c.change.facts.agency) for c in home.changes()]
    assert sorted(told) == [
        ("ice-287g", "corrected", "Culpeper County Sheriff's Office"),
        ("ice-287g", "missing", "Smith County Sheriff's Office"),
        ("ice-287g", "moa_published", "Goliad County Sheriff's Office"),
        ("ice-287g", "new", "Polk County Sheriff's Office"),
        ("ice-287g-pending", "pending", "Archer County Sheriff's Office"),
    ]


def test_a_team_gets_one_mail_with_what_it_did_not_have_to_ask_for(home: House, mail: SmtpSink) -> None:
    published = evening(home)

    [message] = sent_to(mail, TEAM)
    assert as_text(message) == expected("team_evening.txt", home, published)


def test_a_news_desk_gets_one_mail_with_every_kind_it_asked_for(home: House, mail: SmtpSink) -> None:
    published = evening(home)

    [message] = sent_to(mail, DESK)
    assert as_text(message) == expected("desk_evening.txt", home, published)


def test_the_html_of_a_mail_names_the_same_changes_and_loads_nothing(home: House, mail: SmtpSink) -> None:
    evening(home)

    [message] = sent_to(mail, DESK)
    html = message.body("html")
    for logged in home.changes():
        assert f'href="{PUBLIC_URL}/changes/{logged.change.id}"' in html
    assert "<img" not in html
    assert "<script" not in html
    assert "src=" not in html


def test_slack_gets_one_message_with_exactly_these_blocks(home: House, slack: WebhookSink) -> None:
    published = evening(home)

    [post] = slack.posts
    assert json.loads(without_token(post.body.decode())) == json.loads(expected("slack_evening.json", home, published))
    assert post.headers["content-type"].startswith("application/json")


def test_who_asked_for_another_state_hears_nothing(home: House, mail: SmtpSink) -> None:
    evening(home)

    assert sent_to(mail, ELSEWHERE) == []
    assert len(mail.mails) == 2


def test_every_message_carries_an_id_of_its_own_that_a_repeat_would_carry_too(home: House, mail: SmtpSink) -> None:
    evening(home)

    ids = [message.message["Message-ID"] for message in mail.mails]
    assert len(set(ids)) == 2
    assert all(number.endswith("@lookout.example>") for number in ids)


def test_an_evening_read_twice_is_told_once(home: House, mail: SmtpSink, slack: WebhookSink) -> None:
    evening(home)
    home.poll()
    home.deliver()

    assert (len(mail.mails), len(slack.posts), len(home.changes())) == (2, 1, 5)


def test_an_unchanged_poll_moves_only_the_time_of_the_last_check(home: House, mail: SmtpSink) -> None:
    evening(home)
    before, captures = home.health(), home.lookout.log.captures()
    home.clock.forward(minutes=10)

    results = home.poll()

    assert [r.outcome for r in results] == [PollOutcome.UNCHANGED, PollOutcome.UNCHANGED]
    after = home.health()
    for key in LISTS:
        assert after[key].last_success_at == home.clock.now()
        assert (after[key].versions, after[key].last_change_at) == (before[key].versions, before[key].last_change_at)
    assert len(home.changes()) == 5
    assert home.deliver() == 0
    assert len(mail.mails) == 2
    workbooks = [c.sha256 for c in home.lookout.log.captures() if c.role != "page"]
    assert workbooks == [c.sha256 for c in captures if c.role != "page"]


def test_an_unchanged_workbook_is_asked_for_conditionally_and_the_page_in_full(home: House) -> None:
    evening(home)
    home.publisher.asked.clear()

    home.poll()

    asked = {request.path: request.headers.get("if-modified-since") for request in home.publisher.asked}
    # The test site answers 304 exactly when this header is the Last-Modified that it gave.
    assert asked[PARTICIPATING] == home.publisher.replies[PARTICIPATING].last_modified
    assert asked[PENDING] == home.publisher.replies[PENDING].last_modified
    assert asked[PAGE] is None


def test_a_departure_is_not_confirmed_before_24_hours(home: House, mail: SmtpSink) -> None:
    evening(home)
    home.clock.forward(hours=23, minutes=59)

    home.poll()

    assert "terminated" not in [c.change.kind for c in home.changes()]


def test_a_day_later_a_departure_is_told_to_everybody_who_wants_it(home: House, mail: SmtpSink) -> None:
    published = evening(home)
    mail.mails.clear()
    home.clock.forward(hours=24)

    home.poll()
    home.deliver()

    assert sorted(message.recipients[0] for message in mail.mails) == [DESK, TEAM]
    assert [as_text(m) for m in mail.mails] == [expected("departure.txt", home, published)] * 2
    left = home.changes()[-1].change
    missing = next(c.change for c in home.changes() if c.change.kind == "missing")
    assert left.supersedes == missing.id


def test_a_missing_agreement_that_is_back_is_taken_back_to_who_heard_of_it(home: House, mail: SmtpSink) -> None:
    evening(home)
    mail.mails.clear()
    home.clock.forward(hours=2)
    home.publisher.publish((*EVENING, MORNING[10]), EVENING_PENDING)

    home.poll()
    home.deliver()

    [message] = mail.mails
    assert message.recipients == (DESK,)
    assert message.message["Subject"] == (
        "287(g): Smith County Sheriff's Office, TX back on ICE's list (Warrant Service Officer)"
    )


def test_swapped_workbooks_are_one_incident_and_no_message(home: House, mail: SmtpSink, slack: WebhookSink) -> None:
    published = evening(home)
    mail.mails.clear()
    slack.posts.clear()
    before, changes = home.health(), home.changes()
    home.clock.forward(minutes=10)
    home.publisher.serve(Published(participating=published.pending, pending=published.participating))

    results = home.poll()

    assert [r.outcome for r in results] == [PollOutcome.FAILED, PollOutcome.FAILED]
    [incident] = home.lookout.log.incidents()
    assert (incident.kind, incident.status) == ("swapped", IncidentStatus.OPEN)
    assert home.deliver() == 0
    assert (mail.mails, slack.posts) == ([], [])
    assert home.changes() == changes
    assert {k: h.versions for k, h in home.health().items()} == {k: h.versions for k, h in before.items()}


def test_the_lists_put_right_after_a_swap_carry_on_by_themselves(home: House) -> None:
    published = evening(home)
    home.publisher.serve(Published(participating=published.pending, pending=published.participating))
    home.poll()
    changes = home.changes()
    home.publisher.serve(published)

    results = home.poll()

    assert [r.outcome for r in results] == [PollOutcome.UNCHANGED, PollOutcome.UNCHANGED]
    assert [i.status for i in home.lookout.log.incidents()] == [IncidentStatus.RECOVERED]
    assert home.changes() == changes


def test_a_page_that_is_gone_fails_the_poll_and_touches_nothing(home: House, mail: SmtpSink) -> None:
    evening(home)
    before, changes = home.health(), home.changes()
    mail.mails.clear()
    del home.publisher.replies[PAGE]
    home.clock.forward(minutes=10)

    results = home.poll()

    assert {r.outcome for r in results} == {PollOutcome.FAILED}
    assert home.changes() == changes
    assert home.deliver() == 0
    assert home.health()["ice-287g"].last_success_at == before["ice-287g"].last_success_at
    assert home.health()["ice-287g"].listed == 12


def test_a_receiver_that_is_down_gets_the_message_later(home: House, mail: SmtpSink) -> None:
    mail.answers["RCPT"].extend(["451 4.3.0 later"] * 2)
    evening(home)
    assert mail.mails == []
    home.clock.forward(seconds=10)

    assert home.deliver() == 2

    assert sorted(message.recipients[0] for message in mail.mails) == [DESK, TEAM]


def test_an_application_that_became_active_in_the_same_visit_is_told_as_such(home: House) -> None:
    morning(home)
    home.clock.forward(minutes=10)
    home.publisher.publish(EVENING, TIDY_PENDING)

    home.poll()

    [gone] = [c.change for c in home.changes() if c.change.kind == "pending_gone"]
    assert gone.reason == "It became active: the participating list has it."


def test_the_change_log_on_the_web_shows_what_was_told(home: House) -> None:
    evening(home)
    browser = Client(home.lookout.app, host="lookout.example")

    day = browser.get("/days/2025-09-24")
    pages = {c.change.facts.agency: browser.get(f"/changes/{c.change.id}") for c in home.changes()}

    assert day.status == 200
    for agency, page in pages.items():
        name = agency.replace("'", "&#39;")
        assert page.status == 200
        assert name in day.text
        assert name in page.text


def test_nothing_is_sent_once_a_subscription_has_ended(home: House, mail: SmtpSink) -> None:
    morning(home)
    home.clock.forward(minutes=10)
    home.publisher.publish(EVENING, EVENING_PENDING)
    home.poll()
    with home.lookout.record.open() as ledger:
        ledger.stand(1, Standing.ENDED, home.clock.now())

    home.deliver()

    assert sent_to(mail, TEAM) == []
