"""The commands about who hears: subscriptions and their deliveries."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.subscriptions import Cadence, Language, Standing
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
                test=test,
            )
        except UnusableError as error:
            give_up(str(error))
    typer.echo(line)


def unsubscribe(subscription: Annotated[int, typer.Argument(help="A number from `lookout subscriptions`.")]) -> None:
    """Stop a subscription at once."""
    with open_lookout() as (lookout, _), lookout.record.open() as ledger:
        if subscription not in {known.id for known, _address in ledger.addresses()}:
            give_up(f"There is no subscription {subscription}: `lookout subscriptions` lists them.")
        ledger.stand(subscription, Standing.ENDED, lookout.clock.now())
    typer.echo(f"Subscription {subscription} gets nothing any more.")


def subscriptions(*, form: FormatOption = Format.TABLE) -> None:
    """Print the subscriptions, their addresses masked."""
    from lookout.subscribing import SUBSCRIPTION_COLUMNS, subscription_rows

    with open_lookout() as (lookout, _):
        rows = subscription_rows(lookout)
    print_rows(rows, SUBSCRIPTION_COLUMNS, form)
