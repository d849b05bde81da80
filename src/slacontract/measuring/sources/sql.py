"""Small pieces of SQL text: names, literals and cases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MEASURE: Final = "m_"
"""What begins the name of a column that holds a sum of an interval."""
DECLARATION: Final = "records.yaml"
"""Where sources are declared."""
_NAME = re.compile(r'"((?:[^"]|"")+)"')


def name(text: str) -> str:
    """A name in double quotes.

    >>> name('CALL ID')
    '"CALL ID"'
    """
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A literal in single quotes.

    >>> text("don't")
    "'don''t'"
    """
    return "'" + value.replace("'", "''") + "'"


def among(expression: str, values: Iterable[str]) -> str:
    """Whether an expression is one of some texts: compared one by one, since a long list would become a join.

    >>> among("x", ["a", "b"])
    "(x = 'a' OR x = 'b')"
    """
    return f"({' OR '.join(f'{expression} = {text(value)}' for value in values)})"


def names_in(expression: str) -> list[str]:
    """The names in double quotes that an expression has, each once; texts in single quotes are passed over.

    >>> names_in('"A" = 1 AND "B ""c" > "A"')
    ['A', 'B "c']
    """
    bare = re.sub(r"'(?:[^']|'')*'", "''", expression)
    return list(dict.fromkeys(found.replace('""', '"') for found in _NAME.findall(bare)))
