"""Start-up: whole processes, beside the import of the one library that each cannot do without."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.contenders import Race

ROOT = Path(__file__).parents[1]
BYTECODE = Path(tempfile.gettempdir()) / "slacontract-benchmark"


def process(*arguments: str) -> Callable[[], object]:
    """A contender that starts Python with these arguments, its bytecode kept as that of an installed package is."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return lambda: subprocess.run([sys.executable, *arguments], env=environment, check=True, capture_output=True)


def verb(*words: str) -> Callable[[], object]:
    """A contender that starts the command line as the installed console script does."""
    return process("-c", "import sys; from slacontract.cli import main; sys.exit(main())", *words)


def races() -> list[Race]:
    """The races of this file."""
    contract = str(ROOT / "contracts" / "acme-inbound" / "v2.yaml")
    return [
        Race(
            "Start-up of `--help`",
            "`slacontract --help` beside an interpreter that only imports click. Aim: within 1.5 x.",
            "import click",
            {"import click": process("-c", "import click"), "slacontract --help": verb("--help"), "python": process("-c", "")},
            rounds=21,
            unit="start",
        ),
        Race(
            "Start-up of `check`",
            "`slacontract check` of one contract version, reading and proving included, beside interpreters that only import the "
            "YAML library, and YAML with the libraries of models and fractions.",
            "import yaml",
            {
                "import yaml": process("-c", "import yaml"),
                "import yaml, pydantic, gmpy2": process("-c", "import yaml, pydantic, gmpy2"),
                "slacontract check": verb("check", contract),
            },
            rounds=15,
            unit="start",
        ),
    ]
