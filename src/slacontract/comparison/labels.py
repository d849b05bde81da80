"""What the fields of the language are called by those who read contracts, in English and Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from slacontract.languages import Message, bilingual, message


@cache
def labels() -> Mapping[str, Message]:
    """What each field is called, by its key: ``at_least`` is "at least", "como mínimo"."""
    lines = files("slacontract.comparison").joinpath("labels.txt").read_text(encoding="utf-8").splitlines()
    return {name: bilingual(english, spanish) for name, english, spanish in (line.split("|") for line in lines)}


def called(steps: Sequence[str], within: str = "") -> Message:
    """A term of a clause, such as "cap: handle time (AHT)"; names of the contract's own are said as they are.

    ``within`` is what the clause is one of: the rate of a tax is no price.
    """
    known, around, said = labels(), within, None
    for step in steps:
        key = step.rstrip("_")
        word = known.get(f"{around}.{key}") or known.get(key) or message("{name}", name=step)
        said = word if said is None else message("{what}: {part}", what=said, part=word)
        around = key
    assert said is not None, "the caller has seen that there is a step"
    return said
