"""The doorway for everybody: ask for a subscription, say yes to it, change it, end it, take that back, be forgotten.

Whoever types an address has not shown that it is theirs. So nothing but one letter leaves before the address itself has
answered, the answer on the page is the same whatever we know of the address, and looking at a page changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from domain.deliveries import Purpose
from domain.subscriptions import LIVE, Cadence, Channel, Filter, Language, Standing, Subscription, Timing
from workflows.digests import write_owed_digest
from workflows.ledger import Ledger, Link, OpenLedger
from workflows.ports import Clock, LinkPurpose, NewSubscription, Tokens
from workflows.subscribe import queue_letter

CONFIRM_WITHIN = timedelta(hours=48)
MANAGE_WITHIN = timedelta(hours=1)
UNDO_WITHIN = timedelta(days=7)
LETTERS_A_DAY = 2
"""Letters in 24 hours to one address that anybody can cause by typing it (security list, S5)."""
OF_ONE_ADDRESS = 10
"""Subscriptions of one address; a team that wants more has one filter too few."""
CODE_TRIES = 5
_A_DAY = timedelta(days=1)
_LETTERS = {
    Purpose.CONFIRM: (LinkPurpose.CONFIRM, CONFIRM_WITHIN),
    Purpose.CODE: (LinkPurpose.CODE, CONFIRM_WITHIN),
    Purpose.MANAGE: (LinkPurpose.MANAGE, MANAGE_WITHIN),
    Purpose.END: (LinkPurpose.END, CONFIRM_WITHIN),
    Purpose.ENDED: (LinkPurpose.UNDO, UNDO_WITHIN),
}
"""What the link in each letter allows, and for how long."""


class LinkState(StrEnum):
    """What a link is worth when it is opened or used."""

    OPEN = "open"
    DONE = "done"
    """Used now, or used before: the same to whoever presses twice."""
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    """Not made by us, cut off, or its subscription is gone."""
    WRONG_CODE = "wrong-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A link as a page shows it; *subscription* is None where the link is UNKNOWN."""

    state: LinkState
    subscription: Subscription | None = None


class Ending(StrEnum):
    """What came of asking for the end of a subscription."""

    ENDED = "ended"
    ASKED = "asked"
    """Several people read the address: a letter asks it whether that is meant."""
    ALREADY = "already"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Managed:
    """A subscription in its owner's hands. *token* is the next link of the hour; "" once everything is forgotten."""

    subscription: Subscription
    token: str = field(repr=False)


class TooManyLettersError(Exception):
    """The channel was sent as many codes today as it may be; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorway:
    """What the doorway works with."""

    ledger: OpenLedger
    tokens: Tokens
    clock: Clock


def ask(door: Doorway, wish: NewSubscription) -> str:
    """Take a stranger's wish; a letter goes to the address, if it may.

    Return the token of the page that takes the code, for a channel, and "" for email, whatever is known of it. Raises
    TooManyLettersError for a channel that was sent enough codes: knowing a webhook is a secret already.
    """
    now = door.clock.now()
    with door.ledger() as ledger:
        is_email = wish.address.channel is Channel.EMAIL
        if not _may_write(ledger, wish, now):
            if is_email:
                return ""
            raise TooManyLettersError(
                "This webhook was sent its codes for today. Use the newest one, or come back tomorrow."
            )
        number = ledger.subscribe(wish, now, standing=Standing.UNCONFIRMED)
        known = ledger.subscription(number)
        assert known is not None
        if not is_email:
            return door.tokens.token(LinkPurpose.CODE, _send_link(ledger, number, Purpose.CODE, now))
        _send_link(ledger, number, Purpose.MANAGE if known.standing in LIVE else Purpose.CONFIRM, now)
        return ""


def _may_write(ledger: Ledger, wish: NewSubscription, now: datetime) -> bool:
    ledger.hold_address(wish.address)
    others = [s for s in ledger.same_address(wish.address) if s.standing is not Standing.ENDED]
    return (
        not ledger.is_suppressed(wish.address)
        and ledger.letters_since(wish.address, now - _A_DAY) < LETTERS_A_DAY
        and len(others) < OF_ONE_ADDRESS
    )


def _send_link(ledger: Ledger, number: int, letter: Purpose, now: datetime) -> str:
    """Write a letter that carries a link, and return the link's name."""
    purpose, within = _LETTERS[letter]
    name = ledger.new_link(purpose, number, now, now + within)
    queue_letter(ledger, number, letter, now, link_name=name)
    return name


