"""The commands that make things happen: the service and its parts, polls, replays, deliveries, upkeep."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lookout.cli_common import EXIT_FAILED, EXIT_OF, any_source, day_of, give_up, known_sources, open_lookout

if TYPE_CHECKING:
    from lookout.service import Parts, Service

SourceUrl = Annotated[str | None, typer.Option("--url", help="Use this address instead of the source's own.")]


def run() -> None:
    """Poll, deliver and serve the change log, until Ctrl-C."""
    from lookout.service import Parts

    _serve(Parts())


def web() -> None:
    """Serve the change log only; another process polls and sends."""
    from lookout.service import Parts

    _serve(Parts(polls=False, sends=False))


def scheduler() -> None:
    """Poll only; other processes send and serve."""
    from lookout.service import Parts

    _serve(Parts(sends=False, serves=False))


def worker() -> None:
    """Send only; another process polls."""
    from lookout.service import Parts

    _serve(Parts(polls=False, serves=False))


def demo(
    port: Annotated[int, typer.Option(help="Where the change log is served; the inbox takes the next one.")] = 8287,
    *,
    fast: Annotated[bool, typer.Option("--fast", help="Tell the story without pauses.")] = False,
    exit_when_told: Annotated[bool, typer.Option("--exit", help="End once the story is told.")] = False,
) -> None:
    """Run the service on a local recorded site and a local inbox; no network, nothing kept."""
    from lookout.demo.run import run_demo

    raise typer.Exit(run_demo(port=port, fast=fast, exit_when_told=exit_when_told, say=typer.echo))


def poll(
    sources: Annotated[list[str] | None, typer.Argument(help="Source keys; all sources when left out.")] = None,
    url: SourceUrl = None,
) -> None:
    """Poll now: lists, then newsrooms and pages. Exit status: 0 fine, 3 something held, 4 something failed, 2 bad usage."""
    from lookout.polling import poll_now

    with open_lookout() as (lookout, settings):
        known = known_sources(lookout, sources or ())
        only_lists = url is not None or not settings.follows_newsrooms
        keys = sources or [key for key, source in known.items() if source.kind == "list" or not only_lists]
        outcomes = asyncio.run(poll_now(lookout, keys, url or settings.source_url, typer.echo))
    raise typer.Exit(max((EXIT_OF[outcome] for outcome in outcomes), default=EXIT_FAILED))


def try_source(source: Annotated[str, typer.Argument(help="A source key.")], url: SourceUrl = None) -> None:
    """Visit a source, read it, compare it, print what would happen, and write nothing."""
    from lookout.trying import try_list
    from lookout.trying_press import try_press

    with open_lookout() as (lookout, settings):
        kind = any_source(lookout, source).kind
        if kind == "list":
            status = asyncio.run(try_list(lookout, source, url or settings.source_url, typer.echo))
        else:
            status = asyncio.run(try_press(lookout, source, url, typer.echo))
    raise typer.Exit(status)


def replay(
    folder: Annotated[Path, typer.Argument(help="A folder of workbooks with an index.csv.")],
    until: Annotated[str | None, typer.Option(help="Stop after this day (YYYY-MM-DD).")] = None,
) -> None:
    """Put an archive of workbooks through the same reader, guards and recorder. Nobody is alerted of the past."""
    from lookout.replaying import replay_folder
    from workflows.replay import ReplayError

    with open_lookout() as (lookout, _):
        try:
            replay_folder(lookout, folder, day_of(until), typer.echo)
        except ReplayError as error:
            give_up(str(error))


def deliver(*, once: Annotated[bool, typer.Option("--once", help="Send what is due now and end.")] = False) -> None:
    """Send what is due; without --once, go on until Ctrl-C."""
    from lookout.service import Parts
    from workflows.deliver import deliver_due

    if not once:
        _serve(Parts(polls=False, serves=False))
        return
    with open_lookout() as (lookout, _):
        attempted = deliver_due(lookout.delivering)
    typer.echo(f"{attempted} {'delivery' if attempted == 1 else 'deliveries'} attempted.")


def migrate() -> None:
    """Bring the database schema up to date."""
    with open_lookout():
        typer.echo("The schema is up to date.")


def doctor() -> None:
    """Check configuration, database, audit log, disk, clock and mail server; exit status 0 when all is well, else 4."""
    from lookout.doctor import examine

    with open_lookout() as (lookout, settings):
        findings = examine(lookout, settings)
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.subject}: {finding.message}")
    raise typer.Exit(0 if all(finding.good for finding in findings) else EXIT_FAILED)


def _serve(parts: Parts) -> None:
    from lookout.service import Service, ServiceError

    with open_lookout() as (lookout, settings):
        try:
            asyncio.run(_until_signal(Service(lookout, settings, parts)))
        except ServiceError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


async def _until_signal(service: Service) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await service.run(stop)
