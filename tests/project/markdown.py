"""Reads what the tests of the documents need from Markdown: code, links, headings, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w*)\n(?P<body>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Link:
    """One link or picture."""

    target: str
    text: str
    is_image: bool


def shell_lines(path: Path) -> list[str]:
    """Return every line a reader could type: of the `sh` blocks, and each piece of code within a sentence."""
    text = path.read_text("utf-8")
    blocks = [
        line.strip()
        for match in _FENCE.finditer(text)
        if match["language"] == "sh"
        for line in match["body"].splitlines()
    ]
    return [line for line in [*blocks, *_INLINE.findall(_FENCE.sub("", text))] if line]


def commands(path: Path, program: str) -> list[str]:
    """Return the lines of *path* that run *program*, from its name on; settings and `sudo -u` before it are cut off."""
    before = r"(?:^|&& |; )(?:sudo (?:-u \w+ )?)?(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?"
    found = re.compile(rf"{before}({re.escape(program)}(?: .*?)?)(?= && |; |$)")
    return [match for line in shell_lines(path) for match in found.findall(line)]


def links(path: Path) -> list[Link]:
    """Return every link and picture of *path*."""
    text = _INLINE.sub("", _FENCE.sub("", path.read_text("utf-8")))
    return [Link(match["target"], match["text"], bool(match["image"])) for match in _LINK.finditer(text)]


def anchors(path: Path) -> set[str]:
    """Return what `#…` may follow a link to *path*: its headings, as forges spell them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def sections(path: Path) -> list[str]:
    """Return the second-level headings of *path*, in order."""
    return re.findall(r"^## (.+)$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)


def first_cells(path: Path, heading: str) -> list[str]:
    """Return the code in the first cell of each row of the first table whose heading row begins with *heading*."""
    rows = path.read_text("utf-8").split(f"| {heading} |", 1)[1].split("\n\n", 1)[0].splitlines()[2:]
    return [match[1] for row in rows if (match := re.match(r"\| `([^`]+)`", row))]
