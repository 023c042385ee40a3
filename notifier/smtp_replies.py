"""What a mail server's reply means for a delivery."""

from __future__ import annotations

import re
from enum import IntEnum, StrEnum

from domain.deliveries import Outcome, OutcomeKind


class Stage(StrEnum):
    """What the server answers to."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


class Code(IntEnum):
    """The reply codes of RFC 5321 that the conversation turns on."""

    UNREADABLE = -1
    """What smtplib gives for a line that is no reply."""
    READY = 220
    DONE = 250
    WILL_FORWARD = 251
    SEND_CONTENT = 354
    CLOSING = 421


_NOBODY_THERE = frozenset({550, 551, 553})
_OUR_SENDER = frozenset({"5.1.7", "5.1.8"})
_FIRST_ERROR = 400
_FIRST_LASTING_ERROR = 500


def read_reply(stage: Stage, code: int, reply: bytes) -> Outcome:
    """Return what a server's *reply* means. Its words are left out: they often repeat the address.

    The enhanced code (RFC 3463) decides where there is one: 5.1.x is about the address, except 5.1.7 and 5.1.8, which
    are about ours; 5.2.1 is a closed mailbox and 5.2.2 a full one; 5.7.x is about what the server thinks of us. Without
    one, 550, 551 and 553 to the recipient mean that nobody is there, and to the content that it is not wanted.
    """
    match = re.match(rb"([245]\.\d{1,3}\.\d{1,3})(?!\S)", reply)
    enhanced = match.group(1).decode() if match else ""
    answer = f"{code} {enhanced}".rstrip()
    if code < _FIRST_ERROR:
        if stage is not Stage.CONTENT:
            return outcome(OutcomeKind.RETRY, f"{stage} answered {answer}, which is no answer we know")
        kind = OutcomeKind.SENT if code == Code.DONE else OutcomeKind.UNKNOWN
        return outcome(kind, f"{stage} answered {answer}")
    kind, meaning = _lasting(stage, code, enhanced) if code >= _FIRST_LASTING_ERROR else (OutcomeKind.RETRY, "not now")
    return outcome(kind, f"{stage} answered {answer}: {meaning}")


def _lasting(stage: Stage, code: int, enhanced: str) -> tuple[OutcomeKind, str]:
    """Return what a 5xx means: only "nobody there" is the address's fault, and only that may end a subscription."""
    if stage is Stage.SENDER:
        return OutcomeKind.RETRY, "it refuses our sender. Check LOOKOUT_SMTP_URL and its from="
    if enhanced == "5.2.2":
        return OutcomeKind.RETRY, "the mailbox is full"
    about_address = enhanced == "5.2.1" or (enhanced.startswith("5.1.") and enhanced not in _OUR_SENDER)
    unexplained = stage is Stage.RECIPIENT and code in _NOBODY_THERE and not enhanced.startswith(("5.1.", "5.7."))
    if about_address or unexplained:
        return OutcomeKind.PERMANENT, "nobody there"
    return OutcomeKind.REFUSED, "it does not want this message from us"


def outcome(kind: OutcomeKind, detail: str) -> Outcome:
    """Return the outcome of an attempt by email."""
    return Outcome(kind=kind, detail=f"Email: {detail}")
