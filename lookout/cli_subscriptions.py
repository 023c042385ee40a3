"""The commands about who hears: subscriptions and their deliveries."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from domain.deliveries import DeliveryStatus
from domain.subscriptions import Cadence, Language, Standing, Timing
from lookout.cli_common import FormatOption, give_up, open_lookout
from lookout.printing import Format, print_rows


def subscribe(
    address: Annotated[str, typer.Argument(help="An email address, a Slack webhook URL or an allowed Apprise URL.")],
    *,
    state: Annotated[list[str] | None, typer.Option(help="Only this state; may be given again.")] = None,
    county: Annotated[list[str] | None, typer.Option(help="Only this county; may be given again.")] = None,
    agency: Annotated[list[str] | None, typer.Option(help="Only this agency; may be given again.")] = None,
    support_type: Annotated[
        list[str] | None, typer.Option("--support-type", help="JEM, TFM or WSO, or the full name; may be given again.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind of change; may be given again.")] = None,
    cadence: Annotated[Cadence, typer.Option(help="At once, or one digest a day or a week.")] = Cadence.AT_ONCE,
    language: Annotated[Language, typer.Option(help="English or Spanish.")] = Language.ENGLISH,
    unconfirmed: Annotated[
        bool, typer.Option("--unconfirmed", help="Also tell what is not certain yet, such as an agency gone missing.")
    ] = False,
    releases: Annotated[
        bool,
        typer.Option("--releases", help="Also press releases about 287(g) by ICE, DHS, governors and other officials."),
    ] = False,
    hour: Annotated[int, typer.Option(min=0, max=23, help="The local hour of a digest.")] = 12,
    time_zone: Annotated[str, typer.Option(help="Whose hour that is, such as America/Chicago.")] = "UTC",
    shared: Annotated[bool, typer.Option("--shared", help="Several people read the address.")] = False,
    test: Annotated[bool, typer.Option("--test", help="Also send a test message.")] = False,
) -> None:
    """Tell an address of changes. The operator's command: the address is not asked to confirm."""
    from lookout.subscribing import UnusableError, add_subscription

    with open_lookout() as (lookout, settings):
        try:
            line = add_subscription(
                lookout,
                settings,
                address,
                states=state or (),
                counties=county or (),
                agencies=agency or (),
                support_types=support_type or (),
                kinds=kind or (),
                cadence=cadence,
                language=language,
                timing=_timing(hour, time_zone),
                unconfirmed=unconfirmed,
                releases=releases,
                shared=shared,
                test=test,
            )
        except UnusableError as error:
            give_up(str(error))
    typer.echo(line)


def _timing(hour: int, time_zone: str) -> Timing:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        give_up(f'"{time_zone}" is no time zone: write one such as America/New_York, America/Chicago or Pacific/Guam.')
    return Timing(hour=hour, time_zone=time_zone)


def deliveries(
    *,
    status: Annotated[DeliveryStatus | None, typer.Option(help="Only these.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the newest messages and how far each has come; no address, no token."""
    from lookout.subscribing import DELIVERIES_SHOWN, DELIVERY_COLUMNS, delivery_rows

    with open_lookout() as (lookout, _):
        rows = delivery_rows(lookout, status, limit)
    print_rows(rows, DELIVERY_COLUMNS, form, shown=DELIVERIES_SHOWN)


def resend(
    delivery: Annotated[str | None, typer.Argument(help="An id from `lookout deliveries`; or use --all-dead.")] = None,
    *,
    all_dead: Annotated[bool, typer.Option("--all-dead", help="Every parked message of the last week.")] = False,
) -> None:
    """Make a message that was given up due again, under its own id. What was taken back since is left out."""
    from lookout.subscribing import resend_all_dead, resend_one

    if (delivery is None) == (not all_dead):
        give_up("Name one delivery, or write --all-dead.")
    with open_lookout() as (lookout, _):
        if delivery is None:
            count = resend_all_dead(lookout)
            typer.echo(f"{count} {'message is' if count == 1 else 'messages are'} due again.")
        elif resend_one(lookout, delivery):
            typer.echo(f"Message {delivery} is due again.")
        else:
            give_up(
                f"Message {delivery} cannot be sent again: it is not parked, its subscription is over, or all it told "
                "has been taken back. See `lookout deliveries --status dead`."
            )


def park() -> None:
    """Hold back every message that waits, for `lookout resend`. For after a backup was put back."""
    with open_lookout() as (lookout, _), lookout.record.open() as ledger:
        count = ledger.park(lookout.clock.now())
    typer.echo(f"{count} {'message is' if count == 1 else 'messages are'} parked; `lookout deliveries` lists them.")


def unsubscribe(subscription: Annotated[int, typer.Argument(help="A number from `lookout subscriptions`.")]) -> None:
    """Stop a subscription at once."""
    with open_lookout() as (lookout, _), lookout.record.open() as ledger:
        if subscription not in {known.id for known, _address in ledger.addresses()}:
            give_up(f"There is no subscription {subscription}: `lookout subscriptions` lists them.")
        ledger.stand(subscription, Standing.ENDED, lookout.clock.now())
    typer.echo(f"Subscription {subscription} gets nothing any more.")


def subscriptions(*, form: FormatOption = Format.TABLE) -> None:
    """Print the subscriptions, their addresses masked."""
    from lookout.subscribing import SUBSCRIPTION_COLUMNS, SUBSCRIPTIONS_SHOWN, subscription_rows

    with open_lookout() as (lookout, _):
        rows = subscription_rows(lookout)
    print_rows(rows, SUBSCRIPTION_COLUMNS, form, shown=SUBSCRIPTIONS_SHOWN)
