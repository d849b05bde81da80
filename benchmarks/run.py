"""Runs benchmarks and writes docs/benchmarks.md: ``python -m benchmarks.run``, or some of them by name: ``engine measure``."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import contacts, decade, engine, measure, scenarios, start_up, workbook
from benchmarks.contenders import Race, as_table

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"

INTRODUCTION = """# Benchmarks

Made by `python -m benchmarks.run`: the contenders of a table took turns, in another order each round, and each figure is the
median over the rounds. The ratio is the median of the ratios round by round, so it holds when the machine's speed drifts; the
seconds are of the machine that ran it and say little by themselves. No test asserts a time.

"""
ROOMS: Mapping[str, Callable[[], list[Race]]] = {
    "start_up": start_up.races, "engine": engine.races, "scenarios": scenarios.races, "decade": decade.races,
    "contacts": contacts.races, "workbook": workbook.races, "measure": measure.races,
}  # fmt: skip


def main(names: Sequence[str]) -> None:
    """Run the rooms that are named, or all; sections that are not run again stay on the page as they are."""
    sections = {} if not names else written()
    for name in names or ROOMS:
        for race in ROOMS[name]():
            sections[race.title] = f"## {race.title}\n\n{race.about}\n\n{as_table(race)}\n"
            sys.stdout.write(f"{sections[race.title]}\n")
    if not names or "measure" in names:
        memory = measure.memory()
        sections[title_of(memory)] = f"{memory}\n"
    versions = f"CPython {platform.python_version()} on {platform.machine()}.\n\n"
    PAGE.write_text(INTRODUCTION + versions + "\n".join(sections.values()), encoding="utf-8")


def written() -> dict[str, str]:
    """The sections of the page as it is, by title."""
    _, *found = re.split(r"^(?=## )", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {title_of(text): f"{text.rstrip()}\n" for text in found}


def title_of(section: str) -> str:
    """The title of a section."""
    return section.partition("\n")[0].removeprefix("## ")


if __name__ == "__main__":
    main(sys.argv[1:])