def look(door: Doorway, purpose: LinkPurpose, token: str) -> Opened:
    """Return what a link is worth, and change nothing."""
    with door.ledger() as ledger:
        if purpose is LinkPurpose.UNSUBSCRIBE:
            return _standing_link(door, ledger, token, to_act=False)
        return _opened(_link(door, ledger, purpose, token, to_act=False), door.clock.now())


def _standing_link(door: Doorway, ledger: Ledger, token: str, *, to_act: bool = True) -> Opened:
    """Read the link under a message: it never ends, and it is called what the subscription is called."""
    name = door.tokens.read_token(LinkPurpose.UNSUBSCRIBE, token)
    subscription = None if name is None else ledger.subscription_called(name, to_act=to_act)
    if subscription is None:
        return Opened(state=LinkState.UNKNOWN)
    is_over = subscription.standing not in LIVE
    return Opened(state=LinkState.DONE if is_over else LinkState.OPEN, subscription=subscription)


def _link(door: Doorway, ledger: Ledger, purpose: LinkPurpose, token: str, *, to_act: bool = True) -> Link | None:
    name = door.tokens.read_token(purpose, token)
    link = None if name is None else ledger.link(name, to_act=to_act)
    return link if link is not None and link.purpose is purpose else None


def _opened(link: Link | None, now: datetime) -> Opened:
    if link is None:
        return Opened(state=LinkState.UNKNOWN)
    state = LinkState.OPEN
    if link.used_at is not None:
        state = LinkState.DONE
    elif link.expires_at <= now or link.tries >= CODE_TRIES:
        state = LinkState.EXPIRED
    return Opened(state=state, subscription=link.subscription)


@contextmanager
def _using(door: Doorway, purpose: LinkPurpose, token: str) -> Iterator[tuple[Ledger, Opened]]:
    """Use a link up; the caller acts where the state is OPEN. Of two who press at once, one finds it open."""
    now = door.clock.now()
    with door.ledger() as ledger:
        link = _link(door, ledger, purpose, token)
        opened = _opened(link, now)
        if link is not None and opened.state is LinkState.OPEN and not ledger.use_link(link.name, now):
            opened = Opened(state=LinkState.DONE, subscription=link.subscription)
        yield ledger, opened


def confirm(door: Doorway, token: str) -> Opened:
    """Begin a subscription: the owner of the address said yes."""
    with _using(door, LinkPurpose.CONFIRM, token) as (ledger, opened):
        return _begin(ledger, opened, door.clock.now())


def _begin(ledger: Ledger, opened: Opened, now: datetime) -> Opened:
    if opened.state is not LinkState.OPEN or opened.subscription is None:
        return opened
    if opened.subscription.standing not in LIVE:
        ledger.stand(opened.subscription.id, Standing.ACTIVE, now)
        _replace_former(ledger, opened.subscription)
    return Opened(state=LinkState.DONE, subscription=opened.subscription)


def _replace_former(ledger: Ledger, subscription: Subscription) -> None:
    """Forget what the same address asked for in the same words before and had ended: taken back, it would double this."""
    for other in ledger.same_address(subscription.address):
        same = (other.filter, other.cadence) == (subscription.filter, subscription.cadence)
        if same and other.id != subscription.id and other.standing in {Standing.ENDED, Standing.BROKEN}:
            ledger.erase(other.id)


