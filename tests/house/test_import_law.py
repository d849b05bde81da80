"""The import law: a file imports its own room and lower ones, never higher; heavy libraries stay where they are due."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "slacontract"

RANKS = {
    "codes": 0,
    "findings": 1,
    "languages": 1,
    "quantities": 2,
    "formula": 3,
    "catalogue": 4,
    "model": 5,
    "parse": 6,
    "checks": 7,
    "settlement": 7,
    "measuring": 8,
    "scenarios": 8,
    "proofs": 9,
    "review": 9,
    "comparison": 9,
    "trials": 9,
    "render": 10,
    "workflow": 11,
    "cli": 12,
}
AT_THE_TOP_OF_A_FILE = {  # library: rooms that may import it when they are imported
    "yaml": {"parse", "measuring"},
    "pandas": set(),
    "openpyxl": set(),
    "xlsxwriter": {"render"},
    "jinja2": {"render"},
    "rich": set(),
    "babel": set(),
    "lark": set(),
    "duckdb": set(),
    "sqlglot": set(),
    "pyspark": set(),
    "pyarrow": set(),
    "click": {"cli"},
    "numpy": {"formula", "scenarios"},
}


def files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def at_run_time(tree: ast.Module) -> list[str]:
    """What importing the file imports: nothing inside of functions or TYPE_CHECKING."""
    return [name for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for name in imports(node)]


def test_every_room_has_a_rank() -> None:
    rooms = {room(path) for path in files()} - {"__init__"}
    assert rooms == set(RANKS)


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_file_imports_a_higher_room(path: Path) -> None:
    own = room(path)
    if own == "__init__":
        return  # the front door names the rooms it opens lazily
    for name in imports(ast.parse(path.read_text(encoding="utf-8"))):
        if not name.startswith("slacontract."):
            continue
        other = name.split(".")[1]
        assert other == own or RANKS[other] < RANKS[own], f"{path.name} of {own} imports {name}"


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_libraries_are_imported_where_they_are_due(path: Path) -> None:
    for name in at_run_time(ast.parse(path.read_text(encoding="utf-8"))):
        library = name.split(".")[0]
        if library in AT_THE_TOP_OF_A_FILE:
            assert room(path) in AT_THE_TOP_OF_A_FILE[library], f"{path.name} imports {library} when it is imported"


def loaded(code: str) -> set[str]:
    """The modules that are loaded after running some code in a fresh interpreter."""
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


HEAVY = {"pandas", "numpy", "openpyxl", "xlsxwriter", "jinja2", "rich", "babel"}


def test_importing_the_library_loads_none_of_its_libraries() -> None:
    assert loaded("import slacontract") & (HEAVY | {"pydantic", "lark", "yaml", "click"}) == set()


def test_help_loads_click_and_nothing_else() -> None:
    code = "from slacontract.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert loaded(code) & (HEAVY | {"pydantic", "lark", "yaml", "gmpy2"}) == set()


def test_check_loads_no_pandas_or_openpyxl() -> None:
    contract = SOURCE.parents[1] / "tests" / "support" / "everything" / "v1.yaml"
    code = f"from slacontract.cli import main\ntry:\n    main(['check', {str(contract)!r}])\nexcept SystemExit:\n    pass"
    assert loaded(code) & {"pandas", "numpy", "openpyxl", "xlsxwriter", "jinja2", "rich"} == set()
