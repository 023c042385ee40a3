"""`make source`: looks how a site can be read, with this installation's name and contact, and begins its source file."""

from __future__ import annotations

import sys
from importlib.metadata import version

import typer

from lookout.settings import SettingsError, load_settings
from scrapers.drafts import main
from scrapers.fetching import FetchOptions
from scrapers.looking import Looker


def run(arguments: list[str]) -> int:
    """Begin a source from the command line; return the exit status."""
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    options = FetchOptions(contact_url=settings.contact, version=version("lookout-287g"), delay=settings.fetch_delay)
    looker = Looker(options, lambda sentence: typer.echo(sentence, err=True), allow_private_hosts=settings.allow_local)
    return main(arguments, looker)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
