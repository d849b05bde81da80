"""Files of records before they are read: their hash, their text, what divides it, their headings and first rows."""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Literal

from slacontract.findings import Finding, Position, finding
from slacontract.measuring.sources.mending import mended
from slacontract.parse.csv_table import DELIMITERS
from slacontract.parse.tables import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from slacontract.model.records import Reading

SAMPLE: Final = 1 << 20
"""How many bytes are looked at before a file is read."""
_CHUNK: Final = 1 << 20
_ENDINGS: Final = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".log": "csv", ".json": "json", ".jsonl": "json",
                   ".ndjson": "json", ".parquet": "parquet", ".pq": "parquet", ".xlsx": "excel", ".xlsm": "excel"}  # fmt: skip
QUOTING: Final[Mapping[str, Literal[0, 3]]] = {'"': csv.QUOTE_MINIMAL, "": csv.QUOTE_NONE}
SIGNS: Final = {**DELIMITERS, "pipe": "|"}
_CODECS: Final = {"utf-8": "utf-8-sig", "utf-8 twice": "utf-8-sig", "cp1252": "cp1252", "latin-1": "latin-1", "utf-16": "utf-16"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read: ``path`` is what DuckDB reads, ``name`` what people call it.

    ``headings`` are those of the file, in order; ``types`` the engine's types of a file that has them; ``sample`` the first
    rows as texts. ``first_line`` is the line of the first row, ``sheet`` the sheet of a workbook.
    """

    path: Path
    name: str
    format: str
    headings: tuple[str, ...] = ()
    delimiter: str = ","
    quote: str = '"'
    skip: int = 0
    heading: bool = True
    fill: bool = False
    sheet: str = ""
    types: Mapping[str, str] = field(default_factory=dict)
    sample: tuple[tuple[str, ...], ...] = ()

    @property
    def first_line(self) -> int:
        """The line of the first row."""
        return self.skip + 1 + self.heading

    def position(self) -> Position:
        """The file as a place."""
        return Position(self.name)


def names_of(paths: Iterable[Path]) -> dict[Path, str]:
    """What people call files: their names; with their folders, from the first that differs on, where two have the same.

    >>> list(names_of([Path("records/05/calls.csv"), Path("records/06/calls.csv")]).values())
    ['05/calls.csv', '06/calls.csv']
    """
    there = sorted(set(paths))
    if len({path.name for path in there}) == len(there):
        return {path: path.name for path in there}
    whole = {path: path.absolute() for path in there}
    top = os.path.commonpath([path.parent for path in whole.values()])
    return {path: known.relative_to(top).as_posix() for path, known in whole.items()}


def sha256(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def format_of(path: Path, reading: Reading) -> str | None:
    """What kind of file it is: as declared, or by the ending of its name; None when neither says it."""
    if reading.format:
        return reading.format
    ending = path.suffix.lower()
    return _ENDINGS.get(Path(path.stem).suffix.lower() if ending in {".gz", ".zst"} else ending)


def open_csv(path: Path, name: str, reading: Reading, spill: Path) -> tuple[Opened | None, list[Finding]]:
    """Look at the beginning of a text file; one that is not UTF-8 is written anew as UTF-8 first.

    ``spill`` is a folder for this file alone.
    """
    try:
        with _binary(path) as file:
            beginning = file.read(SAMPLE)
    except (OSError, EOFError) as fault:
        return None, [unreadable(name, str(fault))]
    fault_of_text = _text_fault(beginning, name, reading)
    if fault_of_text:
        return None, [fault_of_text]
    read_from = path
    if reading.encoding != "utf-8":
        read_from = spill / "utf-8.csv"
        faults = _rewrite(path, read_from, name, reading)
        if faults:
            return None, faults
        beginning = read_from.read_bytes()[:SAMPLE] if read_from.stat().st_size < SAMPLE else _head(read_from)
    text = codecs.getincrementaldecoder("utf-8-sig")("replace").decode(beginning)
    opened, faults = _divided(Opened(read_from, name, "csv"), text, whole=len(beginning) < SAMPLE, reading=reading)
    return (_without_titles(opened, spill) if opened else None), faults


def _without_titles(opened: Opened, spill: Path) -> Opened:
    """The same file with empty lines above its headings, where a title has quotes: DuckDB loses rows in passing over them."""
    with _binary(opened.path) as file:
        titles = [file.readline() for _ in range(opened.skip)]
        if not any(b'"' in title for title in titles):
            return opened
        target = spill / "without-titles.csv"
        with target.open("wb") as new:
            new.writelines(title[len(title.rstrip(b"\r\n")) :] for title in titles)
            shutil.copyfileobj(file, new, _CHUNK)
    return replace(opened, path=target)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(SAMPLE)


def _binary(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def first_lines(path: Path, number: int) -> list[str]:
    """The first lines of a text file that is UTF-8, or was written anew as such."""
    with io.TextIOWrapper(_binary(path), "utf-8-sig", errors="replace") as file:
        return list(islice(file, number))


def unreadable(name: str, why: str) -> Finding:
    """A file that cannot be read, in the words of who could not."""
    told = " ".join(why.split("\n", maxsplit=1)[0].split())
    told = re.sub(r"""(in )?file ["'][^"']*["']:?""", "", told, flags=re.IGNORECASE)
    told = " ".join(told.split())
    return finding(
        "R602", Position(name), f"The file cannot be read: {shown(told)}.", "Export it anew, or correct its declaration."
    )


def _text_fault(beginning: bytes, name: str, reading: Reading) -> Finding | None:
    """Bytes that are not what the declaration says, as far as the beginning shows."""
    if beginning[:2] in {b"\xff\xfe", b"\xfe\xff"} and reading.encoding != "utf-16":
        return finding("R603", Position(name, 1, 1), "The file is UTF-16.", "Write 'encoding: utf-16' for it in records.yaml.")
    if beginning.startswith(b"\xef\xbb\xbf") and reading.encoding not in {"utf-8", "utf-8 twice"}:
        what = f"The declaration says {reading.encoding}, and the file begins as UTF-8 does."
        return finding("R603", Position(name, 1, 1), what, "Write 'encoding: utf-8' for it in records.yaml.")
    try:
        codecs.getincrementaldecoder(_CODECS[reading.encoding])().decode(beginning, final=False)
    except UnicodeDecodeError as fault:
        return text_fault(beginning, fault.start, name, reading.encoding)
    return None


def text_fault(data: bytes, start: int, name: str, encoding: str, before: int = 0) -> Finding:
    """The byte that is no text of the declared encoding, with its place."""
    line = before + data.count(b"\n", 0, start) + 1
    column = start - data.rfind(b"\n", 0, start)
    what = f"Byte 0x{data[start]:02X} is not {encoding} text."
    remedy = "Write 'encoding: cp1252' for it in records.yaml when it comes from an older Windows program, or export it as UTF-8."
    return finding("R603", Position(name, line, column), what, remedy)


def _rewrite(path: Path, target: Path, name: str, reading: Reading) -> list[Finding]:
    """The same text as UTF-8, piece by piece."""
    decode = codecs.getincrementaldecoder(_CODECS[reading.encoding])()
    lines = 0
    with _binary(path) as file, target.open("w", encoding="utf-8", newline="") as new:
        while piece := file.readline(_CHUNK) if reading.encoding == "utf-8 twice" else file.read(_CHUNK):
            try:
                text = decode.decode(piece)
            except UnicodeDecodeError as fault:
                return [text_fault(piece, fault.start, name, reading.encoding, lines)]
            lines += piece.count(b"\n")
            new.write(mended(text) if reading.encoding == "utf-8 twice" else text)
    return []


def _divided(opened: Opened, text: str, *, whole: bool, reading: Reading) -> tuple[Opened | None, list[Finding]]:
    """Find the headings and the first rows of a text."""
    lines = text.splitlines(keepends=True)
    if not whole and lines:
        lines.pop()  # cut in two by the end of the sample
    skip = max(0, int(reading.heading_line) - 1)
    heading = int(reading.heading_line) > 0
    if len(lines) <= skip:
        return None, [finding("R602", Position(opened.name, 1, 1), "The file is empty.", "Export it anew, or take it away.")]
    if not heading and not reading.headings:
        return None, [finding("R601", reading.place_of("heading_line"), "The file has no headings, and none are declared.",
                              "Add 'headings:' with the names of its columns, in order.")]  # fmt: skip
    quote = '"' if reading.quotes == "double" else ""
    sign = SIGNS[reading.delimiter] if reading.delimiter else _delimiter(lines[skip])
    rows = list(_rows(lines[skip:], sign, quote))
    first = rows[0] if rows else ()
    headings = tuple(" ".join(h.replace("\ufeff", "").split()) for h in (first if heading else reading.headings))
    made = replace(opened, headings=headings, delimiter=sign, quote=quote, skip=skip, heading=heading,
                   fill=reading.short_rows == "fill", sample=tuple(rows[1:] if heading else rows))  # fmt: skip
    return made, []


def _rows(lines: list[str], sign: str, quote: str) -> Iterator[tuple[str, ...]]:
    reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=sign, quoting=QUOTING[quote])
    try:
        for row in reader:
            if row:
                yield tuple(row)
    except csv.Error:  # the rest of the sample is not needed; DuckDB tells what is wrong with it
        return


def _delimiter(line: str) -> str:
    """The sign that divides a line of headings most often, outside of quotes."""
    bare = "".join(line.split('"')[::2])
    return max(SIGNS.values(), key=bare.count)
