"""The project's own files, as the tests of this folder look at them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("domain", "workflows", "scrapers", "storage", "notifier", "scheduler", "web", "lookout")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock", "requirements-browser.lock")

_NOT_OURS = {"__pycache__", "node_modules", "build", "dist"}
_NOT_OURS_AT_THE_ROOT = {"data", "secrets"}


def product_modules() -> list[Path]:
    """Return every Python file of the product, tests aside."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def text_files() -> Iterator[tuple[Path, str]]:
    """Yield every text file that a commit could hold, with its text: no environment, cache, data or secret."""
    for folder, subfolders, names in os.walk(ROOT):
        here = Path(folder)
        skipped = _NOT_OURS | (_NOT_OURS_AT_THE_ROOT if here == ROOT else set())
        subfolders[:] = sorted(
            name
            for name in subfolders
            if name not in skipped and not name.endswith(".egg-info") and (not name.startswith(".") or name == ".ci")
        )
        for name in sorted(names):
            path = here / name
            if name == ".env" or path.is_symlink():
                continue
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


def documents() -> list[Path]:
    """Return every Markdown file at the root and under `docs/`."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@cache
def pyproject() -> dict[str, Any]:
    """Return `pyproject.toml`, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
