"""The files of a new contract, from the commented templates in ``templates/``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def beginning(template: str, values: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and bytes; a text from outside enters YAML quoted, so it can say nothing but itself."""
    environment = ImmutableSandboxedEnvironment(  # YAML and CSV are written, not HTML: nothing is escaped but by `quoted`
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    folder = files("slacontract") / "templates" / template
    for source in sorted(folder.iterdir(), key=lambda f: f.name):
        text = environment.from_string(source.read_text(encoding="utf-8")).render(values)
        yield source.name.removesuffix(".j2"), text.encode()
