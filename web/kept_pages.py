"""Answers written and packed once, and given again for as long as what they show stays as it is.

What is kept is found by everything that it depends on, the stamp of the record included, which is read anew for each
request. So nothing has to be thrown away when the record changes: it is not found any more, and makes room in time.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web.phrases import language_of

MOST_BYTES = 16_000_000
_OVERHEAD = 1_000
"""What an entry takes beside its bytes, about."""
_LEVEL = 6
_SMALLEST = 500
"""Shorter answers gain nothing by packing."""
_KEY = "lookout.kept_pages"
_PERSONAL = ("cookie", "authorization")


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of an answer, packed with gzip where that pays, and a tag that tells them from others."""

    data: bytes
    packed: bool
    tag: str

    @classmethod
    def of(cls, text: str) -> Body:
        """Return *text* as it is kept."""
        plain = text.encode()
        packed = len(plain) >= _SMALLEST
        data = gzip.compress(plain, _LEVEL, mtime=0) if packed else plain
        return cls(data, packed, tag_of(text))

    def plain(self) -> bytes:
        """Return the bytes for the few who cannot unpack: a millisecond's work, and an eighth of the room."""
        return gzip.decompress(self.data) if self.packed else self.data


def tag_of(text: str) -> str:
    """Return an ETag for *text*; weak, because the same text goes out packed and plain."""
    return f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'


class KeptPages:
    """The answers used last, as many as fit into *most* bytes. Safe to use from several threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Body] = OrderedDict()
        self._writing: dict[Hashable, Lock] = {}
        self._size = 0

    @property
    def size(self) -> int:
        """Return about how many bytes are held."""
        return self._size

    def get(self, key: Hashable, write: Callable[[], str]) -> Body:
        """Return what is kept under *key*, else what *write* returns, which others who ask meanwhile wait for."""
        with self._lock:
            if (found := self._find(key)) is not None:
                return found
            writing = self._writing.setdefault(key, Lock())
        with writing:
            with self._lock:
                if (found := self._find(key)) is not None:
                    return found
            try:
                body = Body.of(write())
                with self._lock:
                    self._keep(key, body)
            finally:
                with self._lock:
                    self._writing.pop(key, None)
            return body

    def _find(self, key: Hashable) -> Body | None:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: Hashable, body: Body) -> None:
        size = len(body.data) + _OVERHEAD
        if size > self._most // 4 or key in self._kept:
            return
        self._kept[key] = body
        self._size += size
        while self._size > self._most:
            _, old = self._kept.popitem(last=False)
            self._size -= len(old.data) + _OVERHEAD


class PagesAtHand:
    """Middleware: lets each request of one application find what that application keeps."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pages = KeptPages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with the pages at hand."""
        await self._app({**scope, _KEY: self._pages}, receive, send)


def kept(request: Request, stamp: Hashable, media_type: str, write: Callable[[], str]) -> Body:
    """Return the answer to *request* while *stamp* holds, from what is kept where somebody asked the same before.

    The same is: the same address to the letter, in the same language, of the same host. A request that says who is
    asking gets an answer of its own, which is not kept.
    """
    pages: KeptPages | None = request.scope.get(_KEY)
    if pages is None or any(name in request.headers for name in _PERSONAL):
        return Body.of(write())
    scope = request.scope
    address = (scope.get("root_path", ""), scope["path"], scope["query_string"], request.headers.get("host", ""))
    return pages.get((language_of(request), *address, media_type, stamp), write)
