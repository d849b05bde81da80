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


def called(steps: Sequence[str]) -> Message:
    """A term within its clause, such as "cap: handle time (AHT)"; names of the contract's own are said as they are."""
    words = [labels().get(step.rstrip("_")) or message("{name}", name=step) for step in steps]
    said = words[0]
    for word in words[1:]:
        said = message("{what}: {part}", what=said, part=word)
    return said
