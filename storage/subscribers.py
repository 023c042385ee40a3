"""Who wants to hear, what of, and what their addresses were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, delete, func, select, text, update
from sqlmodel import Session, col

from domain.deliveries import FOR_SUBSCRIBERS, DeliveryStatus
from domain.subscriptions import LIVE, Address, Audience, Cadence, Filter, Language, Standing, Subscription, Timing
from storage.change_log import insert_new
from storage.rows import filter_from_json, filter_to_json
from storage.tables import (
    AttemptRow,
    ChangeRow,
    DeliveryRow,
    LinkRow,
    PollDayRow,
    SubscriptionRow,
    SuppressionRow,
)
from storage.vault import Vault
from workflows.ledger import DigestDue, Link
from workflows.ports import LinkPurpose, NewSubscription

_LIVE = tuple(standing.value for standing in LIVE)
_ASKS = tuple(p.value for p in (LinkPurpose.CONFIRM, LinkPurpose.CODE, LinkPurpose.MANAGE, LinkPurpose.END))
"""Letters that anybody can cause by typing an address."""
ENDED_BEFORE_SENT = "The subscription ended before it was sent."


class SubscriberPart:
    """The part of the ledger that keeps subscriptions, links and the addresses that want no letter."""

    _session: Session
    _now: datetime
    _vault: Vault

    def subscribe(self, wish: NewSubscription, at: datetime, *, standing: Standing = Standing.ACTIVE) -> int:
        """Write a subscription and return its id; the same address with the same wish is the same one.

        One that is there already keeps its standing if it is live and *standing* is UNCONFIRMED.
        """
        data = filter_to_json(wish.filter)
        for row in self._of_address(wish.address):
            if (row.wish, row.cadence, row.audience) == (data, wish.cadence.value, wish.audience.value):
                if standing is Standing.UNCONFIRMED and row.standing in _LIVE:
                    return row.id or 0
                row.language, row.shared = wish.language.value, wish.shared
                row.hour, row.time_zone = wish.timing.hour, wish.timing.time_zone
                self._begin(row, standing, at)
                return row.id or 0
        fresh = SubscriptionRow(
            channel=wish.address.channel,
            address=self._vault.seal(wish.address),
            address_hash=self._vault.fingerprint(wish.address),
            route=self._vault.route(wish.address),
            wish=data,
            cadence=wish.cadence.value,
            language=wish.language.value,
            standing=standing.value,
            standing_at=at,
            audience=wish.audience.value,
            shared=wish.shared,
            hour=wish.timing.hour,
            time_zone=wish.timing.time_zone,
            created_on=at.date(),
        )
        self._begin(fresh, standing, at)
        self._session.add(fresh)
        self._session.flush()
        assert fresh.id is not None
        return fresh.id

    def _begin(self, row: SubscriptionRow, standing: Standing, at: datetime) -> None:
        """Let *row* stand so; one that was not told of changes hears of what comes from now on."""
        if row.standing not in _LIVE or row.digest_at is None:
            row.digest_seq, row.digest_at, row.digest_checks = self._last_seq(), at, self.good_checks()
        if row.standing != standing.value:
            row.standing, row.standing_at = standing.value, at

    def _of_address(self, address: Address) -> Sequence[SubscriptionRow]:
        query = select(SubscriptionRow).where(
            col(SubscriptionRow.address_hash) == self._vault.fingerprint(address),
            col(SubscriptionRow.standing) != Standing.ERASED.value,
        )
        return self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars().all()

    def _last_seq(self) -> int:
        newest: int | None = self._session.execute(select(func.max(col(ChangeRow.seq)))).scalar_one()
        return newest or 0

    def good_checks(self) -> int:
        """Return how many polls of lists were good, since the beginning. One visit reads both lists and counts once."""
        good: int | None = self._session.execute(
            select(func.sum(col(PollDayRow.good))).where(col(PollDayRow.source) == "ice-287g")
        ).scalar_one()
        return int(good or 0)

    def subscriptions(self, cadence: Cadence) -> Sequence[Subscription]:
        """Return the active and the paused public subscriptions of one cadence."""
        return self._found(
            col(SubscriptionRow.standing).in_(_LIVE),
            col(SubscriptionRow.cadence) == cadence.value,
            col(SubscriptionRow.audience) == Audience.PUBLIC.value,
        )

    def operators(self) -> Sequence[Subscription]:
        """Return the operator's own subscriptions."""
        return self._found(
            col(SubscriptionRow.standing) == Standing.ACTIVE.value,
            col(SubscriptionRow.audience) == Audience.OPERATOR.value,
        )

    def subscription(self, subscription_id: int) -> Subscription | None:
        """Return one subscription, unless it is unknown or erased."""
        return next(iter(self._found(col(SubscriptionRow.id) == subscription_id)), None)

    def addresses(self) -> Sequence[tuple[Subscription, Address]]:
        """Return every subscription with its address, for the operator's list."""
        return [(subscription, subscription.address) for subscription in self._found()]

    def same_address(self, address: Address) -> Sequence[Subscription]:
        """Return the subscriptions of an address, the erased ones left out."""
        return [self._subscription(row) for row in self._of_address(address)]

    def _found(self, *conditions: Any) -> list[Subscription]:
        query = select(SubscriptionRow).where(col(SubscriptionRow.standing) != Standing.ERASED.value, *conditions)
        rows = self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars()
        return [self._subscription(row) for row in rows]

    def _subscription(self, row: SubscriptionRow | Row[Any]) -> Subscription:
        assert row.id is not None
        return Subscription(
            id=row.id,
            address=self._vault.unseal(row.address),
            filter=filter_from_json(row.wish),
            cadence=Cadence(row.cadence),
            language=Language(row.language),
            standing=Standing(row.standing),
            shared=row.shared,
            timing=Timing(hour=row.hour, time_zone=row.time_zone),
        )

    def stand(self, subscription_id: int, standing: Standing, at: datetime) -> bool:
        """Change where a subscription stands; False where it stood so already.

        One that is to hear nothing any more loses what is on its way to it.
        """
        row = self._session.get_one(SubscriptionRow, subscription_id, populate_existing=True, with_for_update=True)
        moved = row.standing != standing.value
        self._begin(row, standing, at)
        self._session.flush()
        if standing in LIVE:
            return moved
        self._session.execute(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.subscription_id) == subscription_id,
                col(DeliveryRow.status) == DeliveryStatus.PENDING.value,
                col(DeliveryRow.purpose).in_([purpose.value for purpose in FOR_SUBSCRIBERS]),
            )
            .values(status=DeliveryStatus.FAILED.value, settled_at=at, last_detail=ENDED_BEFORE_SENT)
        )
        return moved

    def change_subscription(
        self, subscription_id: int, *, wish: Filter, cadence: Cadence, language: Language, timing: Timing, shared: bool
    ) -> None:
        """Write what a subscription wants to hear from now on, and how."""
        row = self._session.get_one(SubscriptionRow, subscription_id)
        if row.cadence != cadence.value:
            # What was told at once is not told again in a digest.
            row.digest_seq, row.digest_at, row.digest_checks = self._last_seq(), self._now, self.good_checks()
        row.wish, row.cadence, row.language = filter_to_json(wish), cadence.value, language.value
        row.hour, row.time_zone, row.shared = timing.hour, timing.time_zone, shared
        self._session.flush()

    def erase(self, subscription_id: int, at: datetime) -> None:
        """Forget address, filter and links of a subscription for good."""
        self.stand(subscription_id, Standing.ERASED, at)
        self._session.execute(
            update(SubscriptionRow)
            .where(col(SubscriptionRow.id) == subscription_id)
            .values(address=b"", address_hash="", wish={}, route="", hour=0, time_zone="UTC", language="", shared=False)
        )
        self._session.execute(
            update(DeliveryRow)
            .where(
                col(DeliveryRow.subscription_id) == subscription_id,
                col(DeliveryRow.status) == DeliveryStatus.PENDING.value,
            )
            .values(status=DeliveryStatus.FAILED.value, settled_at=at, last_detail=ENDED_BEFORE_SENT)
        )
        self._session.execute(delete(LinkRow).where(col(LinkRow.subscription_id) == subscription_id))

    def digests(self) -> Sequence[DigestDue]:
        """Return the active and paused daily and weekly subscriptions."""
        query = select(SubscriptionRow).where(
            col(SubscriptionRow.standing).in_(_LIVE),
            col(SubscriptionRow.cadence) != Cadence.AT_ONCE.value,
            col(SubscriptionRow.audience) == Audience.PUBLIC.value,
        )
        return [
            DigestDue(
                subscription=self._subscription(row),
                after_seq=row.digest_seq,
                last_at=row.digest_at,
                since=row.digest_at or _midnight(row.created_on),
                began_at=_midnight(row.created_on),
                checks_before=row.digest_checks,
            )
            for row in self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars()
        ]

    def digest_written(self, subscription_id: int, seq: int, at: datetime, checks: int) -> None:
        """Note up to where and when a digest was written, and how many good polls there had been."""
        self._session.execute(
            update(SubscriptionRow)
            .where(col(SubscriptionRow.id) == subscription_id)
            .values(digest_seq=seq, digest_at=at, digest_checks=checks)
        )

    def new_link(
        self, purpose: LinkPurpose, subscription_id: int, at: datetime, expires_at: datetime, *, asked: bool = True
    ) -> int:
        """Write a link and return its number; *asked* False where no letter goes out with it."""
        owner = self._session.get_one(SubscriptionRow, subscription_id)
        row = LinkRow(
            subscription_id=subscription_id,
            address_hash=owner.address_hash if asked else "",
            purpose=purpose.value,
            issued_at=at,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        assert row.id is not None
        return row.id

    def link(self, number: int) -> Link | None:
        """Return one link, unless its subscription is erased."""
        row = self._session.get(LinkRow, number, populate_existing=True)
        owner = self.subscription(row.subscription_id) if row else None
        if row is None or owner is None:
            return None
        return Link(
            id=number,
            purpose=LinkPurpose(row.purpose),
            subscription=owner,
            expires_at=row.expires_at,
            used_at=row.used_at,
            tries=row.tries,
        )

    def use_link(self, number: int, at: datetime) -> bool:
        """Mark a link used; False when it was used before."""
        used = self._session.execute(
            update(LinkRow).where(col(LinkRow.id) == number, col(LinkRow.used_at).is_(None)).values(used_at=at)
        )
        return bool(used.rowcount == 1)  # type: ignore[attr-defined]  # CursorResult for DML

    def note_wrong_answer(self, number: int) -> None:
        """Count a wrong code."""
        self._session.execute(update(LinkRow).where(col(LinkRow.id) == number).values(tries=col(LinkRow.tries) + 1))

    def letters_since(self, address: Address, since: datetime) -> int:
        """Return how many letters that ask for an answer were written to *address* since then."""
        query = (
            select(func.count())
            .select_from(LinkRow)
            .where(
                col(LinkRow.address_hash) == self._vault.fingerprint(address),
                col(LinkRow.issued_at) >= since,
                col(LinkRow.purpose).in_(_ASKS),
            )
        )
        return int(self._session.execute(query).scalar_one())

    def hold_address(self, address: Address) -> None:
        """Let nobody else ask for letters to *address* until this transaction ends: two at once would both be first."""
        if self._session.get_bind().dialect.name == "postgresql":
            key = int(self._vault.fingerprint(address)[:15], 16)
            self._session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})

    def suppress(self, address: Address, at: datetime) -> None:
        """Never write to *address* again, whatever anybody asks for."""
        row: dict[str, object] = {"address_hash": self._vault.fingerprint(address), "since": at.date()}
        insert_new(self._session, SuppressionRow, [row])

    def is_suppressed(self, address: Address) -> bool:
        """Tell whether the owner of *address* wants no letter from us."""
        return self._session.get(SuppressionRow, self._vault.fingerprint(address)) is not None

    def tidy(
        self,
        *,
        unconfirmed_before: datetime,
        ended_before: datetime,
        broken_before: datetime,
        attempts_before: datetime,
    ) -> int:
        """Erase subscriptions that stood so before those moments, and attempts that began so early; return how many."""
        limits = (
            (Standing.UNCONFIRMED, unconfirmed_before),
            (Standing.ENDED, ended_before),
            (Standing.BROKEN, broken_before),
        )
        erased = 0
        for standing, before in limits:
            query = select(col(SubscriptionRow.id)).where(
                col(SubscriptionRow.standing) == standing.value, col(SubscriptionRow.standing_at) < before
            )
            for subscription_id in self._session.execute(query).scalars().all():
                self.erase(subscription_id or 0, self._now)
                erased += 1
        self._session.execute(delete(AttemptRow).where(col(AttemptRow.started_at) < attempts_before))
        self._session.execute(delete(LinkRow).where(col(LinkRow.expires_at) < attempts_before))
        return erased


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
