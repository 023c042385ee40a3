"""Reads the small parts of a workbook that its cells refer to: sheet list, relations, shared texts, number formats."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from dataclasses import dataclass

from scrapers.readers.container import Container, PartTarget
from workflows.ports import WorkbookUnreadableError

MAX_TEXT = 32_767
"""Characters Excel allows in one cell."""
MAX_SHARED_TEXTS = 800_000
"""20,000 rows times 40 columns: more texts than the accepted cells could use."""

# Built-in number formats that show a day (ECMA-376 part 1, 18.8.30; 27 to 36 and 50 to 58 are East Asian dates).
_BUILTIN_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_NOT_PATTERN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """One sheet of the workbook; *part* is the name of its part in the archive."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One line of a relations part: *target* as written, *kind* the last word of its type."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookPart:
    """What the workbook part says: its worksheets in tab order and which day its dates count from."""

    sheets: tuple[SheetPart, ...]
    counts_from_1904: bool


def local(tag: str) -> str:
    """Return *tag* without its namespace: Excel writes either of two, and the names are the same."""
    return tag.rpartition("}")[2]


def is_on(attribute: str | None) -> bool:
    """Tell whether a yes-or-no attribute says yes; left out, it says no."""
    return attribute in {"1", "true", "on"}


def unescaped(text: str) -> str:
    r"""Return *text* with Excel's `_x000D_` escapes undone; half a surrogate pair becomes U+FFFD."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(_character, text)


def read_workbook_part(container: Container) -> WorkbookPart:
    """Return the worksheets in tab order. Raises WorkbookUnreadableError where there is none."""
    roots = read_relations(container, "_rels/.rels", base="")
    part = next((r.target for r in roots.values() if r.kind == "officeDocument"), "xl/workbook.xml")
    if not container.has(part):
        raise WorkbookUnreadableError(
            "The archive holds no workbook: it is some other kind of file, look at it by hand."
        )
    if part.endswith(".bin"):
        raise WorkbookUnreadableError("The file is a binary workbook (.xlsb): open it in Excel and save it as .xlsx.")
    folder, name = posixpath.split(part)
    relations = read_relations(container, f"{folder}/_rels/{name}.rels", base=folder)
    target = _WorkbookTarget()
    container.parse(part, target)
    sheets = tuple(
        SheetPart(name=name, part=relation.target, hidden=hidden)
        for name, relation_id, hidden in target.sheets
        if (relation := relations.get(relation_id)) and relation.kind == "worksheet"
    )
    if not sheets:
        raise WorkbookUnreadableError("The workbook has no worksheet: look at it by hand.")
    return WorkbookPart(sheets=sheets, counts_from_1904=target.counts_from_1904)


def read_relations(container: Container, part: str, *, base: str) -> dict[str, Relation]:
    """Return the relations in *part* by id; inner targets are resolved against the folder *base*, outer ones are not."""
    if not container.has(part):
        return {}
    target = _RelationsTarget(base)
    container.parse(part, target)
    return target.relations


def read_shared_texts(container: Container, folder: str) -> list[str]:
    """Return the texts that cells refer to by number; runs of rich text are joined, phonetic guides left out."""
    part = posixpath.join(folder, "sharedStrings.xml")
    if not container.has(part):
        return []
    target = _SharedTextsTarget()
    container.parse(part, target)
    return target.texts


def read_date_styles(container: Container, folder: str) -> list[bool]:
    """Return, per cell style, whether it shows a number as a day."""
    part = posixpath.join(folder, "styles.xml")
    if not container.has(part):
        return []
    target = _StylesTarget()
    container.parse(part, target)
    return [
        _shows_day(target.formats[number]) if number in target.formats else number in _BUILTIN_DATES
        for number in target.style_formats
    ]


class TextCollector:
    """Joins the pieces of one text and refuses one that is longer than Excel allows."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """Take one more piece. Raises WorkbookUnreadableError beyond 32,767 characters."""
        self._length += len(piece)
        if self._length > MAX_TEXT:
            raise WorkbookUnreadableError(
                f"A cell holds more than the {MAX_TEXT:,} characters that Excel allows: do not trust this file."
            )
        self._pieces.append(piece)

    def take(self) -> str:
        """Return the whole text and start the next one."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text


class _WorkbookTarget(PartTarget):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.counts_from_1904 = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "sheet":
                relation_id = next((value for key, value in attributes.items() if key.endswith("}id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                self.sheets.append((attributes.get("name", ""), relation_id, hidden))
            case "workbookPr":
                self.counts_from_1904 = is_on(attributes.get("date1904"))


class _RelationsTarget(PartTarget):
    def __init__(self, base: str) -> None:
        self._base = base
        self.relations: dict[str, Relation] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if local(tag) != "Relationship":
            return
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", self._base, target)).lstrip("/")
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.relations[attributes.get("Id", "")] = Relation(kind=kind, target=target)


class _SharedTextsTarget(PartTarget):
    def __init__(self) -> None:
        self.texts: list[str] = []
        self._text = TextCollector()
        self._in_text = False
        self._in_phonetic = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "rPh":
            self._in_phonetic = True
        self._in_text = name == "t" and not self._in_phonetic

    def data(self, text: str) -> None:
        if self._in_text:
            self._text.add(text)

    def end(self, tag: str) -> None:
        self._in_text = False
        match local(tag):
            case "rPh":
                self._in_phonetic = False
            case "si":
                if len(self.texts) >= MAX_SHARED_TEXTS:
                    raise WorkbookUnreadableError("The workbook holds more texts than its cells could use.")
                self.texts.append(unescaped(self._text.take()))


class _StylesTarget(PartTarget):
    def __init__(self) -> None:
        self.formats: dict[int, str] = {}
        self.style_formats: list[int] = []
        self._in_cell_styles = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match local(tag):
            case "numFmt":
                self.formats[whole_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            case "cellXfs":
                self._in_cell_styles = True
            case "xf" if self._in_cell_styles:
                self.style_formats.append(whole_number(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if local(tag) == "cellXfs":
            self._in_cell_styles = False


def whole_number(text: str | None) -> int:
    """Return *text* as a count. Raises WorkbookUnreadableError for anything but up to nine digits."""
    if text is None or not re.fullmatch(r"[0-9]{1,9}", text):
        raise WorkbookUnreadableError(
            f"The workbook has {text!a:.40} where a number must stand: do not trust this file."
        )
    return int(text)


def _shows_day(format_code: str) -> bool:
    """Tell whether a number format shows a day or a year; the first section, for positive numbers, decides."""
    pattern = _NOT_PATTERN.sub("", format_code).split(";")[0].lower()
    return "d" in pattern or "y" in pattern


def _character(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) == "Cs" else character
