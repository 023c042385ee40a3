"""What the command line offers, asked of the command line itself, so that documents and files cannot drift from it."""

from __future__ import annotations

import importlib
import shlex
from functools import cache
from typing import Any

import typer


@cache
def options_by_command() -> dict[str, frozenset[str]]:
    """Return the options of every command of `lookout`, hidden commands aside."""
    module = importlib.import_module("lookout.cli")
    [app] = [value for value in vars(module).values() if isinstance(value, typer.Typer)]
    # Typer carries a copy of click of its own, whose types it does not publish.
    group: Any = typer.main.get_command(app)
    return {
        name: frozenset(option for param in command.params for option in (*param.opts, *param.secondary_opts))
        for name, command in group.commands.items()
        if not command.hidden
    }


def complaint(line: str) -> str:
    """Return what is wrong with the command *line*, "" where `lookout` offers all of it.

    Placeholders in square brackets count as given, so `lookout demo [--port N]` is looked at too.
    """
    words = shlex.split(line.replace("[", " ").replace("]", " ").replace("|", " ").replace("…", " "), comments=True)
    if len(words) < 2 or words[0].rsplit("/", 1)[-1] != "lookout":
        return ""
    command, *rest = words[1:]
    if not command[0].isalpha():  # an option of `lookout` itself, or a picture of the imports
        return ""
    known = options_by_command()
    if command not in known:
        return f"there is no command {command!r} in: {line}"
    unknown = [word for word in rest if word.startswith("--") and word.split("=")[0] not in {*known[command], "--help"}]
    return f"{command} has no option {', '.join(unknown)} in: {line}" if unknown else ""
