"""Reads the lock files: which package, which version, under which condition, with which hashes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_REQUIREMENT = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*\\?$"
)
_HASH = re.compile(r"^\s+--hash=sha256:(?P<hash>[0-9a-f]{64})\s*\\?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One locked package."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]


def pins(lock: Path) -> dict[tuple[str, str], Pin]:
    """Return what *lock* pins, by name and marker. Raises ValueError for a line that is neither a pin nor a hash."""
    found: dict[tuple[str, str], Pin] = {}
    name, version, marker, hashes = "", "", "", set[str]()
    for number, line in enumerate([*lock.read_text("utf-8").splitlines(), ""], start=1):
        if match := _HASH.match(line):
            hashes.add(match["hash"])
            continue
        if name:
            found[name, marker] = Pin(name=name, version=version, marker=marker, hashes=frozenset(hashes))
            name, hashes = "", set()
        if match := _REQUIREMENT.match(line):
            name, version, marker = match["name"].lower(), match["version"], (match["marker"] or "").strip()
        elif line.strip():
            raise ValueError(f"{lock.name}:{number} is neither a pinned requirement nor a hash: {line!r}")
    return found
