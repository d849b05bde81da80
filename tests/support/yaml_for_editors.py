"""YAML as an editor reads it, by the core schema of YAML 1.2: numbers and booleans are typed, dates are not; and as texts."""

from __future__ import annotations

import re
from typing import Any

import yaml


class CoreLoader(yaml.SafeLoader):
    """The types of YAML 1.2's core schema, and no others."""


CoreLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "-+0123456789."),
    ("null", r"|~|null|Null|NULL", ["~", "n", "N", ""]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def _whole(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    text = str(loader.construct_scalar(node))
    return int(text, 0) if text[:2] in {"0x", "0o"} else int(text)


CoreLoader.add_constructor("tag:yaml.org,2002:int", _whole)


def typed(text: str) -> Any:
    """The document as an editor sees it; keys are texts, as in JSON."""
    return _with_text_keys(yaml.load(text, Loader=CoreLoader))  # noqa: S506  # a safe loader


def texts(text: str) -> Any:
    """The document with every value as it is written."""
    return _with_text_keys(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  # it makes texts only


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _with_text_keys(item) for key, item in value.items()}
    return [_with_text_keys(item) for item in value] if isinstance(value, list) else value
