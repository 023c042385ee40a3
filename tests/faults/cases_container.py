"""Files that are not the workbook they should be: the other list's, damaged, locked, armed, or no workbook at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from tests.builders.site import Reply
from tests.builders.workbooks import build_workbook, repacked
from tests.faults.edits import SHEET_PART, body, parts, refused
from tests.faults.harness import BOTH, HOME, WAITING, Fault, Results, Scene, Verdict
from tests.faults.lists import GOOD
from tests.lookout.publisher import PARTICIPATING

_GOOD = build_workbook(GOOD.participating)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HUGE = 50_000_000
"""Characters in one cell; they pack into some 50 kB."""


def swap(scene: Scene) -> None:
    """Serve each list at the other's address, as on 22 September 2025."""
    scene.serve_participating(scene.good.pending_workbook)
    scene.serve_pending(scene.good.participating_workbook)


def one_incident_about_the_swap(scene: Scene, _: Results) -> None:
    """Check that the swap is one incident, though it concerns two lists."""
    [incident] = scene.incidents()
    assert (incident.source, incident.kind) == (HOME, "swapped")
    assert "served something else" in incident.summary
    assert scene.incidents(WAITING) == []


def _web_page(scene: Scene) -> None:
    page = b"<!DOCTYPE html><html><head><title>287(g)</title></head><body>The list of agencies</body></html>"
    scene.reply(PARTICIPATING, Reply(body=page, content_type="application/octet-stream"))


def _empty_archive() -> bytes:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    return buffer.getvalue()


def _directory_only() -> bytes:
    return b"PK\x03\x04" + _GOOD[_GOOD.index(b"PK\x01\x02") :]


def _encrypted_entries() -> bytes:
    content = bytearray(_GOOD)
    position = content.find(b"PK\x01\x02")
    while position >= 0:
        content[position + 8] |= 1
        position = content.find(b"PK\x01\x02", position + 4)
    return bytes(content)


def _ole(stream: str) -> bytes:
    """Return the beginnings of a compound file with one named stream: Excel's shell for passwords, and for .xls."""
    return _OLE + bytes(504) + stream.encode("utf-16-le") + bytes(3_000)


def _lock_file() -> bytes:
    """Return what Excel leaves beside an open workbook: the user's name, twice, in 165 bytes."""
    name = "Someone"
    narrow = bytes([len(name)]) + name.encode().ljust(54)
    wide = bytes([len(name), 0]) + name.ljust(54).encode("utf-16-le")
    content = narrow + wide
    assert len(content) == 165
    return content


def _with_row(xml: str) -> Callable[[], bytes]:
    def build() -> bytes:
        def change(part: bytes) -> bytes:
            return part.replace(b"</sheetData>", xml.encode() + b"</sheetData>")

        return repacked(_GOOD, change={SHEET_PART: change})

    return build


def _one_huge_cell() -> bytes:
    content = _with_row(f'<row r="99"><c r="A99" t="str"><v>{"x" * _HUGE}</v></c></row>')()
    assert len(content) < 100_000
    return content


def _ten_thousand_parts() -> bytes:
    return repacked(_GOOD, add={f"xl/{number}": b"" for number in range(10_000)}, compression=zipfile.ZIP_STORED)


def _declaring(document_type: str) -> Callable[[], bytes]:
    def build() -> bytes:
        def change(part: bytes) -> bytes:
            head, _, rest = part.partition(b"?>")
            return head + b"?>" + document_type.encode() + rest.replace(b"<v>", b"<v>&boom;", 1)

        return repacked(_GOOD, change={SHEET_PART: change})

    return build


_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + '<!ENTITY boom "&j;">]>'
)
_OUTSIDE = '<!DOCTYPE x [<!ENTITY boom SYSTEM "file:///etc/passwd">]>'

_ARMED = {
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 a macro",
    "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    "xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0 an object",
}


def the_armed_parts_are_named(scene: Scene, _: Results) -> None:
    """Check that each ignored part is in the version's notes."""
    notes = "\n".join(scene.notes())
    assert [what in notes for what in ("a macro", "links to other workbooks", "embedded files")] == [True] * 3


