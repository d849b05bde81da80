"""Workbooks before they are opened: bombs, macros, links, entities, broken files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from slacontract.findings import Finding
from slacontract.parse.workbook_zip import zip_faults

Only = Callable[..., Finding]
TYPES = b'<?xml version="1.0" encoding="UTF-8"?><Types/>'


def packed(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in (("[Content_Types].xml", TYPES), *members):
            archive.writestr(name, data)
    return buffer.getvalue()


def told(data: bytes, name: str = "m.xlsx", *, merged_too: bool = True) -> list[Finding]:
    return zip_faults(data, name, merged_too=merged_too)


def test_a_plain_zip_passes() -> None:
    assert told(packed(("xl/workbook.xml", b"<workbook/>"))) == []


@pytest.mark.parametrize("name", ["m.xlsm", "m.xls", "m.xlsb", "m.ods"])
def test_other_kinds_of_workbook(name: str, only: Only) -> None:
    only(told(packed(), name), "M317", name, "macros and binary forms", "save it as .xlsx")


@pytest.mark.parametrize("data", [b"", b"period,offered\n", b"PK\x03\x04" + b"\0" * 100, packed()[:-30]])
def test_what_is_not_a_zip(data: bytes, only: Only) -> None:
    only(told(data), "M317", "m.xlsx", "not a whole workbook")


def test_a_member_that_is_broken(only: Only) -> None:
    data = bytearray(packed(("xl/workbook.xml", b"<workbook/>" * 50), compression=zipfile.ZIP_STORED))
    data[data.index(b"<workbook/>") + 3] ^= 1
    only(told(bytes(data)), "M317", "m.xlsx", "BadZipFile")


def test_a_bomb_by_ratio(only: Only) -> None:
    only(told(packed(("xl/a.xml", b" " * 3_000_000))), "M317", "m.xlsx", "times its size; at most 100")


def test_a_bomb_by_size(only: Only) -> None:
    data = packed(("xl/a.bin", b" " * (51 * 1024 * 1024)), compression=zipfile.ZIP_STORED)
    only(told(data), "M317", "m.xlsx", "at most 52,428,800")


def test_a_bomb_by_members(only: Only) -> None:
    only(told(packed(*((f"xl/{i}.xml", b"<a/>") for i in range(1000)))), "M317", "m.xlsx", "1,001 parts")


@pytest.mark.parametrize(
    ("member", "data", "word"),
    [
        ("xl/vbaProject.bin", b"x", "macros, links and embedded"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "macros, links and embedded"),
        ("xl/embeddings/oleObject1.bin", b"x", "macros, links and embedded"),
        ("../evil.xml", b"<a/>", "path '../evil.xml'"),
        ("/abs.xml", b"<a/>", "path '/abs.xml'"),
        ("XL/A.xml", b"<a/>", "Two parts"),
        ("xl/w.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>', "declares entities"),
        ("xl/w.xml", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), "not UTF-8"),
        ("xl/w.xml", b'<?xml version="1.0" encoding="cp037"?><a/>', "not UTF-8"),
        (
            "xl/_rels/w.xml.rels",
            b'<Relationship Type="http://x/externalLinkPath" Target="f" TargetMode="External"/>',
            "links to another file",
        ),
    ],
)
def test_parts_that_are_not_opened(member: str, data: bytes, word: str, only: Only) -> None:
    only(told(packed(("xl/a.xml", b"<a/>"), (member, data))), "M317", "m.xlsx", word)


def test_hyperlinks_are_harmless() -> None:
    link = b'<Relationship Type="http://x/hyperlink" Target="mailto:a@b.c" TargetMode="External"/>'
    assert told(packed(("xl/worksheets/_rels/s.xml.rels", link))) == []


def test_macros_by_content_type(only: Only) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", b'<Types x="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>')
    only(told(buffer.getvalue()), "M317", "m.xlsx", "there are macros")


def test_a_zip_of_something_else(only: Only) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("notes.txt", b"hello")
    only(told(buffer.getvalue()), "M317", "m.xlsx", "without the parts of a workbook")


@pytest.mark.parametrize("area", [b"A1:XFD1048576", b"&#65;1:B2", b"A1:A10001"])
def test_giant_merges_are_told_before_they_are_made(area: bytes, only: Only) -> None:
    sheet = b'<worksheet><mergeCells><mergeCell ref="' + area + b'"/></mergeCells></worksheet>'
    data = packed(("xl/worksheets/sheet1.xml", sheet))
    only(told(data), "M311", "m.xlsx", "are merged", "Undo the merge")
    only(told(data, merged_too=False), "M317", "m.xlsx", "are merged")


def test_small_merges_are_left_to_the_sheet() -> None:
    sheet = b'<worksheet><mergeCell ref="A1:B2"/><mergeCell ref="C1"/></worksheet>'
    assert told(packed(("xl/worksheets/sheet1.xml", sheet))) == []
