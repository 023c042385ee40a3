"""The exact bytes that we read, for anybody to check. They come from a stranger and are never shown inside our pages."""

from __future__ import annotations

import base64
import re

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from web.errors import NotFoundError
from web.site import CaptureId, Site, add_page
from workflows.reading import CaptureView

_PUBLIC_ROLES = frozenset({"page", "participating", "pending"})
"""Newsrooms name private persons: their listings and releases are kept as evidence and not passed on."""


class EvidenceDownloads:
    """Downloads of captures over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def router(self) -> APIRouter:
        """Return the route of the downloads."""
        router = APIRouter()
        add_page(router, "/captures/{capture_id}/download", self.download)
        return router

    def download(self, request: Request, capture_id: CaptureId) -> Response:
        """Give the bytes of one capture. Damaged bytes (OSError) are never given out: that is our own mistake."""
        capture = self._site.reader.capture(capture_id)
        if capture is None or capture.role not in _PUBLIC_ROLES:
            raise NotFoundError("error.no_capture")
        etag = f'"{capture.sha256}"'
        headers = {
            "ETag": etag,
            "Cache-Control": "public, max-age=31536000, immutable",
            "Content-Disposition": f'attachment; filename="{_file_name(capture)}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(capture.sha256)).decode()}:",
        }
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        try:
            body = self._site.archive.open(capture.sha256)
        except KeyError:
            raise NotFoundError("error.no_bytes") from None
        return Response(body, headers=headers, media_type="application/octet-stream")


def _file_name(capture: CaptureView) -> str:
    """Return a name that says what it is and holds nothing that a header or a file system could trip over."""
    published = re.sub(r"[^A-Za-z0-9._-]+", "-", capture.published_name, flags=re.ASCII).strip("-.")[-80:]
    return f"capture-{capture.id}-{published or capture.role}"
