"""The command line. Scripts depend on its commands, options and exit statuses.

The commands are functions of the `cli_…` modules; this one names them, in the order in which `--help` lists them.
"""

from __future__ import annotations

import sys

import typer

from lookout import cli_reading, cli_review, cli_reviewers, cli_running, cli_subscriptions
from lookout.logs import set_up_logs

_HELP = "Watch ICE's 287(g) lists: what changed, how sure that is, and who is told."
_COMMANDS = (
    cli_running.run,
    cli_running.web,
    cli_running.scheduler,
    cli_running.worker,
    cli_running.demo,
    cli_running.poll,
    cli_running.try_source,
    cli_running.replay,
    cli_reading.changes,
    cli_reading.agreements,
    cli_reading.releases,
    cli_reading.sources,
    cli_reading.captures,
    cli_review.incidents,
    cli_review.release,
    cli_review.reject,
    cli_review.same,
    cli_review.different,
    cli_review.confirm,
    cli_review.audit,
    cli_reviewers.reviewer,
    cli_subscriptions.subscribe,
    cli_subscriptions.unsubscribe,
    cli_subscriptions.subscriptions,
    cli_subscriptions.deliveries,
    cli_subscriptions.resend,
    cli_subscriptions.park,
    cli_running.deliver,
    cli_running.migrate,
    cli_running.doctor,
)
_NAMES = {"try_source": "try"}
"""Where a command's name cannot be a function's."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_HELP)
for _command in _COMMANDS:
    app.command(name=_NAMES.get(_command.__name__, _command.__name__))(_command)


def main() -> None:
    """Run the command line; the entry point of `lookout`."""
    set_up_logs()
    try:
        app(standalone_mode=True)
    except BrokenPipeError:
        sys.stderr.close()
