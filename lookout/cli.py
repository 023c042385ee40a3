"""The command line. Scripts depend on its commands, options and exit statuses."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from sqlalchemy.exc import OperationalError

from domain.changes import ChangeKind
from domain.subscriptions import Cadence, Language
from domain.vocabulary import resolve_state
from lookout.logs import set_up_logs
from lookout.printing import (
    AGREEMENT_COLUMNS,
    CAPTURE_COLUMNS,
    CHANGE_COLUMNS,
    INCIDENT_COLUMNS,
    Format,
    agreement_row,
    capture_row,
    change_row,
    incident_row,
    print_rows,
    source_row,
)
from lookout.settings import Settings, SettingsError, load_settings
from workflows.reading import ChangeQuery, PollOutcome

_HELP = "Watch ICE's 287(g) lists: what changed, how sure that is, and who is told."

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_HELP)

FormatOption = Annotated[Format, typer.Option("--format", help="How to print: a table, CSV or JSON.")]
SourceUrl = Annotated[str | None, typer.Option("--url", help="Use this address instead of the source's own.")]
EXIT_USAGE, EXIT_HELD, EXIT_FAILED = 2, 3, 4
_EXIT_OF = {
    PollOutcome.UNCHANGED: 0,
    PollOutcome.CHANGED: 0,
    PollOutcome.HELD: EXIT_HELD,
    PollOutcome.FAILED: EXIT_FAILED,
}


def main() -> None:
    """Run the command line; the entry point of `lookout`."""
    set_up_logs()
    try:
        app(standalone_mode=True)
    except BrokenPipeError:
        sys.stderr.close()


@app.command()
def run() -> None:
    """Poll, deliver and serve the change log, until Ctrl-C."""
    from lookout.service import Parts

    _serve(Parts())


@app.command()
def web() -> None:
    """Serve the change log only; another process polls and sends."""
    from lookout.service import Parts

    _serve(Parts(polls=False, sends=False))


@app.command()
def scheduler() -> None:
    """Poll only; other processes send and serve."""
    from lookout.service import Parts

    _serve(Parts(sends=False, serves=False))


@app.command()
def worker() -> None:
    """Send only; another process polls."""
    from lookout.service import Parts

    _serve(Parts(polls=False, serves=False))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the change log is served; the inbox takes the next one.")] = 8287,
    *,
    fast: Annotated[bool, typer.Option("--fast", help="Tell the story without pauses.")] = False,
    exit_when_told: Annotated[bool, typer.Option("--exit", help="End once the story is told.")] = False,
) -> None:
    """Run the service on a local recorded site and a local inbox; no network, nothing kept."""
    from lookout.demo.run import run_demo

    raise typer.Exit(run_demo(port=port, fast=fast, exit_when_told=exit_when_told, say=typer.echo))


@app.command()
def poll(
    sources: Annotated[list[str] | None, typer.Argument(help="Source keys; all sources when left out.")] = None,
    url: SourceUrl = None,
) -> None:
    """Poll now. Exit status: 0 fine, 3 something was held, 4 something failed, 2 wrong usage."""
    from workflows.poll import poll as poll_source
    from workflows.poll import worst_outcome

    with _lookout() as (lookout, settings):
        keys = _visited(lookout, sources)
        results = []
        for key in keys:
            results += asyncio.run(poll_source(lookout.polling, key, url=url or settings.source_url))
    for result in results:
        typer.echo(f"{result.source}: {result.outcome}. {result.message}")
    raise typer.Exit(_EXIT_OF[worst_outcome(results)])


@app.command(name="try")
def try_source(source: Annotated[str, typer.Argument(help="A source key.")], url: SourceUrl = None) -> None:
    """Visit a source, read it, compare it, print what would happen, and write nothing."""
    from lookout.trying import describe, visit_and_read

    with _lookout() as (lookout, settings):
        try:
            lookout.sources.get(source)
        except KeyError:
            _known_sources(lookout, [source])
        visit, readings = asyncio.run(visit_and_read(lookout, source, url or settings.source_url))
        status = describe(lookout, visit, readings, typer.echo)
    raise typer.Exit(status)


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(help="A folder of workbooks with an index.csv.")],
    until: Annotated[str | None, typer.Option(help="Stop after this day (YYYY-MM-DD).")] = None,
) -> None:
    """Put an archive of workbooks through the same reader, guards and recorder. Nobody is alerted of the past."""
    from lookout.replaying import replay_folder
    from workflows.replay import ReplayError

    with _lookout() as (lookout, _):
        try:
            replay_folder(lookout, folder, _day(until), typer.echo)
        except ReplayError as error:
            _give_up(str(error))


@app.command()
def changes(
    since: Annotated[str | None, typer.Option(help="From this day on (YYYY-MM-DD).")] = None,
    until: Annotated[str | None, typer.Option(help="Up to and including this day (YYYY-MM-DD).")] = None,
    kind: Annotated[list[ChangeKind] | None, typer.Option(help="Only this kind; may be given again.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state: its name or two letters.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the change log."""
    first, last = _day(since), _day(until)
    query = ChangeQuery(
        since=_start(first) if first else None,
        until=_start(last + timedelta(days=1)) if last else None,
        kinds=frozenset(kind or ()),
        state=_state(state),
        source=source,
    )
    with _lookout() as (lookout, _):
        if source is not None:
            _known_sources(lookout, [source])
        rows = [change_row(logged) for logged in lookout.log.changes(query)]
    shown = ("observed_at", "kind", "certainty", "state", "agency", "support_type", "signed_on", "id")
    print_rows(rows, (*CHANGE_COLUMNS, "supersedes", "superseded_by"), form, shown=shown)