def _pdf(objects: list[bytes], end: bytes = b"%%EOF\n") -> bytes:
    numbered = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, start=1))
    return b"%PDF-1.7\n" + numbered + b"trailer << /Root 1 0 R >>\n" + end


def _pdf_of_many_pages() -> bytes:
    """Return 5,000 pages, each under a page tree node of its own."""
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(5_000)]
    return _pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *nodes, b"<< /Type /Page >>"])


_SCAN = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
    b"<< /Type /XObject /Subtype /Image /Width 8 /Height 8 /Length 8 >>\nstream\n\x00\xff\x00\xff\x00\xff\x00\xff\nendstream",
]

_REJECT = Verdict.REJECT

CASES = (
    Fault(
        number=50,
        text="the lists are swapped",
        verdict=_REJECT,
        act=swap,
        about=BOTH,
        check=one_incident_about_the_swap,
    ),
    Fault(number=51, text="a web page named xlsx", verdict=_REJECT, act=_web_page, check=refused("web page")),
    Fault(
        number=52, text="an empty archive", verdict=_REJECT, act=body(_empty_archive), check=refused("empty archive")
    ),
    Fault(
        number=53, text="the last kilobyte is gone", verdict=_REJECT, act=body(_GOOD[:-1024]), check=refused("cut off")
    ),
    Fault(
        number=54,
        text="a directory without parts",
        verdict=_REJECT,
        act=body(_directory_only),
        check=refused("damaged"),
    ),
    Fault(
        number=55,
        text="encrypted",
        variant="with a password",
        verdict=_REJECT,
        act=body(_ole("EncryptedPackage")),
        check=refused("password"),
    ),
    Fault(
        number=55,
        text="encrypted",
        variant="part by part",
        verdict=_REJECT,
        act=body(_encrypted_entries),
        check=refused("encrypted"),
    ),
    Fault(
        number=56, text="an old xls named xlsx", verdict=_REJECT, act=body(_ole("Workbook")), check=refused("old .xls")
    ),
    Fault(
        number=57, text="an Excel lock file", verdict=_REJECT, act=body(_lock_file), check=refused("no Excel workbook")
    ),
    Fault(
        number=58,
        text="something in the very last cell",
        verdict=_REJECT,
        act=body(_with_row('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        check=refused("XFD1048576", "beyond"),
    ),
    Fault(
        number=59,
        text="fifty megabytes in one cell",
        verdict=_REJECT,
        act=body(_one_huge_cell),
        check=refused("100 times"),
    ),
    Fault(number=60, text="ten thousand parts", verdict=_REJECT, act=body(_ten_thousand_parts), check=refused("parts")),
    Fault(
        number=61,
        text="a part that leads out",
        verdict=_REJECT,
        act=parts({}, {"../../etc/x": b"x"}),
        check=refused("leads out of the archive"),
    ),
    Fault(
        number=62, text="billion laughs", verdict=_REJECT, act=body(_declaring(_LAUGHS)), check=refused("document type")
    ),
    Fault(
        number=63,
        text="an outside entity",
        verdict=_REJECT,
        act=body(_declaring(_OUTSIDE)),
        check=refused("document type"),
    ),
    Fault(
        number=64,
        text="macros and outside links",
        verdict=Verdict.WARN,
        act=parts({}, _ARMED),
        check=the_armed_parts_are_named,
    ),
    Fault(
        number=65, text="a PDF without its end", verdict=_REJECT, act=body(_pdf(_SCAN, b"")), check=refused("is a PDF")
    ),
    Fault(
        number=66,
        text="a PDF of 5000 nested pages",
        verdict=_REJECT,
        act=body(_pdf_of_many_pages),
        check=refused("is a PDF"),
    ),
    Fault(number=67, text="a PDF that is a scan", verdict=_REJECT, act=body(_pdf(_SCAN)), check=refused("is a PDF")),
)
