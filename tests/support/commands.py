"""What the tests of the command line share: running it in this process or in one of its own, and looking at folders."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from slacontract.cli import main

CONTRACTS = Path(__file__).parents[2] / "contracts"
COMMAND = (sys.executable, "-c", "from slacontract.cli import main; main(prog_name='slacontract')")


def run(*words: object) -> Result:
    """Run the command line in this process; a fault of ours is raised, never printed."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False, prog_name="slacontract")


def environment() -> dict[str, str]:
    """The environment of a process of its own, in which this source is found from any folder."""
    paths = os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path)
    return {**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}


def process(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [*COMMAND, *map(str, words)]
    return subprocess.run(command, cwd=cwd, capture_output=True, env=environment(), encoding="utf-8", check=False)


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with its hash, and every folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }
