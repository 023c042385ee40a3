"""Who wants to hear, what of, and what their addresses were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from domain.deliveries import FOR_SUBSCRIBERS, DeliveryStatus
from domain.releases import Release
from domain.subscriptions import LIVE, Address, Audience, Cadence, Filter, Language, Standing, Subscription, Timing
from storage.change_log import insert_new
from storage.recording_lock import RECORDING
from storage.release_rows import release_from_row
from storage.rows import filter_from_json, filter_to_json
from storage.tables import (
    AttemptRow,
    ChangeRow,
    DeliveryRow,
    LinkRow,
    PollDayRow,
    ReleaseRow,
    SubscriptionRow,
    SuppressionRow,
)
from storage.vault import Vault, new_name
from workflows.ledger import DigestDue, Link
from workflows.ports import LinkPurpose, NewSubscription

_LIVE = tuple(standing.value for standing in LIVE)
_ASKS = tuple(p.value for p in (LinkPurpose.CONFIRM, LinkPurpose.CODE, LinkPurpose.MANAGE, LinkPurpose.END))
"""Letters that anybody can cause by typing an address."""
ENDED_BEFORE_SENT = "The subscription ended before it was sent."
PAUSED = "The subscription is paused: it waits."


class SubscriberPart:
    """The part of the ledger that keeps subscriptions, links and the addresses that want no letter."""

    _session: Session
    _now: datetime
    _vault: Vault

    def subscribe(self, wish: NewSubscription, at: datetime, *, standing: Standing = Standing.ACTIVE) -> int:
        """Write a subscription and return its id; the same address with the same wish is the same one.

        One that is there already keeps its standing if it is live and *standing* is UNCONFIRMED; and what its owner has
        ended is not touched by somebody who has shown nothing yet.
        """
        if standing in LIVE:
            self._wait_for_recording()
        row = self._like(wish, standing)
        if row is None:
            row = self._fresh(wish, at)
        elif standing is Standing.UNCONFIRMED and row.standing in _LIVE:
            return row.id or 0
        row.language, row.shared = wish.language.value, wish.shared
        row.hour, row.time_zone = wish.timing.hour, wish.timing.time_zone
        self._begin(row, standing, at, anew=row.standing not in _LIVE)
        row.standing_at = at
        self._session.add(row)
        self._session.flush()
        return row.id or 0

    def _like(self, wish: NewSubscription, standing: Standing) -> SubscriptionRow | None:
        data = filter_to_json(wish.filter)
        for row in self._of_address(wish.address):
            is_same = (row.wish, row.cadence, row.audience) == (data, wish.cadence.value, wish.audience.value)
            may_reuse = standing is not Standing.UNCONFIRMED or row.standing in {*_LIVE, Standing.UNCONFIRMED.value}
            if is_same and may_reuse:
                return row
        return None

    def _fresh(self, wish: NewSubscription, at: datetime) -> SubscriptionRow:
        return SubscriptionRow(
            channel=wish.address.channel,
            address=self._vault.seal(wish.address),
            address_hash=self._vault.fingerprint(wish.address),
            name=new_name(),
            route=self._vault.route(wish.address),
            wish=filter_to_json(wish.filter),
            cadence=wish.cadence.value,
            language=wish.language.value,
            standing=Standing.UNCONFIRMED.value,
            standing_at=at,
            audience=wish.audience.value,
            shared=wish.shared,
            hour=wish.timing.hour,
            time_zone=wish.timing.time_zone,
            created_on=at.date(),
        )

    def _begin(self, row: SubscriptionRow, standing: Standing, at: datetime, *, anew: bool) -> None:
        """Let *row* stand so; one that begins *anew* hears in its digests of what comes from now on."""
        if anew:
            self._begin_digests(row, at)
        if row.standing != standing.value:
            row.standing, row.standing_at = standing.value, at

    def _begin_digests(self, row: SubscriptionRow, at: datetime) -> None:
        """Let the next digest of *row* hold what is recorded from now on."""
        row.digest_seq, row.digest_at, row.digest_checks = self._last(col(ChangeRow.seq)), at, self.good_checks()
        row.digest_release_place = self._last(col(ReleaseRow.told_place))

    def _wait_for_recording(self) -> None:
        """Let no poll be recorded meanwhile: it would neither see who begins now, nor be seen by them."""
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": RECORDING})

    def _of_address(self, address: Address) -> Sequence[SubscriptionRow]:
        query = select(SubscriptionRow).where(
            col(SubscriptionRow.address_hash) == self._vault.fingerprint(address),
            col(SubscriptionRow.standing) != Standing.ERASED.value,
        )
        return self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars().all()

    def _last(self, place: Mapped[int | None]) -> int:
        newest: int | None = self._session.execute(select(func.max(place))).scalar_one()
        return newest or 0

    def releases_after(self, place: int) -> Sequence[tuple[int, Release]]:
        """Return the releases that were told after the one at *place*, with their places."""
        query = select(ReleaseRow).where(col(ReleaseRow.told_place) > place).order_by(col(ReleaseRow.told_place))
        return [(row.told_place or 0, release_from_row(row)) for row in self._session.execute(query).scalars()]

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
            audience=Audience(row.audience),
            name=row.name,
        )

    def subscription_called(self, name: str, *, to_act: bool) -> Subscription | None:
        """Return the subscription that links call *name*, unless it is unknown or erased.

        *to_act* lets nobody else change it until this transaction ends.
        """
        if to_act:
            self._wait_for_recording()
        query = select(SubscriptionRow).where(
            col(SubscriptionRow.name) == name, col(SubscriptionRow.standing) != Standing.ERASED.value
        )
        row = self._session.execute(_locked(query) if to_act else query).scalar_one_or_none()
        return None if row is None else self._subscription(row)

    def stand(self, subscription_id: int, standing: Standing, at: datetime) -> bool:
        """Change where a subscription stands; False where it stood so already, or is erased.

        One that is to hear nothing any more loses what is on its way to it; one whose ending is taken back gets that
        back too.
        """
        query = select(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id)
        row = self._session.execute(_locked(query)).scalar_one()
        before = Standing(row.standing)
        if before is standing or before is Standing.ERASED:
            return False
        self._begin(row, standing, at, anew=before in {Standing.UNCONFIRMED, Standing.BROKEN})
        self._session.flush()
        mine = (
            col(DeliveryRow.subscription_id) == subscription_id,
            col(DeliveryRow.purpose).in_([purpose.value for purpose in FOR_SUBSCRIBERS]),
        )
        status, detail = col(DeliveryRow.status), col(DeliveryRow.last_detail)
        pending, failed = DeliveryStatus.PENDING.value, DeliveryStatus.FAILED.value
        if standing not in LIVE:
            values: dict[str, Any] = {"status": failed, "settled_at": at, "last_detail": ENDED_BEFORE_SENT}
            self._session.execute(update(DeliveryRow).where(*mine, status == pending).values(values))
        elif before is Standing.ENDED:
            values = {"status": pending, "settled_at": None, "due_at": at}
            self._session.execute(
                update(DeliveryRow).where(*mine, status == failed, detail == ENDED_BEFORE_SENT).values(values)
            )
        elif before is Standing.PAUSED:
            self._session.execute(
                update(DeliveryRow).where(*mine, status == pending, detail == PAUSED).values(due_at=at)
            )
        return True

    def change_subscription(
        self, subscription_id: int, *, wish: Filter, cadence: Cadence, language: Language, timing: Timing, shared: bool
    ) -> None:
        """Write what a subscription wants to hear from now on, and how."""
        row = self._session.get_one(SubscriptionRow, subscription_id)
        if row.cadence == Cadence.AT_ONCE.value and cadence is not Cadence.AT_ONCE:
            # What was told at once is not told again in a digest.
            self._begin_digests(row, self._now)
        row.wish, row.cadence, row.language = filter_to_json(wish), cadence.value, language.value
        row.hour, row.time_zone, row.shared = timing.hour, timing.time_zone, shared
        self._session.flush()

    def erase(self, subscription_id: int) -> None:
        """Forget address, filter and links of a subscription for good."""
        self.stand(subscription_id, Standing.ERASED, self._now)
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
            .values(status=DeliveryStatus.FAILED.value, settled_at=self._now, last_detail=ENDED_BEFORE_SENT)
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
                after_release_place=row.digest_release_place,
                checks_before=row.digest_checks,
            )
            for row in self._session.execute(query.order_by(col(SubscriptionRow.id))).scalars()
        ]

    def digest_written(self, subscription_id: int, seq: int, release_place: int, at: datetime, checks: int) -> None:
        """Note up to which change and release, and when, a digest was written, and how many good polls there had been."""
        self._session.execute(
            update(SubscriptionRow)
            .where(col(SubscriptionRow.id) == subscription_id)
            .values(digest_seq=seq, digest_release_place=release_place, digest_at=at, digest_checks=checks)
        )

    def new_link(
        self, purpose: LinkPurpose, subscription_id: int, at: datetime, expires_at: datetime, *, asked: bool = True
    ) -> str:
        """Write a link and return its name; *asked* False where no letter goes out with it."""
        owner = self._session.get_one(SubscriptionRow, subscription_id)
        row = LinkRow(
            name=new_name(),
            subscription_id=subscription_id,
            address_hash=owner.address_hash if asked else "",
            purpose=purpose.value,
            issued_at=at,
            expires_at=expires_at,
        )
        self._session.add(row)
        self._session.flush()
        return row.name

    def link(self, name: str, *, to_act: bool) -> Link | None:
        """Return one link, unless its subscription is erased.

        *to_act* lets nobody else change the subscription until this transaction ends.
        """
        row = self._session.get(LinkRow, name)
        if row is None:
            return None
        if to_act:
            self._wait_for_recording()
            self._session.execute(
                _locked(select(SubscriptionRow).where(col(SubscriptionRow.id) == row.subscription_id))
            )
            row = self._session.get(LinkRow, name, populate_existing=True)  # as it is, now that nobody can touch it
        owner = self.subscription(row.subscription_id) if row else None
        if row is None or owner is None:
            return None
        return Link(
            name=name,
            purpose=LinkPurpose(row.purpose),
            subscription=owner,
            expires_at=row.expires_at,
            used_at=row.used_at,
            tries=row.tries,
        )

    def use_link(self, name: str, at: datetime) -> bool:
        """Mark a link used; False when it was used before."""
        used = self._session.execute(
            update(LinkRow).where(col(LinkRow.name) == name, col(LinkRow.used_at).is_(None)).values(used_at=at)
        )
        return bool(used.rowcount == 1)  # type: ignore[attr-defined]  # CursorResult for DML

    def note_wrong_answer(self, name: str) -> None:
        """Count a wrong code."""
        self._session.execute(update(LinkRow).where(col(LinkRow.name) == name).values(tries=col(LinkRow.tries) + 1))

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
            query = select(SubscriptionRow).where(
                col(SubscriptionRow.standing) == standing.value, col(SubscriptionRow.standing_at) < before
            )
            # Locked as they are read: one that is confirmed at this moment must not be erased.
            for row in self._session.execute(_locked(query)).scalars().all():
                self.erase(row.id or 0)
                erased += 1
        self._session.execute(delete(AttemptRow).where(col(AttemptRow.started_at) < attempts_before))
        self._session.execute(delete(LinkRow).where(col(LinkRow.expires_at) < attempts_before))
        return erased


def _locked(query: Any) -> Any:
    """Return *query* so that nobody else can change what it finds; a delivery may still be written to it."""
    return query.with_for_update(key_share=True).execution_options(populate_existing=True)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)