@app.command()
def agreements(
    on: Annotated[str | None, typer.Option(help="As listed at the end of this day, UTC (YYYY-MM-DD).")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state: its name or two letters.")] = None,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print the agreements listed now, or on a day."""
    with _lookout() as (lookout, _):
        rows = [agreement_row(view) for view in lookout.log.agreements(on=_day(on), state=_state(state))]
    print_rows(
        rows, AGREEMENT_COLUMNS, form, shown=("status", "state", "agency", "county", "support_type", "signed_on")
    )


@app.command()
def sources(form: FormatOption = Format.TABLE) -> None:
    """Print every source with its health."""
    with _lookout() as (lookout, _):
        rows = [source_row(health) for health in lookout.log.sources(lookout.clock.now())]
    shown = ("key", "last_outcome", "last_success_at", "listed", "versions", "open_incidents", "stale")
    print_rows(rows, tuple(rows[0]), form, shown=shown, note="message")


@app.command()
def incidents(
    *,
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print what needs a person: held, failed and doubtful readings."""
    with _lookout() as (lookout, _):
        rows = [incident_row(view) for view in lookout.log.incidents(only_open=not every)]
    print_rows(
        rows, INCIDENT_COLUMNS, form, shown=("id", "source", "kind", "status", "opened_at", "seen"), note="summary"
    )


@app.command()
def captures(
    save: Annotated[
        tuple[int, Path] | None, typer.Option("--save", metavar="ID FILE", help="Write the exact bytes to FILE.")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many of the newest to list.")] = 50,
    form: FormatOption = Format.TABLE,
) -> None:
    """Print what was fetched, or save the exact bytes of one capture."""
    with _lookout() as (lookout, _):
        if save is not None:
            _save_capture(lookout, *save)
            return
        rows = [capture_row(view) for view in lookout.log.captures(limit=limit)]
    shown = ("id", "source", "fetched_at", "status", "bytes", "version", "published_name", "sha256")
    print_rows(rows, CAPTURE_COLUMNS, form, shown=shown)


@app.command()
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

    with _lookout() as (lookout, settings):
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
            _give_up(str(error))
    typer.echo(line)


@app.command()
def unsubscribe(subscription: Annotated[int, typer.Argument(help="A number from `lookout subscriptions`.")]) -> None:
    """Stop a subscription at once."""
    with _lookout() as (lookout, _), lookout.record.open() as ledger:
        if subscription not in {known.id for known, _address in ledger.addresses()}:
            _give_up(f"There is no subscription {subscription}: `lookout subscriptions` lists them.")
        ledger.disable(subscription)
    typer.echo(f"Subscription {subscription} gets nothing any more.")


@app.command()
def subscriptions(form: FormatOption = Format.TABLE) -> None:
    """Print the subscriptions, their addresses masked."""
    from lookout.subscribing import SUBSCRIPTION_COLUMNS, subscription_rows

    with _lookout() as (lookout, _):
        rows = subscription_rows(lookout)
    print_rows(rows, SUBSCRIPTION_COLUMNS, form)


@app.command()
def deliver(*, once: Annotated[bool, typer.Option("--once", help="Send what is due now and end.")] = False) -> None:
    """Send what is due; without --once, go on until Ctrl-C."""
    from lookout.service import Parts
    from workflows.deliver import deliver_due

    if not once:
        _serve(Parts(polls=False, serves=False))
        return
    with _lookout() as (lookout, _):
        attempted = deliver_due(lookout.delivering)
    typer.echo(f"{attempted} {'delivery' if attempted == 1 else 'deliveries'} attempted.")


@app.command()
def release(
    incident: Annotated[int, typer.Argument(help="A number from `lookout incidents`.")],
    why: Annotated[str, typer.Option(help="The reason, kept with the decision.")],
) -> None:
    """Believe a held reading after all: its changes are recorded and sent."""
    from workflows.review import DecisionError
    from workflows.review import release as release_reading

    with _lookout() as (lookout, _):
        try:
            result = release_reading(lookout.polling, lookout.log, incident, why)
        except DecisionError as error:
            _give_up(str(error))
    typer.echo(f"{result.source}: {result.outcome}. {result.message}")
    raise typer.Exit(_EXIT_OF[result.outcome])


@app.command()
def reject(
    incident: Annotated[int, typer.Argument(help="A number from `lookout incidents`.")],
    why: Annotated[str, typer.Option(help="The reason, kept with the decision.")],
) -> None:
    """Turn a held reading down: the same bytes again are not looked at, the last good list stays."""
    from workflows.review import DecisionError
    from workflows.review import reject as reject_reading

    with _lookout() as (lookout, _):
        try:
            reject_reading(lookout.polling, incident, why)
        except DecisionError as error:
            _give_up(str(error))
    typer.echo(f"Incident {incident} is rejected; the last good list stays.")


@app.command()
def same(
    incident: Annotated[int, typer.Argument(help="The number of a question from `lookout incidents`.")],
    why: Annotated[str, typer.Option(help="The reason, kept with the decision.")],
) -> None:
    """Answer a question: both names are one agreement, printed differently."""
    _answer(incident, "same", why)


@app.command()
def different(
    incident: Annotated[int, typer.Argument(help="The number of a question from `lookout incidents`.")],
    why: Annotated[str, typer.Option(help="The reason, kept with the decision.")],
) -> None:
    """Answer a question: the names are two agreements; one left or stays, the other joined."""
    _answer(incident, "different", why)


def _answer(incident: int, ruling: str, why: str) -> None:
    from domain.identity import Ruling
    from workflows.review import DecisionError, answer

    with _lookout() as (lookout, _):
        try:
            result = answer(lookout.polling, lookout.log, incident, Ruling(ruling), why)
        except DecisionError as error:
            _give_up(str(error))
    typer.echo(f"{result.source}: {result.outcome}. {result.message}")
    raise typer.Exit(_EXIT_OF[result.outcome])


@app.command()
def migrate() -> None:
    """Bring the database schema up to date."""
    with _lookout():
        typer.echo("The schema is up to date.")


@app.command()
def doctor() -> None:
    """Check configuration, database, disk, clock and mail server; exit status 0 when all is well, else 4."""
    from lookout.doctor import examine

    with _lookout() as (lookout, settings):
        findings = examine(lookout, settings)
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.good else 'BAD '} {finding.subject}: {finding.message}")
    raise typer.Exit(0 if all(finding.good for finding in findings) else EXIT_FAILED)


@contextmanager
def _lookout() -> Iterator[tuple[Any, Settings]]:
    """Wire everything up for one command and give it back after."""
    from lookout.wiring import build
    from storage.schema import SchemaError
    from storage.vault import VaultError

    try:
        settings = load_settings()
        lookout = build(settings)
    except (SettingsError, SchemaError, VaultError) as error:
        _give_up(str(error))
    except OperationalError as error:
        _give_up(f"The database cannot be opened: {error.orig}. Check LOOKOUT_DATABASE_URL and LOOKOUT_DATA_DIR.")
    try:
        yield lookout, settings
    except VaultError as error:
        _give_up(str(error))
    finally:
        lookout.close()


def _serve(parts: Any) -> None:
    from lookout.service import Service, ServiceError

    with _lookout() as (lookout, settings):
        try:
            asyncio.run(_until_signal(Service(lookout, settings, parts)))
        except ServiceError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


async def _until_signal(service: Any) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await service.run(stop)


def _visited(lookout: Any, keys: list[str] | None) -> list[str]:
    """Return the sources to visit: those named, or all; one that another's visit reads is visited through it."""
    known = _known_sources(lookout, keys or ())
    wanted = keys or list(known)
    return list(dict.fromkeys(known[key].polled_with or key for key in wanted))


def _known_sources(lookout: Any, keys: Iterable[str]) -> dict[str, Any]:
    """Return every source by key, after making sure that *keys* are among them."""
    known = {source.key: source for source in lookout.sources.all()}
    unknown = [key for key in keys if key not in known]
    if unknown:
        _give_up(f"There is no source {', '.join(unknown)}. The sources are: {', '.join(known)}.")
    return known


def _save_capture(lookout: Any, capture_id: int, path: Path) -> None:
    view = lookout.log.capture(capture_id)
    if view is None:
        _give_up(f"There is no capture {capture_id}: `lookout captures` lists them.")
    path.write_bytes(lookout.archive.open(view.sha256))
    typer.echo(f"{path}: {view.bytes} bytes, SHA-256 {view.sha256}")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        _give_up(f'"{text}" is no day: write it as YYYY-MM-DD, such as 2025-09-22.')


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _state(text: str | None) -> str | None:
    if text is None:
        return None
    found = resolve_state(text)
    if found is None:
        _give_up(f'"{text}" is no state or territory: write its name or its two letters, such as Texas or TX.')
    return found


def _give_up(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(EXIT_USAGE)
