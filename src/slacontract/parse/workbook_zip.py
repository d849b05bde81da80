"""A workbook before it is opened: a zip of a sane size, without macros, links, entities or millions of merged cells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

from slacontract.findings import Finding, Position, finding
from slacontract.parse.tables import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST_INFLATED: Final = 50 * 1024 * 1024
HIGHEST_RATIO: Final = 100
MOST_MEMBERS: Final = 1000
WIDEST_MERGE: Final = 10_000

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"']{1,40})["']""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([^"']*)["']""")
_AREA = re.compile(rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_OUTSIDE = re.compile(rb"""<(?:\w+:)?Relationship\s[^>]*?TargetMode\s*=\s*["']External["'][^>]*>""")
_FOREIGN = ("vbaproject", "externallinks/", "embeddings/", "activex/", "macrosheets/", "oleobject", "ctrlprops/")
_SAVE = "Copy the values to a new workbook and save it as .xlsx, or hand them over as CSV."


def zip_faults(data: bytes, name: str, *, merged_too: bool) -> list[Finding]:
    """Say why the bytes are not opened; giant merges are told here, before anything is made of them."""
    if not name.lower().endswith(".xlsx"):
        return [_fault(name, f"'{shown(name)}' is not a plain workbook: macros and binary forms are not opened.")]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _size_faults(archive, len(data), name) or _member_faults(archive, name)
            return found or list(_text_faults(archive, name, merged_too=merged_too))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
        KeyError,
    ) as fault:
        return [_fault(name, f"The file is not a whole workbook ({type(fault).__name__}).")]


def _fault(name: str, what: str) -> Finding:
    return finding("M317", Position(name), what, _SAVE)


def _size_faults(archive: zipfile.ZipFile, packed: int, name: str) -> list[Finding]:
    """Python inflates no member beyond its declared size, so that the directory can be believed here."""
    members = archive.infolist()
    inflated = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS:
        return [_fault(name, f"The workbook has {len(members):,} parts; at most {MOST_MEMBERS:,} are opened.")]
    if inflated > LARGEST_INFLATED:
        return [_fault(name, f"The workbook inflates to {inflated:,} bytes; at most {LARGEST_INFLATED:,} are opened.")]
    if inflated > HIGHEST_RATIO * packed:
        return [
            _fault(
                name,
                f"The workbook inflates to {inflated // packed:,} times its size; at most {HIGHEST_RATIO} is usual.",
            )
        ]
    return []


def _member_faults(archive: zipfile.ZipFile, name: str) -> list[Finding]:
    names = [member.filename for member in archive.infolist()]
    if len({n.lower() for n in names}) < len(names):
        return [_fault(name, "Two parts of the workbook have one name.")]
    for member in names:
        if member.startswith("/") or ".." in member.split("/") or "\\" in member:
            return [_fault(name, f"A part of the workbook has the path '{shown(member)}'.")]
        if any(word in member.lower() for word in _FOREIGN):
            return [_fault(name, f"The workbook holds '{shown(member)}': macros, links and embedded files are not opened.")]
    if "[Content_Types].xml" not in names:
        return [_fault(name, "The file is a zip without the parts of a workbook.")]
    return []


def _text_faults(archive: zipfile.ZipFile, name: str, *, merged_too: bool) -> Iterator[Finding]:
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        text = archive.read(member)
        if why := _xml_fault(text, member.filename):
            yield _fault(name, f"{shown(member.filename)} {why}.")
            return
        if member.filename.startswith("xl/worksheets/"):
            yield from _merge_faults(text, name, merged_too=merged_too)


def _xml_fault(text: bytes, member: str) -> str | None:
    head = text.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED.match(head)
    if b"\0" in head[:64] or (declared and declared[1].upper() not in {b"UTF-8", b"US-ASCII", b"ASCII"}):
        return "is not UTF-8 text"
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        return "declares entities"
    if b"macroEnabled" in head and member == "[Content_Types].xml":
        return "says that there are macros"
    if any(b"/hyperlink" not in link for link in _OUTSIDE.findall(head)):
        return "links to another file"
    return None


def _merge_faults(text: bytes, name: str, *, merged_too: bool) -> Iterator[Finding]:
    """Merged cells are made one by one when a sheet is opened: seventeen billion of them fit in 30 bytes."""
    for number, match in enumerate(_MERGED.finditer(text)):
        size = _area(match[1])
        if size > WIDEST_MERGE or number > WIDEST_MERGE:
            shape = shown(match[1].decode("ascii", "replace"))
            code = "M311" if merged_too else "M317"
            yield finding(code, Position(name), f"The cells {shape} are merged.", "Undo the merge and fill each cell.")
            return


def _area(reference: bytes) -> int:
    match = _AREA.fullmatch(reference)
    if not match:
        return WIDEST_MERGE + 1
    if match[3] is None:
        return 1
    width = abs(_number(match[3]) - _number(match[1])) + 1
    return width * (abs(int(match[4]) - int(match[2])) + 1)


def _number(letters: bytes) -> int:
    result = 0
    for letter in letters:
        result = result * 26 + letter - 64
    return result
