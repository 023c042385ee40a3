"""The program that reads untrusted workbooks: requests on standard input, sheets on standard output, under limits.

Started by `scrapers.readers.isolated` only. A message is its length in eight bytes, then the bytes: a workbook in; JSON
out, either `{"sheet": …}` or `{"unreadable": "…"}`.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from domain.snapshots import Sheet
from scrapers.readers.workbook import XlsxReader
from workflows.ports import WorkbookUnreadableError

LONGEST_MESSAGE = 256 * 1024 * 1024
"""Bytes; more than the largest accepted sheet gives as JSON."""
LENGTH = struct.Struct(">Q")
SHEETS = TypeAdapter(Sheet)
TOO_BIG = "The workbook needs more memory than a reading may take: look at it by hand."


def main(arguments: list[str]) -> None:
    """Serve until standard input ends; *arguments* are the megabytes and the CPU seconds for one reading."""
    megabytes, seconds = int(arguments[0]), int(arguments[1])
    _limit(resource.RLIMIT_AS, _address_space() + megabytes * 1024 * 1024)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    reader = XlsxReader()
    while (body := receive(sys.stdin.buffer)) is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (_cpu_used() + seconds, hard))
        send(sys.stdout.buffer, answer(reader, body))


def answer(reader: XlsxReader, body: bytes) -> bytes:
    """Return what is sent back for *body*."""
    try:
        return b'{"sheet":' + SHEETS.dump_json(reader.read(body)) + b"}"
    except WorkbookUnreadableError as error:
        return json.dumps({"unreadable": str(error)}).encode()
    except MemoryError:
        return json.dumps({"unreadable": TOO_BIG}).encode()


def send(stream: IO[bytes], message: bytes) -> None:
    """Write one message."""
    stream.write(LENGTH.pack(len(message)))
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Return the next message, or None at the end of the stream, where it breaks off or where it is too long."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = stream.read(min(length, LONGEST_MESSAGE))
    return message if len(message) == length else None


def _address_space() -> int:
    """Return the bytes of address space this process has now (Linux; elsewhere a safe guess)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 1024 * 1024 * 1024
    return pages * resource.getpagesize()


def _cpu_used() -> int:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return int(usage.ru_utime + usage.ru_stime) + 1


def _limit(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    try:
        resource.setrlimit(which, (value, hard))
    except (ValueError, OSError) as error:
        # macOS knows RLIMIT_AS by name only; the CPU limit and the parent's time limit still hold there.
        print(f"limit {which} cannot be set: {error}", file=sys.stderr)  # noqa: T201  # standard error is our log here


if __name__ == "__main__":
    main(sys.argv[1:])
