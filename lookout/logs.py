"""How the program logs: one line per event on standard error, for people on a terminal and as JSON elsewhere."""

from __future__ import annotations

import logging
import sys

import structlog

_CHATTY = ("scrapy", "twisted", "apprise", "apscheduler", "uvicorn", "alembic", "asyncio", "mail.log", "aiohttp")


def set_up_logs() -> None:
    """Set the logs up. Libraries are kept to warnings: some of them print addresses and tokens when asked for more."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer(pad_event_to=24, colors=True)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
