"""A message as each channel lays it out, whole: what all get and what its recipient alone gets."""

from __future__ import annotations

import json
from typing import Any

from notifier import rendering, slack_payload, wording
from notifier.content import content
from notifier.mail import Envelope, sender_address, shared_mail, whole_mail
from notifier.personal import personal
from notifier.wording import Letter
from tests.notifier.cast import NOW, PUBLIC_URL
from workflows.ports import AlertMessage


def letter(message: AlertMessage) -> Letter:
    """Return the words that everybody gets of *message*."""
    return wording.letter(content(message))


def text_email(message: AlertMessage) -> str:
    """Return *message* as the text of an email."""
    above, below = rendering.text_email(letter(message))
    return above + rendering.text_own(personal(message)) + below


def html_email(message: AlertMessage) -> str:
    """Return *message* as the page of an email."""
    above, below = rendering.html_email(letter(message))
    return above + rendering.html_own(personal(message)) + below


def chat_message(message: AlertMessage, limit: int) -> str:
    """Return *message* as a chat message of at most *limit* characters."""
    return rendering.chat_message(letter(message), personal(message), limit)


def payload(message: AlertMessage) -> dict[str, Any]:
    """Return *message* as Slack gets it, read again."""
    sent: dict[str, Any] = json.loads(slack_payload.payload(letter(message), personal(message), PUBLIC_URL))
    return sent


def mail(message: AlertMessage, sender: str = "Lookout <alerts@lookout.example.org>") -> bytes:
    """Return *message* as the bytes of an email."""
    shared = shared_mail(letter(message), sender=sender_address(sender), public_url=PUBLIC_URL)
    envelope = Envelope(
        message_id=message.message_id,
        to=message.address.value,
        now=NOW,
        one_click_url=message.one_click_url,
        manage_url=message.manage_url,
    )
    return whole_mail(shared, personal(message), envelope)