def refuse(door: Doorway, token: str) -> Opened:
    """Forget a subscription that its address never wanted, and never write to that address again."""
    with _using(door, LinkPurpose.CONFIRM, token) as (ledger, opened):
        if opened.state is LinkState.OPEN and opened.subscription is not None:
            now = door.clock.now()
            ledger.suppress(opened.subscription.address, now)
            for asked in ledger.same_address(opened.subscription.address):
                if asked.standing is Standing.UNCONFIRMED:
                    ledger.erase(asked.id)
            return Opened(state=LinkState.DONE, subscription=opened.subscription)
        return opened


def enter_code(door: Doorway, token: str, code: str) -> Opened:
    """Begin a channel's subscription with the code that the channel showed; a handful of tries."""
    now = door.clock.now()
    with door.ledger() as ledger:
        link = _link(door, ledger, LinkPurpose.CODE, token)
        opened = _opened(link, now)
        if link is None or opened.state is not LinkState.OPEN:
            return opened
        typed = "".join(character for character in code.upper() if character.isalnum())
        if typed != door.tokens.code(link.name):
            ledger.note_wrong_answer(link.name)
            return Opened(state=LinkState.WRONG_CODE, subscription=link.subscription)
        if not ledger.use_link(link.name, now):
            return Opened(state=LinkState.DONE, subscription=link.subscription)
        return _begin(ledger, opened, now)


def end(door: Doorway, token: str) -> Ending:
    """End a subscription at once, by the link under its messages; a letter with a way back goes to the address.

    Where several people read the address, a letter asks it first: one of them must not end it for all by accident.
    """
    now = door.clock.now()
    with door.ledger() as ledger:
        opened = _standing_link(door, ledger, token)
        subscription = opened.subscription
        if subscription is None:
            return Ending.UNKNOWN
        if opened.state is LinkState.DONE:
            return Ending.ALREADY
        if not subscription.shared:
            _end(ledger, subscription, now)
            return Ending.ENDED
        ledger.hold_address(subscription.address)
        if ledger.letters_since(subscription.address, now - _A_DAY) < LETTERS_A_DAY:
            _send_link(ledger, subscription.id, Purpose.END, now)
        return Ending.ASKED


def _end(ledger: Ledger, subscription: Subscription, now: datetime) -> None:
    if ledger.stand(subscription.id, Standing.ENDED, now):  # of two endings at once, one writes the letter
        _send_link(ledger, subscription.id, Purpose.ENDED, now)


def confirm_end(door: Doorway, token: str) -> Opened:
    """End a subscription whose address was asked and said yes."""
    with _using(door, LinkPurpose.END, token) as (ledger, opened):
        if opened.state is not LinkState.OPEN or opened.subscription is None:
            return opened
        if opened.subscription.standing in LIVE:
            _end(ledger, opened.subscription, door.clock.now())
        return Opened(state=LinkState.DONE, subscription=opened.subscription)


def undo(door: Doorway, token: str) -> Opened:
    """Take an ending back."""
    with _using(door, LinkPurpose.UNDO, token) as (ledger, opened):
        return _begin(ledger, opened, door.clock.now())


def ask_to_manage(door: Doorway, token: str) -> bool:
    """Send a link for changing a subscription to its address, if that was not done twice today already.

    *token* is the one under its messages: whoever was forwarded a message has it too, so it changes nothing itself.
    False where the link is not one of ours.
    """
    now = door.clock.now()
    with door.ledger() as ledger:
        subscription = _standing_link(door, ledger, token).subscription
        if subscription is None or subscription.standing not in LIVE:
            return False
        ledger.hold_address(subscription.address)
        if ledger.letters_since(subscription.address, now - _A_DAY) < LETTERS_A_DAY:
            _send_link(ledger, subscription.id, Purpose.MANAGE, now)
        return True


@contextmanager
def _managing(
    door: Doorway, token: str, *, though_ended: bool = False
) -> Iterator[tuple[Ledger, Subscription, str] | None]:
    """Use a manage link up and make the next one of the same hour; None where it is not open.

    A page that was opened before the subscription ended brings nothing back: that is for the letter which said so.
    """
    now = door.clock.now()
    with door.ledger() as ledger:
        link = _link(door, ledger, LinkPurpose.MANAGE, token)
        is_open = link is not None and _opened(link, now).state is LinkState.OPEN
        if link is None or not is_open or (link.subscription.standing not in LIVE and not though_ended):
            yield None
            return
        ledger.use_link(link.name, now)
        following = ledger.new_link(LinkPurpose.MANAGE, link.subscription.id, now, link.expires_at, asked=False)
        yield ledger, link.subscription, door.tokens.token(LinkPurpose.MANAGE, following)


