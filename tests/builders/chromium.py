"""The Chromium of this machine, for the tests that open pages in one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scrapers.browser import BrowserProgram, is_installed

_NAMES = ("chromium", "chromium-browser", "google-chrome")


def _found() -> Path | None:
    there = (shutil.which(name) or shutil.which(name, path="/usr/bin") for name in _NAMES)
    return next((Path(path) for path in there if path), None)


_PATH = _found()
PROGRAM = BrowserProgram(path=_PATH or Path("/usr/bin/chromium"), sandbox=False)
"""Without its sandbox, which root and most containers cannot have: the pages of these tests are our own."""


def needs_chromium() -> pytest.MarkDecorator:
    """Return the mark that skips a test, with its reason, where there is no Chromium or nothing that leads it."""
    reason = "" if _PATH else f"there is no Chromium here ({', '.join(_NAMES)} on PATH or in /usr/bin)"
    if not is_installed():
        reason = "the extra “browser” is not installed (Playwright)"
    return pytest.mark.skipif(bool(reason), reason=reason or "it is there")
