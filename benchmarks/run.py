"""Runs all benchmarks and writes docs/benchmarks.md: ``python -m benchmarks.run``."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from benchmarks import contacts, decade, engine, measure, scenarios, start_up, workbook
from benchmarks.contenders import Race, as_table

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"

INTRODUCTION = """# Benchmarks

Made by `python -m benchmarks.run`, in one run: the contenders of a table took turns, round after round, and each figure is the
median over the rounds. The ratio is the median of the ratios round by round, so it holds when the machine's speed drifts; the
seconds are of the machine that ran it and say little by themselves. No test asserts a time.

"""


def main() -> None:
    rooms = (start_up, engine, scenarios, decade, contacts, workbook, measure)
    races: list[Race] = [race for room in rooms for race in room.races()]
    sections = [f"## {race.title}\n\n{race.about}\n\n{as_table(race)}\n" for race in races]
    sections.append(f"{measure.memory()}\n")
    versions = f"CPython {platform.python_version()} on {platform.machine()}.\n\n"
    PAGE.write_text(INTRODUCTION + versions + "\n".join(sections), encoding="utf-8")
    sys.stdout.write("\n".join(sections))


if __name__ == "__main__":
    main()
