"""The pages as the program reads them: one JSON file, made of the sentences in ``texts/`` and of the fixtures of the tests.

``python docs/generate.py`` makes the file anew, and a test holds it against its sources. A fixture is an example when it has a
folder ``good`` with the files of its repaired twin that differ; ``good/removed.txt`` names files that the twin does not have.
"""

from __future__ import annotations

import difflib
import io
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
COMPILED: Final = HERE / "pages.json"
GOOD: Final = "good"
REMOVED: Final = "removed.txt"
COMMAND: Final = "arguments.txt"
EXPECTED: Final = "expected.txt"
_CONTEXT: Final = 2
_MOST_LINES: Final = 24
"""A file that is new in the twin is shown by its first lines."""
EXAMPLED: Final = 160
"""No line of an example is longer."""
_NAMED: Final = re.compile(r"(?:[A-Z]-)?([A-Z][0-9]{3})-[a-z]")


@cache
def pages() -> dict[str, Any]:
    """Every page by its code: its sentences in both languages, and its example."""
    found: dict[str, Any] = json.loads(COMPILED.read_text(encoding="utf-8"))
    return found


def code_of(folder: Path) -> str:
    """The code that a folder of faults is named after, or nothing."""
    named = _NAMED.match(folder.name)
    return named[1] if named else ""


def example_folders(tests: Path) -> list[Path]:
    """The fixtures with a repaired twin, in the order of their codes; ``tests`` is the folder of the tests."""
    found = [path.parent for pattern in ("faults/*/good", "*/faults/*/good") for path in tests.glob(pattern)]
    told = [folder for folder in found if code_of(folder) and (folder / EXPECTED).is_file()]
    return sorted(told, key=lambda folder: (code_of(folder), folder.name))


def written(tests: Path, also: Mapping[str, str] | None = None) -> str:
    """The file as its sources have it now; ``also`` are sentences that stand elsewhere, in English only."""
    texts = {**{code: {"en": text.strip()} for code, text in (also or {}).items()}, **_texts()}
    examples: dict[str, dict[str, str]] = {}
    for folder in example_folders(tests):
        examples.setdefault(code_of(folder), _example(folder))
    made = {code: {**texts.get(code, {}), **examples.get(code, {})} for code in sorted({*texts, *examples})}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _texts() -> dict[str, dict[str, str]]:
    import yaml  # noqa: PLC0415  # nobody who reads a page needs it

    found: dict[str, dict[str, str]] = {}
    for path in sorted((HERE / "texts").glob("*.yaml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return {code: {language: " ".join(text.split()) for language, text in said.items()} for code, said in found.items()}


def _example(folder: Path) -> dict[str, str]:
    """What is printed for the bad example, and the difference that mends it."""
    return {"example": folder.name, "printed": _printed(folder), "mended": "\n".join(_mended(folder))}


def _printed(folder: Path) -> str:
    """The first finding of the code, as the test of the fixture has it."""
    text = first_finding((folder / EXPECTED).read_text(encoding="utf-8"), code_of(folder))
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in text)


def first_finding(printed: str, code: str) -> str:
    """The first finding of a code in what was printed, from its heading to the next empty line; nothing where there is none."""
    found = re.search(rf"^\S.*: {code} .*(?:\n.+)*", printed, flags=re.MULTILINE)
    return found[0] if found else ""


def _mended(folder: Path) -> Iterator[str]:
    """The twin as differences, file by file."""
    good = folder / GOOD
    for path in sorted(path for path in good.rglob("*") if path.is_file()):
        name = path.relative_to(good).as_posix()
        if name == REMOVED:
            yield from (f"deleted: {gone}" for gone in path.read_text(encoding="utf-8").split())
            continue
        if name == COMMAND:
            yield from (f"{sign}slacontract {_command(place)}" for sign, place in (("-", folder), ("+", good)))
            continue
        told = list(difflib.unified_diff(_lines(folder / name), _lines(path), lineterm="", n=_CONTEXT))
        yield from (_cut(line) for line in (f"--- {name}", f"+++ {name}", *_short(told[2:])))


def _command(folder: Path) -> str:
    """What the fixture is run with, where it brings that."""
    return (folder / COMMAND).read_text(encoding="utf-8").strip()


def _short(lines: list[str]) -> list[str]:
    if len(lines) <= _MOST_LINES:
        return lines
    return [*lines[: _MOST_LINES // 2], f"… {len(lines) - _MOST_LINES // 2:,} more lines"]


def _cut(line: str) -> str:
    plain = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)
    return plain if len(plain) <= EXAMPLED else f"{plain[: EXAMPLED - 1]}…"


def _lines(path: Path) -> list[str]:
    """The lines of a text, or the cells of a workbook, one in a line; nothing where the file is not there."""
    if not path.is_file():
        return []
    data = path.read_bytes()
    if path.suffix == ".xlsx" and data.startswith(b"PK"):
        return list(_cells(data))
    return data.decode("utf-8", "replace").splitlines()


def _cells(data: bytes) -> Iterator[str]:
    """What a workbook holds: each cell by its place, with what matters of its form."""
    from openpyxl import load_workbook  # noqa: PLC0415  # only who writes the pages opens workbooks

    for sheet in load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            hidden = " (hidden row)" if sheet.row_dimensions[row[0].row].hidden else ""
            for cell in row:
                kind = {"s": "text", "n": "number", "d": "date", "f": "formula", "b": "truth"}.get(cell.data_type, cell.data_type)
                shown = "" if cell.number_format == "General" else f", format {cell.number_format}"
                yield f"{sheet.title}!{cell.coordinate}: {cell.value} ({kind}{shown}){hidden}"
