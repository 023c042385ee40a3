"""The accounts of the review desk in the browser. They are made here and nowhere else."""

from __future__ import annotations

import base64
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote, urlencode

import typer

from lookout.cli_common import FormatOption, give_up, open_lookout
from lookout.printing import Format, Row, print_rows
from web.desk_door import may_have_desk
from workflows import reviewers
from workflows.audit import AuditEntry

if TYPE_CHECKING:
    from lookout.wiring import Lookout
    from workflows.reviewers import Reviewer

ISSUER = "Lookout 287(g)"
"""How an authenticator app calls us."""
COLUMNS = ("name", "made_at", "sessions")


class Action(StrEnum):
    """What is done with accounts."""

    ADD = "add"
    LIST = "list"
    RESET = "reset"
    REMOVE = "remove"


def reviewer(
    action: Annotated[Action, typer.Argument(help="add, list, reset (a new password and key) or remove.")],
    name: Annotated[str, typer.Argument(help='A role, such as "desk-1": the audit log shows it for good.')] = "",
    *,
    form: FormatOption = Format.TABLE,
) -> None:
    """Decide who may sign in at the review desk in the browser."""
    if not name and action is not Action.LIST:
        give_up(f"Name the account: `lookout reviewer {action} desk-1`.")
    with open_lookout() as (lookout, settings):
        try:
            if action is Action.LIST:
                print_rows(_rows(lookout), COLUMNS, form)
            elif action is Action.REMOVE:
                reviewers.remove(lookout.reception, name)
                _note(lookout, action, name, "It is signed out everywhere.")
                typer.echo(f"{name} is removed and signed out everywhere.")
            else:
                make = reviewers.add if action is Action.ADD else reviewers.reset
                made = _made(lookout, name, make)
                _note(lookout, action, name, "It may decide at the review desk.")
                _show_key(made, settings.public_url)
        except reviewers.AccountError as error:
            give_up(str(error))


def _note(lookout: Lookout, action: Action, name: str, result: str) -> None:
    """Write into the audit log who may decide from now on, beside what they decide."""
    with lookout.record.open() as ledger:
        entry = AuditEntry(
            reviewer="operator",
            action=f"reviewer {action}",
            subject=f"reviewer {name}",
            why="Done on the command line.",
            result=result,
        )
        ledger.audit(entry, lookout.clock.now())


def _rows(lookout: Lookout) -> list[Row]:
    return [
        {"name": one.name, "made_at": one.made_at.isoformat(timespec="seconds"), "sessions": one.sessions}
        for one in reviewers.accounts(lookout.reception, lookout.clock.now())
    ]


def _made(lookout: Lookout, name: str, make: Callable[..., Reviewer]) -> Reviewer:
    words = f"Password for {name}, at least {reviewers.SHORTEST_PASSWORD} characters"
    password = typer.prompt(words, hide_input=True, confirmation_prompt=True)
    return make(lookout.reception, name, password, lookout.clock.now())


def _show_key(made: Reviewer, public_url: str) -> None:
    key = base64.b32encode(made.key).decode()
    uri = f"otpauth://totp/{quote(f'{ISSUER}:{made.name}')}?{urlencode({'secret': key, 'issuer': ISSUER})}"
    typer.echo(f"{made.name} may sign in at {public_url}/desk/login, with that password and an authenticator app.")
    typer.echo("Put this key into the app now; it is not shown again:")
    typer.echo(f"    {key}")
    typer.echo(f"    {uri}")
    if not may_have_desk(public_url):
        typer.echo(
            f"There is no desk at {public_url} yet: passwords are taken over https only. Set LOOKOUT_PUBLIC_URL to the "
            "https address of your site.",
            err=True,
        )
