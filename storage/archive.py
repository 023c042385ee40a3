"""Raw bytes on disk, once per content: `ab/cd/<sha256>.zst`, compressed with Zstandard."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import zstandard

_LEVEL = 9
_INCOMING = ".incoming-"


class FileArchive:
    """Keeps bytes under *root*, a folder for nothing else."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, body: bytes) -> str:
        """Store *body* durably, if it is not there yet, and return its SHA-256 (hex). Safe to repeat.

        The file is written beside its place, flushed to the disk and then moved in: a crash leaves a stray temporary
        file at worst, never half a content under its name. The folder is flushed as well, so that the name survives.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        path = self._path(sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=_INCOMING)
        with os.fdopen(descriptor, "wb") as file:
            file.write(zstandard.ZstdCompressor(level=_LEVEL).compress(body))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
        _flush_folder(path.parent)
        return sha256

    def open(self, sha256: str) -> bytes:
        """Return the exact bytes. Raises KeyError when they were never kept and OSError when they are damaged."""
        path = self._path(sha256)
        try:
            packed = path.read_bytes()
        except FileNotFoundError as error:
            raise KeyError(sha256) from error
        try:
            body = zstandard.ZstdDecompressor().decompress(packed)
        except zstandard.ZstdError as error:
            message = f"The archived file {path} is damaged: restore it from a backup."
            raise OSError(message) from error
        if hashlib.sha256(body).hexdigest() != sha256:
            message = f"The archived file {path} does not hold what its name says: restore it from a backup."
            raise OSError(message)
        return body

    def sweep(self, older_than: float) -> int:
        """Remove what writers that died left half written before *older_than* (seconds of the machine's clock)."""
        swept = 0
        for stray in self._root.glob(f"*/*/{_INCOMING}*"):
            with contextlib.suppress(FileNotFoundError):  # its writer may be alive after all, and just done
                if stray.stat().st_mtime < older_than:
                    stray.unlink()
                    swept += 1
        return swept

    def _path(self, sha256: str) -> Path:
        if len(sha256) != hashlib.sha256().digest_size * 2 or not set(sha256) <= set("0123456789abcdef"):
            raise KeyError(sha256)
        return self._root / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
