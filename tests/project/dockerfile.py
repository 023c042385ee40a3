"""Reads a Dockerfile into its stages and instructions."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

KNOWN = {
    "FROM", "ARG", "ENV", "LABEL", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
    "CMD", "ENTRYPOINT", "SHELL",
}  # fmt: skip
"""ADD is left out on purpose: it fetches and unpacks by itself."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One FROM with what follows it, as (instruction, arguments) pairs."""

    base: str
    name: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        """Return the arguments of every *instruction* of this stage, in order."""
        return [arguments for name, arguments in self.instructions if name == instruction]

    def environment(self) -> dict[str, str]:
        """Return what the ENV instructions of this stage set."""
        return dict(pair.split("=", 1) for line in self.all("ENV") for pair in shlex.split(line))


def stages(path: Path) -> list[Stage]:
    """Return the stages of the Dockerfile at *path*. Raises ValueError for an instruction that is not KNOWN."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    found: list[Stage] = []
    for line in re.sub(r"\\\n", " ", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        instruction, _, arguments = line.strip().partition(" ")
        if instruction not in KNOWN:
            raise ValueError(f"{path.name} uses {instruction}, which is not a known instruction")
        if instruction == "FROM":
            base, _, name = arguments.partition(" AS ")
            found.append(Stage(base.strip(), name.strip()))
        else:
            found[-1].instructions.append((instruction, arguments.strip()))
    return found


def exec_form(arguments: str) -> list[str]:
    """Return the command of a CMD or HEALTHCHECK. Raises ValueError where it is not in the JSON (no shell) form."""
    command = json.loads(arguments[arguments.index("[") :])
    if not isinstance(command, list) or not all(isinstance(word, str) for word in command):
        raise ValueError(f"not a list of words: {arguments}")
    return command
