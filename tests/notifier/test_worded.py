"""Words that are kept: made once for everybody, and never those of another message or another person's."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.changes import ChangeKind
from domain.deliveries import OutcomeKind, Purpose
from domain.subscriptions import Address, Cadence, Channel, Filter, Language, Timing
from notifier import Notifier, worded
from notifier.content import content
from notifier.mail import Envelope, sender_address, whole_mail
from notifier.personal import personal
from notifier.slack_payload import whole_payload
from notifier.worded import KeptWords
from tests.notifier.cast import GOLIAD, GOLIAD_SIGNED, NOW, PUBLIC_URL, changed, item, message
from tests.notifier.laid_out import letter, mail, payload
from tests.notifier.sinks import SmtpSink, WebhookSink
from workflows.ports import AlertMessage, Notice

SENDER = "Lookout <alerts@lookout.example.org>"
ITEMS = tuple(
    item(replace(GOLIAD_SIGNED, id=f"change{number}", facts=replace(GOLIAD, agency=f"Agency {number}")))
    for number in range(3)
)


@pytest.fixture
def kept() -> KeptWords:
    return KeptWords(sender_address(SENDER), PUBLIC_URL)


def _mail(kept: KeptWords, given: AlertMessage) -> bytes:
    envelope = Envelope(
        message_id=given.message_id,
        to=given.address.value,
        now=NOW,
        one_click_url=given.one_click_url,
        manage_url=given.manage_url,
    )
    return whole_mail(kept.mail(content(given)), personal(given), envelope)


def _slack(kept: KeptWords, given: AlertMessage) -> bytes:
    return whole_payload(kept.slack(content(given)), personal(given))


def _for(person: str, given: AlertMessage) -> AlertMessage:
    return replace(
        given,
        message_id=f"id-{person}",
        address=Address(channel=Channel.EMAIL, value=f"{person}@example.org"),
        manage_url=f"{PUBLIC_URL}/unsubscribe/{person}" if given.manage_url else "",
        one_click_url=f"{PUBLIC_URL}/unsubscribe/{person}" if given.one_click_url else "",
        action_url=f"{PUBLIC_URL}/do/{person}" if given.action_url else "",
        code=f"code-{person}" if given.code else "",
    )


def _unfolded(sent: bytes) -> bytes:
    """Return *sent* without the soft line breaks that may stand in any word."""
    return sent.replace(b"=\r\n", b"")


_people = st.text("abcdefghijkmnopqrstuvwxyz", min_size=9, max_size=12).map(lambda name: f"qq{name}")


@settings(max_examples=60, deadline=None)
@given(
    people=st.lists(_people, min_size=2, max_size=2, unique=True),
    purpose=st.sampled_from(Purpose),
    languages=st.lists(st.sampled_from(Language), min_size=2, max_size=2),
    repeats=st.lists(st.booleans(), min_size=2, max_size=2),
    has_links=st.lists(st.booleans(), min_size=2, max_size=2),
    count=st.integers(0, 3),
)
def test_what_two_people_get_of_one_message_differs_only_in_their_own_parts(
    people: list[str],
    purpose: Purpose,
    languages: list[Language],
    repeats: list[bool],
    has_links: list[bool],
    count: int,
) -> None:
    kept = KeptWords(sender_address(SENDER), PUBLIC_URL)
    messages = [
        _for(
            person,
            replace(
                message(language=language, possible_repeat=repeat, purpose=purpose),
                items=ITEMS[: max(count, 1) if purpose is Purpose.ALERT else count],
                manage_url="x" if has_link else "",
                one_click_url="x" if has_link else "",
                action_url="x",
                code="x",
                notice=Notice(headline="A headline", lines=("A line.",)),
            ),
        )
        for person, language, repeat, has_link in zip(people, languages, repeats, has_links, strict=True)
    ]
    mails = [_mail(kept, each) for each in (*messages, *messages)]
    posts = [_slack(kept, each) for each in (*messages, *messages)]

    for number, each in enumerate([*messages, *messages]):
        own, other = people[number % 2], people[1 - number % 2]
        # Exactly what one who has never sent anything else would send.
        assert mails[number] == mail(each)
        assert json.loads(posts[number]) == payload(each)
        assert own.encode() in _unfolded(mails[number])
        assert other.encode() not in _unfolded(mails[number])
        assert other.encode() not in posts[number]
    if len({*zip(languages, repeats, has_links, strict=True)}) == 1:
        for sent in (mails, posts):
            first, second = (
                _unfolded(each).replace(name.encode(), b"") for each, name in zip(sent, people, strict=False)
            )
            assert first.split() == second.split()


def test_a_message_to_many_is_put_into_words_once(kept: KeptWords, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def spy(given: object) -> object:
        made.append(given)
        return letter(message(*ITEMS))

    monkeypatch.setattr(worded, "letter", spy)
    for number in range(20):
        # As loaded from a database: equal, and not the same objects.
        _mail(kept, _for(f"person{number}", message(*copy.deepcopy(ITEMS))))
        _slack(kept, _for(f"person{number}", message(*copy.deepcopy(ITEMS))))

    assert len(made) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"items": (item(changed(ChangeKind.TERMINATED)),)},
        {"items": (item(permalink=f"{PUBLIC_URL}/changes/other"),)},
        {"items": (item(capture_sha256="0" * 64),)},
        {"items": (item(document_url="https://www.ice.gov/other.xlsx"),)},
        {"items": (item(captured_at=NOW),)},
        {"items": (item(changed(ChangeKind.NEW, replace(GOLIAD, county="Other County"))),)},
        {"items": (item(changed(ChangeKind.RETRACTED), earlier=changed(ChangeKind.NEW)),)},
        {"items": (item(), item())},
        {"change_log_url": f"{PUBLIC_URL}/days/2025-03-05"},
        {"language": Language.SPANISH},
        {"possible_repeat": True},
        {"purpose": Purpose.DIGEST},
        {"purpose": Purpose.TEST},
        {"manage_url": ""},
    ],
)
def test_whatever_the_words_depend_on_makes_other_words(kept: KeptWords, other: dict[str, object]) -> None:
    first = message()
    second = replace(first, **other)  # type: ignore[arg-type]  # the table names fields of AlertMessage

    _mail(kept, first), _slack(kept, first)

    assert _mail(kept, second) == mail(second) != mail(first)
    assert json.loads(_slack(kept, second)) == payload(second) != payload(first)


@pytest.mark.parametrize(
    "other",
    [
        {"cadence": Cadence.WEEKLY},
        {"checks": 3},
        {"checks": 1},
        {"checks": 0},
        {"period_from": NOW - timedelta(days=9)},
        {"period_to": NOW + timedelta(minutes=5)},
    ],
)
def test_a_digest_never_tells_of_another_s_time_or_checks(kept: KeptWords, other: dict[str, object]) -> None:
    first = replace(message(purpose=Purpose.DIGEST, cadence=Cadence.DAILY, checks=7), items=())
    second = replace(first, **other)  # type: ignore[arg-type]  # the table names fields of AlertMessage

    _mail(kept, first)

    assert _mail(kept, second) == mail(second) != mail(first)


@pytest.mark.parametrize(
    "other",
    [
        {"wish": Filter(states=frozenset({"Texas"}))},
        {"timing": Timing(hour=5)},
        {"timing": Timing(time_zone="America/Chicago")},
        {"cadence": Cadence.WEEKLY},
        {"cadence": Cadence.AT_ONCE},
    ],
)
def test_a_letter_that_asks_never_shows_another_s_wish(kept: KeptWords, other: dict[str, object]) -> None:
    action = f"{PUBLIC_URL}/confirm/token"
    first = message(purpose=Purpose.CONFIRM, cadence=Cadence.DAILY, action_url=action)
    second = replace(first, **other)  # type: ignore[arg-type]  # the table names fields of AlertMessage

    _mail(kept, first)

    assert _mail(kept, second) == mail(second) != mail(first)


def test_one_signal_never_says_what_another_said(kept: KeptWords) -> None:
    first, second = (
        message(purpose=Purpose.SIGNAL, notice=Notice(headline=f"Headline {n}", lines=(f"Line {n}.",))) for n in (1, 2)
    )

    assert [_mail(kept, each) for each in (first, second, first)] == [mail(first), mail(second), mail(first)]


def test_only_so_many_words_are_kept() -> None:
    kept = KeptWords(sender_address(SENDER), PUBLIC_URL, keep=3)
    for number in range(50):
        kept.letter(content(message(item(replace(GOLIAD_SIGNED, id=f"change{number}")))))

    assert len(kept._entries) == 3


@pytest.fixture
def outlets() -> Iterator[tuple[SmtpSink, WebhookSink, Notifier]]:
    with SmtpSink(pipelining=True) as mailbox, WebhookSink() as hook:
        notifier = Notifier(mailbox.url, SENDER, PUBLIC_URL, allow_loopback=True)
        yield mailbox, hook, notifier
        notifier.close()


def test_sixteen_threads_that_send_at_once_give_each_person_their_own(
    outlets: tuple[SmtpSink, WebhookSink, Notifier],
) -> None:
    mailbox, hook, notifier = outlets
    people = [f"qq{number:03d}person" for number in range(96)]
    messages = []
    for number, person in enumerate(people):
        given = replace(message(*ITEMS[: number % 3 + 1], language=list(Language)[number % 2]), manage_url="x")
        own = _for(person, given)
        messages.append(replace(own, address=_hook(hook, person)) if number % 4 < 2 else own)

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(notifier.send, messages))

    assert {outcome.kind for outcome in outcomes} == {OutcomeKind.SENT}
    assert len(mailbox.mails) + len(hook.posts) == len(people)
    for content_of, person in [
        *((each.content, each.recipients[0].split("@")[0]) for each in mailbox.mails),
        *((post.body, post.headers["webhook-id"].removeprefix("id-")) for post in hook.posts),
    ]:
        text = _unfolded(content_of).decode()
        assert {name for name in people if name in text} == {person}


def _hook(hook: WebhookSink, person: str) -> Address:
    return Address(channel=Channel.SLACK, value=f"{hook.url}?{person}")
