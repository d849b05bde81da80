"""Rules of the house that a reader would otherwise have to take on trust."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "slacontract"
MONEY_ROOMS = ("quantities", "formula", "model", "catalogue", "checks", "settlement")
ARRAY_FACE = {"formula/array.py", "formula/array_steps.py"}
"""Computes in binary numbers, and is imported by the rooms of what-ifs alone."""
FILES = sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize(
    "path", [p for p in FILES if name_of(p).startswith(MONEY_ROOMS) and name_of(p) not in ARRAY_FACE], ids=name_of
)
def test_no_float_enters_a_money_path(path: Path) -> None:
    """No float literal, no float(), no round() and no true division of whole numbers by a float: rationals only."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"float", "round"}, f"line {node.lineno}"


def test_only_what_ifs_see_the_array_face() -> None:
    importers = {name_of(path) for path in FILES if "slacontract.formula.array" in path.read_text(encoding="utf-8")}
    assert {name.split("/")[0] for name in importers} <= {"formula", "scenarios"}


def test_one_function_rounds() -> None:
    """``rounded`` in quantities/numbers.py is called where a formula says so, where a figure is shown, and nowhere else."""
    callers = set()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "rounded":
                callers.add(name_of(path))
    shown = {"formula/figures.py", "quantities/numbers.py", "render/feedback/figures.py"}
    proofs = {"checks/spans.py"}  # looks for values between two multiples of a KPI's rounding
    proofs |= {"proofs/attainable.py", "proofs/bounds.py", "proofs/grids.py"}  # ask what declared rounding makes of values
    declared = {"measuring/scorecards/scoring.py"}  # a form says how the score of a call is rounded
    assert callers - shown - proofs - declared == {"formula/exact.py", "formula/interpreter.py"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_are_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("room", sorted(p.parent for p in SOURCE.rglob("__init__.py") if p.parent != SOURCE), ids=name_of)
def test_every_room_says_what_it_is(room: Path) -> None:
    text = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert text
    assert len(text.split()) >= 15
