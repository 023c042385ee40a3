"""Reads the Makefile: its targets, what each says of itself, and the commands it runs."""

from __future__ import annotations

import re

from tests.project.tree import ROOT

_TEXT = (ROOT / "Makefile").read_text("utf-8")


def phony_targets() -> set[str]:
    """Return the targets that name something to do, not a file."""
    [line] = re.findall(r"^\.PHONY: (.+)$", _TEXT, re.MULTILINE)
    return set(line.split())


def helped_targets() -> dict[str, str]:
    """Return the targets that say what they do, with what they say."""
    return dict(re.findall(r"^([a-z0-9-]+):.*? ## (.+)$", _TEXT, re.MULTILINE))


def recipe_lines() -> list[str]:
    """Return the lines of every recipe, without the leading tab and `@`, continuations joined."""
    return [line.lstrip("\t@") for line in _TEXT.replace("\\\n", " ").splitlines() if line.startswith("\t")]
