"""The catalogue as the program reads it: one JSON file, made of the YAML files that people write.

Reading 180 KB of YAML took longer than checking a contract. ``python -m slacontract.catalogue.compiled`` makes the file anew,
and a test holds it against its sources.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
COMPILED: Final = HERE / "catalogue.json"


@cache
def _all() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(COMPILED.read_text(encoding="utf-8"))
    return found


def read_data(name: str) -> Any:
    """One of the catalogue's own data files, by its name: ``fields.yaml``."""
    return _all()[name]


def written() -> str:
    """The file as its sources have it now."""
    import yaml  # noqa: PLC0415  # nobody who reads the catalogue needs it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    sources = {path.relative_to(HERE).as_posix(): path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("*.yaml"))}
    data = {name: yaml.load(text, Loader=loader) for name, text in sources.items()}  # noqa: S506  # our own data, safe loader
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    COMPILED.write_text(written(), encoding="utf-8")
