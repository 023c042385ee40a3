"""Unpacks answers: gzip alone, whole, and only up to a size.

Scrapy's own middleware unpacks by four methods, of which we ask for one, and hands on as much as it could of a damaged
answer. Half a page that passes for a whole one would say that a list is no longer linked.
"""

from __future__ import annotations

import zlib

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

_GZIP = frozenset({"gzip", "x-gzip"})
_GZIP_FORMAT = 31
"""zlib's `wbits` for a gzip header and its check sum."""
_MOST_MEMBERS = 100
"""Parts that one gzip answer may have; servers send one. A million empty ones would cost minutes to walk through."""


class UnpackingError(IgnoreRequest):
    """An answer came and cannot be unpacked; the message is a sentence, *response* is the answer as it came."""

    def __init__(self, message: str, response: Response) -> None:
        super().__init__(message)
        self.response = response


class TooLargeError(ValueError):
    """More would come out than is accepted."""


class DamagedError(ValueError):
    """What was given is not gzip, or not all of it."""


class GzipOnly:
    """Scrapy middleware: hands answers on unpacked, and refuses those that are packed in any other way than gzip."""

    def __init__(self, crawler: Crawler) -> None:
        self._largest = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GzipOnly:
        """Build the middleware as Scrapy asks for it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Return *response* unpacked. Raises UnpackingError."""
        packings = _packings(response)
        if not packings or not response.body:
            return response
        if len(packings) > 1 or packings[0] not in _GZIP:
            named = ", ".join(packings)[:40]
            raise UnpackingError(f"The answer is packed as “{named}”, which we did not ask for.", response)
        limit: int = request.meta.get("download_maxsize", self._largest)
        try:
            body = unpack_gzip(response.body, limit)
        except TooLargeError:
            raise UnpackingError("The answer was too large once unpacked.", response) from None
        except DamagedError:
            raise UnpackingError("The answer says that it is packed and cannot be unpacked.", response) from None
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        unpacked: Response = response.replace(body=body, headers=headers)
        return unpacked


def unpack_gzip(packed: bytes, limit: int) -> bytes:
    """Return what *packed* holds, up to *limit* bytes. Raises TooLargeError, and DamagedError where any of it is missing."""
    unpacked = bytearray()
    rest = packed
    for _ in range(_MOST_MEMBERS):
        member = zlib.decompressobj(wbits=_GZIP_FORMAT)
        try:
            unpacked += member.decompress(rest, limit + 1 - len(unpacked))
        except zlib.error as error:
            raise DamagedError(str(error)) from error
        if len(unpacked) > limit:
            raise TooLargeError
        if not member.eof:
            raise DamagedError("It broke off.")
        rest = member.unused_data.lstrip(b"\0")
        if not rest:
            return bytes(unpacked)
    raise DamagedError("It has too many parts.")


def _packings(response: Response) -> list[str]:
    named = ",".join(value.decode("latin-1") for value in response.headers.getlist("Content-Encoding"))
    return [packing for part in named.split(",") if (packing := part.strip().lower()) not in {"", "identity"}]