def change(
    door: Doorway, token: str, *, wish: Filter, cadence: Cadence, language: Language, timing: Timing, shared: bool
) -> Managed | None:
    """Write what a subscription is to hear from now on; None where the link is not open any more."""
    with _managing(door, token) as managed:
        if managed is None:
            return None
        ledger, subscription, following = managed
        if cadence is Cadence.AT_ONCE:
            write_owed_digest(ledger, subscription.id, door.clock.now())
        ledger.change_subscription(
            subscription.id, wish=wish, cadence=cadence, language=language, timing=timing, shared=shared
        )
        return _now_standing(ledger, subscription, following)


def pause(door: Doorway, token: str, *, paused: bool) -> Managed | None:
    """Pause a subscription, or let it go on, also after it had ended.

    A paused one is told only of what proves an earlier message wrong.
    """
    with _managing(door, token, though_ended=not paused) as managed:
        if managed is None:
            return None
        ledger, subscription, following = managed
        if paused:
            write_owed_digest(ledger, subscription.id, door.clock.now())
        ledger.stand(subscription.id, Standing.PAUSED if paused else Standing.ACTIVE, door.clock.now())
        return _now_standing(ledger, subscription, following)


def send_test(door: Doorway, token: str) -> Managed | None:
    """Send a test message to a subscription."""
    with _managing(door, token) as managed:
        if managed is None:
            return None
        ledger, subscription, following = managed
        queue_letter(ledger, subscription.id, Purpose.TEST, door.clock.now())
        return Managed(subscription=subscription, token=following)


def end_managed(door: Doorway, token: str) -> Managed | None:
    """End a subscription from its owner's page: the address has answered already."""
    with _managing(door, token) as managed:
        if managed is None:
            return None
        ledger, subscription, _ = managed
        _end(ledger, subscription, door.clock.now())
        return Managed(subscription=subscription, token="")


def forget(door: Doorway, token: str) -> Managed | None:
    """Forget the address with all its subscriptions, at once and for good; nothing more is sent to it."""
    with _managing(door, token, though_ended=True) as managed:
        if managed is None:
            return None
        ledger, subscription, _ = managed
        ledger.hold_address(subscription.address)
        for held in ledger.same_address(subscription.address):
            ledger.erase(held.id)
        return Managed(subscription=subscription, token="")


def held_data(door: Doorway, token: str) -> list[dict[str, Any]] | None:
    """Return everything held about an address, as plain data; None where the manage link is not open.

    It is a look: the link stays open.
    """
    with door.ledger() as ledger:
        opened = _opened(_link(door, ledger, LinkPurpose.MANAGE, token, to_act=False), door.clock.now())
        if opened.state is not LinkState.OPEN or opened.subscription is None:
            return None
        return [_as_data(held) for held in ledger.same_address(opened.subscription.address)]


def _as_data(held: Subscription) -> dict[str, Any]:
    wish = held.filter
    return {
        "subscription": held.id,
        "channel": held.address.channel.value,
        "address": held.address.value,
        "states": sorted(wish.states),
        "counties": sorted(wish.counties),
        "agencies": sorted(wish.agencies),
        "support_types": sorted(wish.support_types),
        "kinds": sorted(wish.kinds),
        "also_unconfirmed": wish.unconfirmed,
        "also_releases": wish.releases,
        "cadence": held.cadence.value,
        "hour": held.timing.hour,
        "time_zone": held.timing.time_zone,
        "language": held.language.value,
        "shared_address": held.shared,
        "standing": held.standing.value,
    }


def _now_standing(ledger: Ledger, subscription: Subscription, token: str) -> Managed:
    return Managed(subscription=ledger.subscription(subscription.id) or subscription, token=token)
