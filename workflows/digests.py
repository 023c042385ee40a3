"""The digests that daily and weekly subscriptions get, written from the record itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.deliveries import Purpose
from domain.digests import digest_is_due
from domain.subscriptions import Cadence, Standing
from workflows.alerts import Past, delivery_id, releases_for
from workflows.ledger import DigestDue, Ledger, NewDelivery, OpenLedger


def write_digests(ledger: OpenLedger, now: datetime) -> int:
    """Write the daily and weekly digests that are due; return how many.

    A digest holds every change, and every release asked for, that was recorded since the last one. A quiet day brings no daily digest; a quiet week brings a
    weekly one that says so.
    """
    with ledger() as open_ledger:
        checks = open_ledger.good_checks()
        due = [
            digest
            for digest in open_ledger.digests()
            if digest_is_due(digest.subscription.cadence, digest.subscription.timing, digest.since, now)
        ]
        return sum(_write_digest(open_ledger, digest, checks, now) for digest in due)


def write_owed_digest(ledger: Ledger, subscription_id: int, now: datetime) -> None:
    """Write at once what a digest of this subscription would hold now, before it stops getting digests."""
    for digest in ledger.digests():
        if digest.subscription.id == subscription_id:
            _write_digest(ledger, digest, ledger.good_checks(), now, only_with_news=True)


def _write_digest(
    ledger: Ledger, digest: DigestDue, checks: int, now: datetime, *, only_with_news: bool = False
) -> bool:
    recorded = [item for item in ledger.changes_after(digest.after_seq) if item[1].observed_at >= digest.began_at]
    subscription = digest.subscription
    changes = [change for _, change in recorded]
    wanted = Past.of(ledger, changes).chosen(subscription, changes)
    seen = [
        item for item in ledger.releases_after(digest.after_release_place) if item[1].first_seen_at >= digest.began_at
    ]
    releases = releases_for(subscription, [release for _, release in seen])
    ledger.digest_written(
        subscription.id, _last(recorded, digest.after_seq), _last(seen, digest.after_release_place), now, checks
    )
    quiet = only_with_news or subscription.cadence is Cadence.DAILY or subscription.standing is Standing.PAUSED
    if not (wanted or releases) and quiet:
        return False
    return ledger.queue(
        NewDelivery(
            id=delivery_id(subscription.id, ("digest", digest.since.isoformat(), now.isoformat())),
            subscription_id=subscription.id,
            change_ids=tuple(change.id for change in wanted),
            release_ids=tuple(release.id for release in releases),
            due_at=now,
            period_from=digest.since,
            period_to=now,
            purpose=Purpose.DIGEST,
            checks=max(checks - digest.checks_before, 0),
        ),
        now,
    )


def _last(seen: Sequence[tuple[int, object]], before: int) -> int:
    """Return the last place among what was *seen*; *before* where there is none."""
    return max((seq for seq, _ in seen), default=before)
