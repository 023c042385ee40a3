"""The service's own letters: what each says and asks, in both languages and on every channel, and nothing more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest

from domain.changes import ChangeKind
from domain.deliveries import FOR_SUBSCRIBERS, Outcome, OutcomeKind, Purpose
from domain.subscriptions import HEARD_BY_DEFAULT, Address, Cadence, Channel, Filter, Language, Timing
from domain.vocabulary import SupportType
from notifier import Notifier
from notifier.phrases import phrases
from notifier.rendering import TEXT_WIDTH
from notifier.wishes import NAMES_SHOWN, plain_name
from tests.notifier.cast import PUBLIC_URL, SPITEFUL, FixedClock, message
from tests.notifier.laid_out import chat_message, html_email, letter, payload, text_email
from tests.notifier.press import release
from tests.notifier.sinks import SmtpSink, WebhookSink
from workflows.ports import AlertMessage, Notice

ACTION = f"{PUBLIC_URL}/act/secret-token"
NOTICE = Notice(headline="ice-287g is blocked", lines=("Four visits failed.", "Run “lookout doctor”."))
LETTERS = [purpose for purpose in Purpose if purpose not in FOR_SUBSCRIBERS]
ALERTS = {Purpose.ALERT, Purpose.RELEASE}
"""Messages that are nothing without their news."""
WITH_LINK = [Purpose.CONFIRM, Purpose.MANAGE, Purpose.END, Purpose.ENDED]


def a_letter(purpose: Purpose, **other: Any) -> AlertMessage:
    """Return a letter of *purpose* as the workflows make it."""
    given = replace(
        message(),
        items=(),
        purpose=purpose,
        manage_url="",
        action_url=ACTION if purpose in WITH_LINK else "",
        code="K7MQ-2XWD" if purpose is Purpose.CODE else "",
        notice=NOTICE if purpose is Purpose.SIGNAL else None,
    )
    return replace(given, **other)


def _one_line(given: AlertMessage) -> str:
    return " ".join(text_email(given).split())


def _facts(given: AlertMessage) -> dict[str, str]:
    return {fact.label: fact.value for fact in letter(given).facts}


IN_ENGLISH = {
    Purpose.CONFIRM: (
        "Lookout: do you want alerts about ICE's 287(g) lists?",
        "Somebody asked on lookout.example.org to have alerts sent to this email address.",
        "If it was not you, do nothing: the request is forgotten after 48 hours, and you will hear nothing.",
        "On the same page you can say that Lookout must never write to this address again.",
    ),
    Purpose.CODE: (
        "Lookout: confirm the alerts for this channel",
        "Code: K7MQ-2XWD",
        "type this code within 48 hours on the page where the alerts were asked for.",
        "Whoever can see this message can confirm.",
        "If nobody here expected this, do nothing",
    ),
    Purpose.MANAGE: (
        "Lookout: your link to change the subscription",
        "The link works once, and for one hour.",
        "If it was not you, do nothing: nothing changes.",
    ),
    Purpose.END: (
        "Lookout: somebody asked to end these alerts",
        "Somebody who reads this address asked on lookout.example.org to end the alerts that are sent here.",
        "Everybody who reads this address gets this message.",
        "Unless somebody says yes there, nothing ends.",
    ),
    Purpose.ENDED: (
        "Lookout: the alerts sent here have ended",
        "The subscription of this address has ended.",
        "The link for taking it back works for 7 days.",
    ),
    Purpose.SIGNAL: ("Lookout: ice-287g is blocked", "Four visits failed.", "Run “lookout doctor”."),
    Purpose.SYNTHETIC: (
        "Lookout: daily proof that alerts go out",
        "Nothing has happened.",
        "If it stops coming, run “lookout doctor” on the server",
    ),
}


@pytest.mark.parametrize("purpose", LETTERS)
def test_each_letter_says_who_asked_what_to_do_and_what_happens_otherwise(purpose: Purpose) -> None:
    subject, *sentences = IN_ENGLISH[purpose]
    text = _one_line(a_letter(purpose))

    assert letter(a_letter(purpose)).subject == subject
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert (ACTION in text) == (purpose in WITH_LINK)
    assert text.endswith("It reports what ICE's public lists say and keeps the files they came from.")


@pytest.mark.parametrize("purpose", LETTERS)
def test_each_letter_says_the_same_in_slack_and_in_a_chat(purpose: Purpose) -> None:
    given = a_letter(purpose)
    _, *sentences = IN_ENGLISH[purpose]
    slack = json.dumps(payload(given), ensure_ascii=False).replace("&gt;", ">")
    chat = chat_message(given, 3500)

    for sent in (slack, chat):
        assert [sentence for sentence in sentences if sentence not in sent] == []
        assert (ACTION in sent) == (purpose in WITH_LINK)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_message_reads_at_72_columns_in_both_languages(purpose: Purpose, language: Language) -> None:
    given = a_letter(purpose, language=language, checks=3, cadence=Cadence.DAILY, possible_repeat=True)
    if purpose in ALERTS:
        given = replace(given, items=message().items, releases=(release(),))

    for line in text_email(given).splitlines():
        assert len(line) <= TEXT_WIDTH or " " not in line.strip()
        assert line == line.rstrip()


@pytest.mark.parametrize("purpose", [*LETTERS, Purpose.TEST])
def test_a_letter_in_spanish_holds_no_english_but_what_the_operator_is_told(purpose: Purpose) -> None:
    english, spanish = (letter(a_letter(purpose, language=language)) for language in Language)

    if purpose is Purpose.SIGNAL:
        assert spanish.opening == english.opening
        assert spanish.subject == english.subject
    else:
        assert not set(spanish.opening) & set(english.opening)
        assert not set(spanish.after) & set(english.after)
        assert spanish.subject != english.subject
    assert not set(spanish.closing) & set(english.closing)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"img", "script", "link", "iframe", "object", "form", "base"}
        names = dict(attrs)
        assert not {"src", "srcset", "background", "onclick"} & names.keys()
        if "href" in names:
            self.found.append(names["href"] or "")


@pytest.mark.parametrize("purpose", Purpose)
def test_a_letter_holds_no_link_but_its_own_and_loads_nothing(purpose: Purpose) -> None:
    page = _Links()
    page.feed(
        html_email(a_letter(purpose, manage_url=f"{PUBLIC_URL}/unsubscribe/x", items=()))
        if purpose is not Purpose.ALERT
        else ""
    )

    if purpose in FOR_SUBSCRIBERS - {Purpose.ALERT}:
        assert page.found == [f"{PUBLIC_URL}/changes", f"{PUBLIC_URL}/unsubscribe/x"]
    else:
        assert page.found == ([ACTION] if purpose in WITH_LINK else [])


def test_an_ending_that_cannot_be_taken_back_does_not_speak_of_that() -> None:
    text = _one_line(a_letter(Purpose.ENDED, action_url=""))

    assert "has ended" in text
    assert "7 days" not in text
    assert "Take it back" not in text


def test_a_signal_with_a_headline_alone_says_it() -> None:
    assert letter(a_letter(Purpose.SIGNAL, notice=Notice(headline="The disk is full", lines=()))).opening == (
        "The disk is full",
    )


def test_a_stranger_is_told_what_would_come_and_how_often() -> None:
    wish = Filter(
        states=frozenset({"Texas", "Ohio"}),
        counties=frozenset({"Goliad"}),
        agencies=frozenset({"Goliad County Sheriff's Office"}),
        support_types=frozenset({SupportType.TASK_FORCE}),
        kinds=frozenset({ChangeKind.NEW, ChangeKind.TERMINATED}),
    )
    timing = Timing(hour=7, time_zone="America/Chicago")

    assert _facts(a_letter(Purpose.CONFIRM, wish=wish, timing=timing, cadence=Cadence.WEEKLY)) == {
        "Where": "Ohio, Texas",
        "Counties": "Goliad",
        "Agencies": "Goliad County Sheriff's Office",
        "Support types": "Task Force Model",
        "News of": "new agreements, agreements no longer on the list",
        "How often": "once a week, on Mondays at 07:00 (America/Chicago)",
        "Language": "English",
    }


def test_who_names_nothing_is_told_that_all_would_come_and_by_default_what() -> None:
    words = phrases(Language.ENGLISH)
    facts = _facts(a_letter(Purpose.CODE, wish=Filter()))
    with_doubt = _facts(a_letter(Purpose.CODE, wish=Filter(unconfirmed=True)))

    assert (facts["Where"], facts["Support types"]) == ("all states and territories", "all")
    assert "Counties" not in facts
    assert set(facts["News of"].split(", ")) == {words.say(f"kind.{kind}") for kind in HEARD_BY_DEFAULT}
    assert facts["How often"] == "at once, when a list changes"
    assert words.say("kind.missing") in with_doubt["News of"]


def test_of_many_names_the_first_are_shown_and_the_rest_counted() -> None:
    wish = Filter(counties=frozenset(f"County {number:02d}" for number in range(NAMES_SHOWN + 7)))

    assert _facts(a_letter(Purpose.CONFIRM, wish=wish))["Counties"].endswith("County 09 and 7 more")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("St. Lucie County", "St. Lucie County"),
        ("Prince George's", "Prince George's"),
        ("Doña Ana (NM) & Sons, 2nd-hand", "Doña Ana (NM) & Sons, 2nd-hand"),
        ("win at https://evil.example/x?y=1", "win at https/ / evil. example/ xy1"),
        ("www.evil.example", "www. evil. example"),
        ("eve@evil.example", "eveevil. example"),
        ("<b>[x](//evil)</b>", "bx(/ / evil)/ b"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_a_name_that_a_stranger_typed_never_becomes_a_link(typed: str, told: str) -> None:
    assert plain_name(typed) == told


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("checks", "english", "spanish"),
    [
        (96, "Checked 96 times from March 4", "Revisado 96 veces del 4 de marzo"),
        (1, "Checked once from March 4", "Revisado una vez del 4 de marzo"),
        (0, "so we cannot say that nothing changed", "por eso no podemos decir que nada cambió"),
        (None, "Nothing changed for your subscription", "Nada cambió para su suscripción"),
    ],
)
def test_a_digest_without_changes_says_how_often_was_looked(
    checks: int | None, english: str, spanish: str, language: Language
) -> None:
    given = a_letter(Purpose.DIGEST, cadence=Cadence.DAILY, checks=checks, language=language)

    assert (english if language is Language.ENGLISH else spanish) in " ".join(letter(given).opening)


@pytest.mark.parametrize("cadence", [Cadence.DAILY, Cadence.WEEKLY])
def test_who_could_not_look_never_says_that_nothing_changed(cadence: Cadence) -> None:
    given = a_letter(Purpose.DIGEST, cadence=cadence, checks=0)

    assert letter(given).subject.startswith("287(g): the lists could not be read in the past ")
    assert "nothing changed for" not in _one_line(given).lower()


def test_a_digest_with_changes_says_how_often_was_looked_too() -> None:
    one, many, unknown, none = (
        letter(message(purpose=Purpose.DIGEST, cadence=Cadence.DAILY, checks=checks)).opening
        for checks in (1, 96, None, 0)
    )

    assert one[-1] == "The lists were checked once in this time."
    assert many[-1] == "The lists were checked 96 times in this time."
    assert len(unknown) == len(none) == 1


def test_an_alert_to_a_reader_of_digests_is_no_digest() -> None:
    assert letter(message(cadence=Cadence.WEEKLY)).opening == (
        "One change on ICE's 287(g) lists matches your subscription.",
    )


@pytest.fixture
def outlets() -> Iterator[tuple[SmtpSink, WebhookSink, Notifier]]:
    with SmtpSink() as mailbox, WebhookSink() as hook:
        notifier = Notifier(
            mailbox.url, "Lookout <alerts@lookout.example.org>", PUBLIC_URL, allow_loopback=True, clock=FixedClock()
        )
        yield mailbox, hook, notifier
        notifier.close()


@pytest.mark.parametrize("purpose", Purpose)
def test_only_what_comes_to_a_subscription_offers_to_end_it(
    outlets: tuple[SmtpSink, WebhookSink, Notifier], purpose: Purpose
) -> None:
    mailbox, _, notifier = outlets
    url = f"{PUBLIC_URL}/unsubscribe/token"
    given = a_letter(purpose, manage_url=url, one_click_url=url)

    notifier.send(replace(given, items=message().items, releases=(release(),)) if purpose in ALERTS else given)

    [sent] = mailbox.mails
    offers = {name for name in sent.message if name.startswith("List-Unsubscribe")}
    ends = purpose in FOR_SUBSCRIBERS
    assert offers == ({"List-Unsubscribe", "List-Unsubscribe-Post"} if ends else set())
    assert sent.message["Auto-Submitted"] == "auto-generated"
    assert sent.message["Precedence"] == "bulk"
    assert sent.message["List-Id"] == "Lookout alerts <alerts.lookout.example.org>"
    assert ("/unsubscribe/" in sent.body("plain")) == ends


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (a_letter(Purpose.ALERT), "the alert holds no changes"),
        (a_letter(Purpose.CONFIRM, action_url=""), "the letter has no link that leads anywhere"),
        (a_letter(Purpose.MANAGE, action_url="javascript:alert(1)"), "the letter has no link that leads anywhere"),
        (a_letter(Purpose.END, action_url=""), "the letter has no link that leads anywhere"),
        (a_letter(Purpose.CODE, code=" "), "the letter has no code"),
        (a_letter(Purpose.SIGNAL, notice=None), "the signal says nothing"),
    ],
)
def test_a_letter_without_what_it_is_for_is_refused(
    outlets: tuple[SmtpSink, WebhookSink, Notifier], given: AlertMessage, why: str
) -> None:
    mailbox, _, notifier = outlets

    assert notifier.send(given) == Outcome(kind=OutcomeKind.REFUSED, detail=f"{why}, so it was not sent")
    assert mailbox.mails == []


def test_a_code_reaches_a_slack_channel(outlets: tuple[SmtpSink, WebhookSink, Notifier]) -> None:
    _, hook, notifier = outlets

    sent = notifier.send(a_letter(Purpose.CODE, address=Address(channel=Channel.SLACK, value=hook.url)))

    assert sent.kind is OutcomeKind.SENT
    blocks = json.loads(hook.posts[0].body)["blocks"]
    assert {"type": "plain_text", "text": "Code: K7MQ-2XWD", "emoji": False} in [block.get("text") for block in blocks]


def _spiteful(purpose: Purpose) -> AlertMessage:
    """Return a letter in which every text that somebody else gives is an attack; its own links are real."""
    return a_letter(
        purpose,
        message_id=SPITEFUL,
        change_log_url=SPITEFUL,
        manage_url=SPITEFUL,
        one_click_url=SPITEFUL,
        code=SPITEFUL,
        wish=Filter(states=frozenset({SPITEFUL}), counties=frozenset({SPITEFUL}), agencies=frozenset({SPITEFUL})),
        timing=Timing(time_zone=SPITEFUL),
        cadence=Cadence.DAILY,
        notice=Notice(headline=SPITEFUL, lines=(SPITEFUL, f"{SPITEFUL} <https://evil.example|ICE>")),
        checks=1,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("purpose", [*LETTERS, Purpose.DIGEST, Purpose.TEST])
def test_an_attack_in_any_field_of_a_letter_comes_out_harmless(
    outlets: tuple[SmtpSink, WebhookSink, Notifier], purpose: Purpose, language: Language
) -> None:
    mailbox, hook, notifier = outlets
    given = replace(_spiteful(purpose), language=language)

    assert notifier.send(given).kind is OutcomeKind.SENT
    assert (
        notifier.send(replace(given, address=Address(channel=Channel.SLACK, value=hook.url))).kind is OutcomeKind.SENT
    )

    [sent] = mailbox.mails
    mail: EmailMessage = message_from_bytes(sent.content, policy=default)
    head = sent.content.split(b"\r\n\r\n", 1)[0]
    assert {name.lower() for name in mail} == _HEADERS
    assert str(mail["Subject"]).isprintable()
    assert len(mail["Subject"]) <= 150
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", sent.content)
    assert re.search(rb"^bcc:", head, re.IGNORECASE | re.MULTILINE) is None
    assert sent.recipients == ("alice@example.org",)
    page = _Links()
    page.feed(sent.body("html"))
    assert page.found == ([ACTION] if purpose in WITH_LINK else [])
    assert "\u202e" not in sent.body("plain") + sent.body("html")
    assert "<script" not in sent.body("html")
    for text in _texts(json.loads(hook.posts[0].body)):
        assert not re.search(r"<(?!https://lookout\.example\.org/)", text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", hook.posts[0].headers["webhook-id"])


_HEADERS = {
    "message-id",
    "date",
    "to",
    "x-lookout-delivery",
    "from",
    "subject",
    "list-id",
    "auto-submitted",
    "precedence",
    "content-language",
    "mime-version",
    "content-type",
}


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            for text in ([inner] if key == "text" and isinstance(inner, str) else _texts(inner))
        ]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


def test_a_short_chat_keeps_the_code_and_what_to_do_with_it() -> None:
    wish = Filter(counties=frozenset(f"A county with quite a long name {number}" for number in range(10)))
    chat = chat_message(a_letter(Purpose.CODE, wish=wish), 600)

    assert len(chat) <= 600
    assert "Code: K7MQ-2XWD" in chat
    assert "type this code within 48 hours" in chat


def test_an_outage_is_told_with_its_beginning_and_its_end_with_its_moment() -> None:
    given = a_letter(Purpose.OUTAGE)
    since, until = map(phrases(Language.ENGLISH).instant, (given.period_from, given.period_to))

    assert letter(given).subject == "287(g): ICE's list could not be read for a day"
    assert f"has not been able to read ICE's list since {since}." in _one_line(given)
    assert "no news does not mean that nothing happened" in _one_line(given)
    assert f"ICE's list is read again, since {until}." in _one_line(a_letter(Purpose.RESUMED))
