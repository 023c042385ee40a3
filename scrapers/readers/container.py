"""Decides whether bytes are an archive that may be opened at all, before anything in it is expanded."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from workflows.ports import WorkbookUnreadableError

MAX_BODY_BYTES = 10 * 1024 * 1024
"""The largest real workbook of 2025 and 2026 has 240 kB."""
MAX_ENTRIES = 200
"""A real workbook has about 20 parts."""
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
"""No part of 395 real workbooks packs better than 30 to 1."""
RATIO_COUNTS_FROM_BYTES = 1024 * 1024
"""Small parts may pack as well as they like: they cannot hurt."""

_CHUNK_BYTES = 64 * 1024
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_FLAG = 0x1
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError)
"""What `zipfile` raises for archives that are cut off, damaged or forged."""


class PartTarget:
    """Receives the elements of one part as they are read, and refuses document types; readers of parts build on it.

    Nothing is kept in between, so memory stays small whatever the part holds.
    """

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Ignore the element."""

    def end(self, tag: str) -> None:
        """Ignore the element."""

    def data(self, text: str) -> None:
        """Ignore the text."""

    def doctype(self, _name: str, _public_id: str | None, _system: str | None) -> None:
        """Raise: Excel never writes a document type, entity bombs need one."""
        raise WorkbookUnreadableError(
            "A part of the workbook declares a document type, which Excel never writes: do not trust this file."
        )

    def close(self) -> None:
        """Do nothing."""


class StopReadingError(Exception):
    """Raised by a target that has seen enough of its part."""


class Container:
    """An opened and checked workbook archive. Raises WorkbookUnreadableError for what cannot be accepted."""

    def __init__(self, body: bytes) -> None:
        _check_magic(body)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except _DAMAGED as error:
            raise WorkbookUnreadableError(
                "The file starts like a workbook but its archive is damaged or cut off: the next poll fetches it again."
            ) from error
        self._names = _checked_names(self._zip.infolist())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts, in archive order."""
        return tuple(self._names.values())

    def has(self, name: str) -> bool:
        """Tell whether there is a part *name*; letter case does not count in part names."""
        return name.lower() in self._names

    def parse(self, name: str, target: PartTarget) -> None:
        """Feed the XML part *name* to *target*, piece by piece, until its end or until the target has seen enough."""
        # Nothing is fetched and libxml2's own limits stay. `resolve_entities` keeps its default, "internal": with False,
        # libxml2 hands "&amp;" in a link on as "&#38;". Entities of a file's own need a document type: see `doctype`.
        parser = etree.XMLParser(
            target=cast("Any", target),
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for chunk in self._chunks(name):
                parser.feed(chunk)
            parser.close()
        except StopReadingError:
            return
        except etree.LxmlError as error:
            raise WorkbookUnreadableError(
                f"The part {name} of the workbook is not well-formed XML: the next poll fetches it again."
            ) from error

    def _chunks(self, name: str) -> Iterator[bytes]:
        real_name = self._names.get(name.lower())
        if real_name is None:
            raise WorkbookUnreadableError(f"The archive has no part {name}: it is no complete Excel workbook.")
        try:
            with self._zip.open(real_name) as part:
                while chunk := part.read(_CHUNK_BYTES):
                    yield chunk
        except _DAMAGED as error:
            raise WorkbookUnreadableError(
                f"The part {name} of the workbook is damaged or cut off: the next poll fetches it again."
            ) from error


def _check_magic(body: bytes) -> None:
    if not body:
        raise WorkbookUnreadableError("The file is empty: the next poll fetches it again.")
    if len(body) > MAX_BODY_BYTES:
        raise WorkbookUnreadableError(
            f"The file has {len(body):,} bytes, more than the {MAX_BODY_BYTES:,} that are accepted: look at it by hand."
        )
    if body.startswith(_OLE_MAGIC):
        raise WorkbookUnreadableError(
            "The file is password-protected or an old .xls workbook: open it in Excel, save it as .xlsx without a "
            "password, and look at it by hand."
        )
    if body.startswith(b"%PDF"):
        raise WorkbookUnreadableError("The file is a PDF, not a workbook: look at what the publisher now links to.")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise WorkbookUnreadableError(
            "The file is a web page or other markup saved under a workbook's name: the publisher may be blocking us."
        )
    if body.startswith(b"PK\x05\x06"):
        raise WorkbookUnreadableError("The file is an empty archive: the next poll fetches it again.")
    if not body.startswith(b"PK\x03\x04"):
        raise WorkbookUnreadableError("The file is no Excel workbook (it is no ZIP archive): look at it by hand.")


def _checked_names(entries: list[zipfile.ZipInfo]) -> dict[str, str]:
    """Return the part names by their lower-case form, after refusing what no spreadsheet program writes."""
    if len(entries) > MAX_ENTRIES:
        raise WorkbookUnreadableError(
            f"The archive has {len(entries):,} parts, more than the {MAX_ENTRIES} that are accepted."
        )
    names: dict[str, str] = {}
    for entry in entries:
        if fault := _fault(entry) or ("stands twice in it" if entry.filename.lower() in names else ""):
            raise WorkbookUnreadableError(f"The archive is not safe to open: the part {entry.filename!a:.80} {fault}.")
        names[entry.filename.lower()] = entry.filename
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise WorkbookUnreadableError(
            f"The archive would unpack to more than the {MAX_UNPACKED_BYTES:,} bytes that are accepted."
        )
    return names


def _fault(entry: zipfile.ZipInfo) -> str:
    name = entry.filename
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        return "has a name that leads out of the archive"
    if entry.flag_bits & _ENCRYPTED_FLAG:
        return "is encrypted"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "is packed in a way that Excel never uses"
    if entry.file_size > RATIO_COUNTS_FROM_BYTES and entry.file_size > MAX_RATIO * entry.compress_size:
        return f"unpacks to more than {MAX_RATIO} times its size"
    return ""
