"""What Slack is sent: whole, within Slack's limits, and unable to call anybody."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from domain.changes import ChangeKind
from notifier.slack_payload import MAX_BLOCKS, MAX_TEXT, escape
from tests.notifier.cast import GOLIAD, changed, item, message, spiteful
from tests.notifier.laid_out import payload


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [
            text
            for key, inner in value.items()
            for text in ([inner] if key == "text" and isinstance(inner, str) else _texts(inner))
        ]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


def test_the_whole_payload_of_a_new_agreement() -> None:
    assert payload(message(manage_url="")) == {
        "text": (
            "287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)\n"
            "Goliad County Sheriff's Office signed a 287(g) agreement (Task Force Model)"
        ),
        "blocks": [
            {
                "type": "header",
                "text": {
                    "type": "plain_text",
                    "text": "287(g): Goliad County Sheriff's Office, TX signed (Task Force Model)",
                    "emoji": False,
                },
            },
            {
                "type": "section",
                "text": {
                    "type": "plain_text",
                    "text": "One change on ICE's 287(g) lists matches your subscription.",
                    "emoji": False,
                },
            },
            {
                "type": "section",
                "text": {
                    "type": "plain_text",
                    "text": (
                        "Goliad County Sheriff's Office signed a 287(g) agreement (Task Force Model)\n"
                        "\n"
                        "Agency: Goliad County Sheriff's Office (County)\n"
                        "County: Goliad County\n"
                        "Support type: Task Force Model. Under this model, officers may question people about immigration status and "
                        "detain them during ordinary policing, such as patrols and traffic stops.\n"
                        "Signed: March 4, 2025\n"
                        "First listed: March 5, 2025, 14:05 UTC\n"
                        "Pending since: February 20, 2025, 09:00 UTC\n"
                        "First: The first agreement we know of in Goliad County (Texas).\n"
                        "Certainty: Confirmed: this is what ICE's list shows.\n"
                        "Why we say so: Not on the list before, by this or any other spelling we know.\n"
                        "As ICE printed it: TEXAS | Goliad County Sheriff's Office | County | Goliad County | "
                        "Task Force Model | 2025-03-04 | Link\n"
                        "Agreement document: https://www.ice.gov/doclib/287g/goliad.pdf"
                    ),
                    "emoji": False,
                },
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "mrkdwn",
                        "text": "<https://lookout.example.org/changes/c0ffee12|Link to this change>",
                        "verbatim": True,
                    },
                    {
                        "type": "mrkdwn",
                        "text": "<https://www.ice.gov/doclib/287g/participatingAgencies03052025am.xlsx|Source document>",
                        "verbatim": True,
                    },
                    {"type": "mrkdwn", "text": "Captured: March 5, 2025, 14:04 UTC", "verbatim": True},
                    {
                        "type": "mrkdwn",
                        "text": "SHA-256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "verbatim": True,
                    },
                ],
            },
            {
                "type": "context",
                "elements": [
                    {"type": "mrkdwn", "text": "<https://lookout.example.org/changes|All changes>", "verbatim": True}
                ],
            },
        ],
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_nothing_printed_by_the_publisher_can_call_a_channel_or_become_a_link() -> None:
    texts = _texts(payload(spiteful()))

    assert len(texts) > 4
    assert any("&lt;!channel&gt; &amp; &lt;script&gt;" in text for text in texts)
    for text in texts:
        assert not re.search(r"<(?!https://lookout\.example\.org/)", text)
        assert not re.search(r"&(?!amp;|lt;|gt;)", text)


def test_only_our_own_and_official_documents_are_linked_and_others_are_shown() -> None:
    elsewhere = item(document_url="https://files.example.net/list.xlsx")

    texts = _texts(payload(message(elsewhere)))

    assert "Source document: https://files.example.net/list.xlsx" in texts
    assert not [text for text in texts if "<https://files" in text]


@pytest.mark.parametrize("host", ["evilice.gov", "www.ice.gov.evil.example", "ice.gov.evil.example"])
def test_a_host_that_only_looks_official_is_not_linked(host: str) -> None:
    texts = _texts(payload(message(item(document_url=f"https://{host}/a.xlsx"))))

    assert not [text for text in texts if f"<https://{host}" in text]


@pytest.mark.parametrize("states", [["Texas"], ["Texas", "Ohio", "Guam"]])
def test_a_long_message_stays_within_slacks_limits_and_says_how_much_is_missing(states: list[str]) -> None:
    items = [
        item(changed(ChangeKind.NEW, replace(GOLIAD, agency=f"Agency {n} " + "&" * 600, state=states[n % len(states)])))
        for n in range(60)
    ]
    sent = payload(message(*items))
    told = sum(block["type"] == "context" for block in sent["blocks"]) - 2

    assert len(sent["blocks"]) <= MAX_BLOCKS
    assert all(len(text) <= MAX_TEXT for text in _texts(sent))
    assert len(sent["blocks"][0]["text"]["text"]) <= 150
    assert f"And {60 - told} more: https://lookout.example.org/changes" in _texts(sent)
    assert told > 15
    assert len(json.dumps(sent)) < 150_000


def test_escaping_is_done_once_in_slacks_order_and_never_cut_in_half() -> None:
    assert escape("a & b <c> &lt;") == "a &amp; b &lt;c&gt; &amp;lt;"
    assert escape("&" * 10, 12) == "&amp;&amp;…"
