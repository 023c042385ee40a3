"""Makes the pictures of the documentation: `python -m lookout.demo.pictures` tells the story and photographs it.

Needs Chromium. Run it again after a change of the pages' looks; nothing else in the project depends on it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from lookout.demo.run import EXIT_NOT_AS_EXPECTED, Addresses, run_demo

FOLDER = Path(__file__).parents[2] / "docs" / "images"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_BROWSER_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
_WIDE, _PHONE = (1280, 1100), (390, 1100)
"""Width and height in CSS pixels."""
_SECONDS = 60.0
"""Patience for one picture: the first start of a browser is slow on a small machine."""


class PictureError(Exception):
    """A picture cannot be made; the message says why."""


def photograph(url: str, picture: Path, size: tuple[int, int]) -> None:
    """Write a PNG of the page at *url*. Raises PictureError."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        raise PictureError(f"No browser was found: install one of {', '.join(_BROWSERS)}.")
    with tempfile.TemporaryDirectory(prefix="lookout-pictures-", ignore_cleanup_errors=True) as profile:
        command = [
            browser,
            *_BROWSER_OPTIONS,
            f"--user-data-dir={profile}",
            f"--window-size={size[0]},{size[1]}",
            f"--screenshot={picture}",
            url,
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # our own words
        except subprocess.TimeoutExpired:
            raise PictureError(f"The browser made no picture of {url} within {_SECONDS:.0f} seconds.") from None
    if done.returncode or not picture.exists():
        raise PictureError(f"The browser made no picture of {url}: {done.stderr.decode(errors='replace')[-500:]}")


def main() -> int:
    """Make all pictures and return the exit status."""
    parser = argparse.ArgumentParser(description="Photograph the demonstration for the documentation.")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    folder: Path = parser.parse_args().to
    folder.mkdir(parents=True, exist_ok=True)

    def take_pictures(addresses: Addresses) -> None:
        photograph(addresses.change_log, folder / "change-log.png", _WIDE)
        photograph(addresses.change_log, folder / "change-log-phone.png", _PHONE)
        photograph(addresses.inbox, folder / "inbox.png", _WIDE)

    try:
        return run_demo(port=0, fast=True, exit_when_told=True, say=_ignore, when_told=take_pictures)
    except PictureError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_NOT_AS_EXPECTED


def _ignore(_: str) -> None:
    """Leave the story untold: only its pictures are wanted."""


if __name__ == "__main__":
    sys.exit(main())
