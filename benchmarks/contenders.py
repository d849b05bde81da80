"""A race: contenders that do the same or are held against each other, run in turn."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass
class Race:
    """What is compared: ``against`` names the contender that ratios are taken to; ``per_run`` how many things one run does."""

    title: str
    about: str
    against: str
    contenders: Mapping[str, Callable[[], object]]
    rounds: int = 7
    per_run: Mapping[str, int] = field(default_factory=dict)
    unit: str = "run"

    def times(self) -> dict[str, list[float]]:
        """Seconds of each contender in each round, after one round that does not count.

        Each round has an order of its own, so that nobody always comes after the one who leaves the memory in pieces.
        """
        found: dict[str, list[float]] = {name: [] for name in self.contenders}
        for number in range(self.rounds + 1):
            order = list(self.contenders.items())
            random.Random(number).shuffle(order)
            for name, run in order:
                begin = time.perf_counter()
                run()
                spent = time.perf_counter() - begin
                if number:
                    found[name].append(spent / self.per_run.get(name, 1))
        return found


def as_table(race: Race) -> str:
    """Run the race and write it as a Markdown table."""
    times = race.times()
    base = times[race.against]
    lines = [f"| contender | ms a {race.unit} | a second | ratio to {race.against} |", "| --- | ---: | ---: | ---: |"]
    for name, spent in times.items():
        median = statistics.median(spent)
        ratio = statistics.median(one / other for one, other in zip(spent, base, strict=True))
        lines.append(f"| {name} | {median * 1000:,.3f} | {1 / median:,.0f} | {ratio:.2f} |")
    return "\n".join(lines)
