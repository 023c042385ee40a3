"""The dead man's switch: an outside monitor is asked for a page after each good turn, and speaks up when that stops."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

_SECONDS = 5.0


def ping(url: str) -> bool:
    """Ask for *url* once and tell whether it answered well. Never raises: a monitor that is away ends nothing."""
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname or "", parts.port, timeout=_SECONDS)
    try:
        connection.request("GET", parts.path or "/", headers={"User-Agent": "Lookout-287g"})
        return connection.getresponse().status < http.client.BAD_REQUEST
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
