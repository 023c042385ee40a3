"""The cast of the notifier's tests: Goliad County's agreement, the change that tells of it, and Alice's message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from domain.changes import Certainty, Change, ChangeKind, FieldChange, RowFacts
from domain.subscriptions import Address, Cadence, Channel, Language
from domain.vocabulary import SupportType
from workflows.ports import AlertItem, AlertMessage

PUBLIC_URL = "https://lookout.example.org"
NOW = datetime(2025, 3, 5, 14, 6, tzinfo=UTC)
ALICE = Address(channel=Channel.EMAIL, value="alice@example.org")

GOLIAD = RowFacts(
    state="Texas",
    agency="Goliad County Sheriff's Office",
    agency_type="County",
    county="Goliad County",
    support_type=SupportType.TASK_FORCE,
    support_type_text="Task Force Model",
    state_text="TEXAS",
    signed_on=date(2025, 3, 4),
    signed_text="2025-03-04",
    moa_url="https://www.ice.gov/doclib/287g/goliad.pdf",
    moa_text="Link",
    addendum_url=None,
    addendum_text="",
)

GOLIAD_SIGNED = Change(
    id="c0ffee12",
    source="ice-287g",
    kind=ChangeKind.NEW,
    certainty=Certainty.CONFIRMED,
    agreement_id="goliad-tfm",
    observed_at=datetime(2025, 3, 5, 14, 5, tzinfo=UTC),
    version_from=6,
    version_to=7,
    facts=GOLIAD,
    before=None,
    after=GOLIAD,
    reason="Not on the list before, by this or any other spelling we know.",
    first_listed_at=datetime(2025, 3, 5, 14, 5, tzinfo=UTC),
    pending_since=datetime(2025, 2, 20, 9, 0, tzinfo=UTC),
    first_in_county=True,
)


def item(change: Change = GOLIAD_SIGNED, **other: Any) -> AlertItem:
    """Return *change* with its evidence."""
    given = AlertItem(
        change=change,
        permalink=f"{PUBLIC_URL}/changes/{change.id}",
        capture_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        captured_at=datetime(2025, 3, 5, 14, 4, tzinfo=UTC),
        document_url="https://www.ice.gov/doclib/287g/participatingAgencies03052025am.xlsx",
    )
    return replace(given, **other)


def changed(kind: ChangeKind, facts: RowFacts = GOLIAD, **other: Any) -> Change:
    """Return a change of *kind* to *facts*."""
    return replace(GOLIAD_SIGNED, kind=kind, facts=facts, **other)


def message(*items: AlertItem, **other: Any) -> AlertMessage:
    """Return a message to Alice; without *items* it tells of Goliad."""
    given = AlertMessage(
        message_id="delivery-77",
        address=ALICE,
        language=Language.ENGLISH,
        cadence=Cadence.AT_ONCE,
        items=items or (item(),),
        period_from=datetime(2025, 3, 4, 14, 5, tzinfo=UTC),
        period_to=datetime(2025, 3, 5, 14, 5, tzinfo=UTC),
        change_log_url=f"{PUBLIC_URL}/changes",
        manage_url=f"{PUBLIC_URL}/manage/secret-token",
    )
    return replace(given, **other)


SPITEFUL = "<!channel> & <script>alert(1)</script>\r\nBcc: eve@example.org\x00 {{7*7}} {x} \u202egnp.exe %0a"


def spiteful() -> AlertMessage:
    """Return a message in which every text that a publisher or a caller gives is an attack."""
    facts = replace(
        GOLIAD,
        state=SPITEFUL,
        agency=SPITEFUL,
        agency_type=SPITEFUL,
        county=SPITEFUL,
        state_text=SPITEFUL,
        support_type_text=SPITEFUL,
        signed_on=None,
        signed_text=SPITEFUL,
        moa_text=SPITEFUL,
        addendum_text=SPITEFUL,
        moa_url="javascript:alert(1)",
        addendum_url='https://evil.example/"><script>alert(1)</script>',
    )
    change = changed(
        ChangeKind.CORRECTED,
        facts,
        id=SPITEFUL,
        supersedes=SPITEFUL,
        reason=SPITEFUL,
        certainty=Certainty.UNCONFIRMED,
        fields=(FieldChange(field=SPITEFUL, before=SPITEFUL, after=SPITEFUL),),
    )
    told = item(change, permalink=f"{PUBLIC_URL}/{SPITEFUL}", capture_sha256=SPITEFUL, document_url=SPITEFUL)
    return message(told, message_id=SPITEFUL, change_log_url=SPITEFUL, manage_url=SPITEFUL)


class FixedClock:
    """A clock that stands at NOW."""

    def now(self) -> datetime:
        """Return NOW."""
        return NOW
