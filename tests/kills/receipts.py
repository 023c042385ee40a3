"""What the receivers wrote down, read as the people would read it who got it."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path

_PERMALINK = re.compile(r"/changes/([0-9A-Za-z_-]+)")
_LABEL = re.compile(r"\[poss?ible rep")
"""In English and in Spanish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One message as it came."""

    place: int
    """Its place in the order of arrival."""
    way: str
    to: str
    id: str
    taken: bool
    """Whether the receiver had it. What it answered with an error it had not."""
    is_labelled: bool
    """Whether it says of itself that it may be a repeat."""
    changes: frozenset[str]


def read_receipts(file: Path, hooks: str) -> list[Receipt]:
    """Return what came, in its order; webhooks are at *hooks*."""
    return list(_read(file, hooks))


def by_message(receipts: list[Receipt]) -> dict[str, list[Receipt]]:
    """Return the receipts that were taken, by the id of their message."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.taken:
            found[receipt.id].append(receipt)
    return found


def _read(file: Path, hooks: str) -> Iterator[Receipt]:
    if not file.exists():
        return
    with file.open("rb") as lines:
        for place, line in enumerate(lines):
            note = json.loads(line)
            raw = note["raw"].encode("latin-1")
            message, text, subject = _mail(raw) if note["way"] == "mail" else _hook(raw)
            yield Receipt(
                place=place,
                way=note["way"],
                to=note["to"] if note["way"] == "mail" else hooks + note["to"],
                id=message,
                taken=note["taken"],
                is_labelled=bool(_LABEL.search(subject)),
                changes=frozenset(_PERMALINK.findall(text)),
            )


def _mail(raw: bytes) -> tuple[str, str, str]:
    mail = message_from_bytes(raw, policy=default)
    body = mail.get_body(preferencelist=("plain",))
    assert body is not None
    name = str(mail["Message-ID"]).strip("<>").split("@", 1)[0]
    return name, str(body.get_content()), str(mail["Subject"])


def _hook(raw: bytes) -> tuple[str, str, str]:
    head, body = raw.split(b"\r\n\r\n", 1)
    name = next(
        line.split(b":", 1)[1].strip().decode()
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"webhook-id:")
    )
    said = json.loads(body)
    return name, json.dumps(said, ensure_ascii=False), str(said["text"]).splitlines()[0]
