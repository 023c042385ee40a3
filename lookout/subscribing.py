"""`lookout subscribe` and `lookout subscriptions`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from domain.deliveries import DeliveryStatus
from domain.subscriptions import Cadence, Filter, Language, Timing
from lookout.printing import Row, instant
from lookout.settings import Settings
from lookout.wiring import Lookout
from notifier.addresses import APPRISE_SCHEMAS, AddressError, describe, parse_address
from workflows.ports import NewSubscription
from workflows.subscribe import FilterError, make_filter, subscribe

SUBSCRIPTION_COLUMNS = [
    "id",
    "address",
    "states",
    "counties",
    "agencies",
    "support_types",
    "kinds",
    "also_unconfirmed",
    "also_releases",
    "cadence",
    "hour",
    "time_zone",
    "language",
    "shared",
    "standing",
]


SUBSCRIPTIONS_SHOWN = ["id", "address", "wish", "cadence", "language", "standing"]
"""What a table has room for; the other forms have all."""
DELIVERY_COLUMNS = [
    "id",
    "subscription",
    "purpose",
    "changes",
    "releases",
    "status",
    "attempts",
    "created_at",
    "due_at",
    "settled_at",
    "detail",
]
DELIVERIES_SHOWN = ["id", "purpose", "status", "attempts", "due_at", "detail"]
"""What a table has room for; the other forms have all."""
_NOON_UTC = Timing()
_RECENT = timedelta(days=7)
_MOST = 100_000


class UnusableError(Exception):
    """The address or the filter cannot be used; the message says what to write instead."""


def add_subscription(
    lookout: Lookout,
    settings: Settings,
    address: str,
    *,
    states: Iterable[str],
    counties: Iterable[str],
    agencies: Iterable[str],
    support_types: Iterable[str],
    kinds: Iterable[str],
    cadence: Cadence,
    language: Language,
    timing: Timing = _NOON_UTC,
    unconfirmed: bool = False,
    releases: bool = False,
    shared: bool = False,
    test: bool = False,
) -> str:
    """Write a subscription and return a line that says so, the address masked. Raises UnusableError."""
    try:
        parsed = parse_address(
            address,
            operator=True,
            slack_hosts=settings.slack_hosts,
            allow_loopback=settings.allow_local,
            apprise_schemas=settings.apprise_schemas or APPRISE_SCHEMAS,
        )
        wish = make_filter(
            states=states,
            counties=counties,
            agencies=agencies,
            support_types=support_types,
            kinds=kinds,
            unconfirmed=unconfirmed,
            releases=releases,
        )
    except (AddressError, FilterError) as error:
        raise UnusableError(str(error)) from error
    number = subscribe(
        lookout.record.open,
        NewSubscription(address=parsed, filter=wish, cadence=cadence, language=language, timing=timing, shared=shared),
        lookout.clock.now(),
        test=test,
    )
    return f"Subscription {number}: {describe(parsed)}, {cadence}, {language}."


def subscription_rows(lookout: Lookout) -> list[Row]:
    """Return the subscriptions as rows, addresses masked."""
    with lookout.record.open() as ledger:
        found = ledger.addresses()
    return [
        {
            "id": subscription.id,
            "address": describe(address),
            "states": ", ".join(sorted(subscription.filter.states)) or "all",
            "counties": ", ".join(sorted(subscription.filter.counties)) or "all",
            "agencies": ", ".join(sorted(subscription.filter.agencies)) or "all",
            "support_types": ", ".join(sorted(subscription.filter.support_types)) or "all",
            "kinds": ", ".join(sorted(subscription.filter.kinds)) or "default",
            "also_unconfirmed": "yes" if subscription.filter.unconfirmed else "no",
            "also_releases": "yes" if subscription.filter.releases else "no",
            "wish": _in_short(subscription.filter),
            "cadence": subscription.cadence.value,
            "hour": subscription.timing.hour,
            "time_zone": subscription.timing.time_zone,
            "shared": "yes" if subscription.shared else "no",
            "language": subscription.language.value,
            "standing": subscription.standing.value,
        }
        for subscription, address in found
    ]


def _in_short(wish: Filter) -> str:
    """Return a filter in one line: "Texas; Task Force Model; also unconfirmed; also releases"."""
    parts = [
        ", ".join(sorted(wanted))
        for wanted in (wish.states, wish.counties, wish.agencies, wish.support_types, wish.kinds)
        if wanted
    ]
    also = [("also unconfirmed", wish.unconfirmed), ("also releases", wish.releases)]
    narrowed = "; ".join(parts) or "everything"
    return "; ".join([narrowed, *(word for word, is_wanted in also if is_wanted)])


def delivery_rows(lookout: Lookout, status: DeliveryStatus | None, limit: int) -> list[Row]:
    """Return the newest deliveries as rows."""
    with lookout.record.open() as ledger:
        found = ledger.deliveries(status, limit)
    return [
        {
            "id": delivery.id,
            "subscription": delivery.subscription_id,
            "purpose": delivery.purpose.value,
            "changes": delivery.changes,
            "releases": delivery.releases,
            "status": delivery.status.value,
            "attempts": delivery.attempts,
            "created_at": instant(delivery.created_at),
            "due_at": instant(delivery.due_at),
            "settled_at": instant(delivery.settled_at),
            "detail": delivery.last_detail,
        }
        for delivery in found
    ]


def resend_one(lookout: Lookout, delivery_id: str) -> bool:
    """Make one message that was given up due again; False where that cannot be."""
    with lookout.record.open() as ledger:
        return ledger.resend(delivery_id, lookout.clock.now())


def resend_all_dead(lookout: Lookout) -> int:
    """Make every message that was parked in the last week due again; return how many."""
    now = lookout.clock.now()
    with lookout.record.open() as ledger:
        dead = [
            d for d in ledger.deliveries(DeliveryStatus.DEAD, _MOST) if d.settled_at and now - d.settled_at <= _RECENT
        ]
        return sum(ledger.resend(delivery.id, now) for delivery in dead)
