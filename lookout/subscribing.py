"""`lookout subscribe` and `lookout subscriptions`."""

from __future__ import annotations

from collections.abc import Iterable

from domain.subscriptions import Cadence, Language
from lookout.printing import Row
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
    "cadence",
    "language",
    "standing",
]


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
    test: bool,
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
            states=states, counties=counties, agencies=agencies, support_types=support_types, kinds=kinds
        )
    except (AddressError, FilterError) as error:
        raise UnusableError(str(error)) from error
    number = subscribe(
        lookout.record.open,
        NewSubscription(address=parsed, filter=wish, cadence=cadence, language=language),
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
            "cadence": subscription.cadence.value,
            "language": subscription.language.value,
            "standing": subscription.standing.value,
        }
        for subscription, address in found
    ]
