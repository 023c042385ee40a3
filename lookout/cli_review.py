"""The review desk on the command line: what needs a person, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from domain.text import shown
from lookout.cli_common import EXIT_OF, FormatOption, give_up, open_lookout
from lookout.printing import INCIDENT_COLUMNS, Format, incident_row, print_rows

if TYPE_CHECKING:
    from lookout.wiring import Lookout
from workflows.record import ListResult

Why = Annotated[str, typer.Option("--why", help="The reason: kept with the decision, for whoever asks in a year.")]
By = Annotated[str, typer.Option("--by", help="Who decides: a role, not a private person's name.")]
Held = Annotated[int, typer.Argument(metavar="INCIDENT", help="A number from `lookout incidents`.")]
First = Annotated[
    str,
    typer.Argument(
        metavar="A", help="The number of a question; or, with B, an agreement's id or the first six digits."
    ),
]
Second = Annotated[
    str | None, typer.Argument(metavar="B", help="Another agreement's id, or an agency's name as ICE prints it.")
]
Agreement = Annotated[
    str,
    typer.Argument(metavar="AGREEMENT", help="An agreement's id or its first six digits, or the id of a change of it."),
]


def incidents(
    number: Annotated[int | None, typer.Argument(metavar="N", help="Show this one in full.")] = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print what needs a person; with a number, one incident in full: rules, captures, rows, and how to decide it."""
    if number is not None:
        _show(number, form)
        return
    with open_lookout() as (lookout, _):
        rows = [incident_row(view) for view in lookout.log.incidents(only_open=not every)]
    listed = ("id", "source", "kind", "status", "opened_at", "seen")
    print_rows(rows, INCIDENT_COLUMNS, form, shown=listed, note="summary")
    if rows and form is Format.TABLE:
        typer.echo("\nOne in full, with both readings and how to decide it: lookout incidents N")


def _show(number: int, form: Format) -> None:
    from lookout.desk import print_case
    from workflows.desk import NotFoundError, open_case

    with open_lookout() as (lookout, _):
        try:
            case = open_case(lookout.polling, lookout.log, number)
        except NotFoundError as error:
            give_up(str(error))
    print_case(case, form)


def release(incident: Held, *, why: Why, by: By = "operator") -> None:
    """Believe what is held after all: its changes are recorded and sent."""
    from workflows.review import release as release_reading

    with _deciding(why, by) as (lookout, reason, role):
        result = release_reading(lookout.polling, lookout.log, incident, reason, role)
    _end_with(result)


def reject(incident: Held, *, why: Why, by: By = "operator") -> None:
    """Turn what is held down: the record stays as it is, and the same is not asked again."""
    from workflows.press_ledger import NOTICES
    from workflows.review import reject as reject_reading

    with _deciding(why, by) as (lookout, reason, role):
        rejected = reject_reading(lookout.polling, incident, reason, role)
    stays = "it is put aside; the record stays as it is" if rejected.kind in NOTICES else "the last good list stays"
    typer.echo(f"Incident {incident} is rejected; {stays}.")


def same(a: First, b: Second = None, *, why: Why, by: By = "operator") -> None:
    """Decide that two names are one agreement, printed differently."""
    _rule("same", a, b, why, by)


def different(a: First, b: Second = None, *, why: Why, by: By = "operator") -> None:
    """Decide that two names are two agreements; one left or stays, the other joined."""
    _rule("different", a, b, why, by)


def _rule(ruling: str, a: str, b: str | None, why: str, by: str) -> None:
    from domain.questions import Ruling
    from workflows import review
    from workflows.desk import agreement_or_name, find_agreement

    decide = review.same if ruling == Ruling.SAME else review.different
    with _deciding(why, by) as (lookout, reason, role):
        if b is None:
            question = _question(a)
            result = review.answer(lookout.polling, lookout.log, question, Ruling(ruling), reason, role)
        else:
            first = find_agreement(lookout.polling, lookout.log, a).id
            second = agreement_or_name(lookout.polling, b)
            result = decide(lookout.polling, lookout.log, first, second, reason, role)
    _end_with(result)


def _question(text: str) -> int:
    if not text.isdecimal():
        give_up(
            f'"{text}" is no question\'s number: `lookout incidents` lists them. For two agreements give both: an id '
            "from `lookout agreements`, then another id or an agency's name."
        )
    return int(text)


def confirm(agreement: Agreement, *, why: Why, by: By = "operator") -> None:
    """Confirm a departure that is still unconfirmed: missing becomes terminated at once, and is sent."""
    from workflows.desk import find_agreement
    from workflows.review import confirm as confirm_departure

    with _deciding(why, by) as (lookout, reason, role):
        found = find_agreement(lookout.polling, lookout.log, agreement)
        result = confirm_departure(lookout.polling, found.id, reason, role)
    _end_with(result)


def audit(*, form: FormatOption = Format.TABLE) -> None:
    """Print who decided what and why, oldest first; `lookout doctor` tells whether the log is intact."""
    from lookout.desk import AUDIT_COLUMNS, audit_row, print_audit

    with open_lookout() as (lookout, _):
        entries = lookout.log.audit()
    if form is Format.TABLE:
        print_audit(entries)
    else:
        print_rows([audit_row(entry) for entry in entries], AUDIT_COLUMNS, form)


@contextmanager
def _deciding(why: str, by: str) -> Iterator[tuple[Lookout, str, str]]:
    """Open a Lookout for a decision that has a reason and somebody who answers for it."""
    from workflows.desk import NotFoundError
    from workflows.review import DecisionError

    reason, role = _said(why), _said(by)
    if not reason:
        give_up('--why must say why, in a sentence that somebody else understands: --why "the county announced it".')
    if not role:
        give_up("--by must name who decides, by a role such as operator or reviewer.")
    with open_lookout() as (lookout, _):
        try:
            yield lookout, reason, role
        except (DecisionError, NotFoundError) as error:
            give_up(str(error))


def _said(text: str) -> str:
    """Return *text* on one line, without what no terminal or database should hold."""
    return shown(text.encode(errors="replace").decode())


def _end_with(result: ListResult) -> None:
    typer.echo(f"{result.source}: {result.outcome}. {result.message}")
    raise typer.Exit(EXIT_OF[result.outcome])
