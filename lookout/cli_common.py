"""What the commands share: the wired Lookout, their options, and how they end when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from sqlalchemy.exc import OperationalError

from domain.vocabulary import resolve_state
from lookout.printing import Format
from lookout.settings import Settings, SettingsError, load_settings
from workflows.ports import SourceConfig
from workflows.reading import PollOutcome

if TYPE_CHECKING:
    from lookout.wiring import Lookout

FormatOption = Annotated[Format, typer.Option("--format", help="How to print: a table, CSV or JSON.")]
EXIT_USAGE, EXIT_HELD, EXIT_FAILED = 2, 3, 4
EXIT_OF = {
    PollOutcome.UNCHANGED: 0,
    PollOutcome.CHANGED: 0,
    PollOutcome.HELD: EXIT_HELD,
    PollOutcome.FAILED: EXIT_FAILED,
}


@contextmanager
def open_lookout() -> Iterator[tuple[Lookout, Settings]]:
    """Wire everything up for one command and give it back after."""
    from lookout.wiring import build
    from storage.schema import SchemaError
    from storage.vault import VaultError

    try:
        settings = load_settings()
        lookout = build(settings)
    except (SettingsError, SchemaError, VaultError) as error:
        give_up(str(error))
    except OperationalError as error:
        give_up(f"The database cannot be opened: {error.orig}. Check LOOKOUT_DATABASE_URL and LOOKOUT_DATA_DIR.")
    try:
        yield lookout, settings
    except VaultError as error:
        give_up(str(error))
    finally:
        lookout.close()


def give_up(sentence: str) -> NoReturn:
    """End with the exit status of wrong usage and a sentence that says what to do."""
    typer.echo(sentence, err=True)
    raise typer.Exit(EXIT_USAGE)


def known_sources(lookout: Lookout, keys: Iterable[str]) -> dict[str, SourceConfig]:
    """Return every source by key, after making sure that *keys* are among them."""
    known = {source.key: source for source in lookout.sources.all()}
    for key in keys:
        any_source(lookout, key)
        if key not in known:
            give_up(f"{key} is a draft, which is never polled: `lookout try {key}` reads it.")
    return known


def any_source(lookout: Lookout, key: str) -> SourceConfig:
    """Return the source called *key*, be it a draft that is not polled yet."""
    try:
        return lookout.sources.get(key)
    except KeyError as error:
        give_up(str(error.args[0]))


def day_of(text: str | None) -> date | None:
    """Return the day that *text* is."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        give_up(f'"{text}" is no day: write it as YYYY-MM-DD, such as 2025-09-22.')


def start_of(day: date) -> datetime:
    """Return the first instant of a UTC day."""
    return datetime.combine(day, time(), UTC)


def state_of(text: str | None) -> str | None:
    """Return the official name of the state that *text* is."""
    if text is None:
        return None
    found = resolve_state(text)
    if found is None:
        give_up(f'"{text}" is no state or territory: write its name or its two letters, such as Texas or TX.')
    return found
