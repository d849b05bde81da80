"""YAML text to located tables, lists and words, from the parser's events: nothing is typed, expanded or executed.

The C parser is used where PyYAML has it. Depth and size are limited here, before anything recursive sees the tree: the C
loader's own composer kills the interpreter on 60 KB of ``[``.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from slacontract.findings import Finding, Position, finding
from slacontract.model.texts import Series, Table, Word
from slacontract.parse.text import LARGEST_CONTRACT, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST: Final = 32
MOST_NODES: Final = 20_000

_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


def read_yaml(data: bytes, name: str) -> tuple[Table | None, list[Finding]]:
    """Read one YAML mapping; None when its text cannot be trusted, with the findings that say why."""
    if len(data) > LARGEST_CONTRACT:
        return None, [finding("S104", Position(name), f"The file has {len(data):,} bytes; at most {LARGEST_CONTRACT:,} are "
                              "read.", "Keep one contract version in a file, and measures apart.")]  # fmt: skip
    text, findings = decode(data, name)
    if findings:
        return None, findings
    reader = _Reader(text, name)
    root = reader.read()
    if reader.findings:
        return None, reader.findings
    if not isinstance(root, Table):
        return None, [finding("C203", Position(name, 1, 1), "The file is not a mapping of keys to values.",
                              "Begin with a line such as 'contract: acme-inbound'.")]  # fmt: skip
    return root, []


_QUOTE: Final = "Quote texts that hold ': ' or begin with a sign such as % @ `, and indent with spaces."
_SYNTAX: Final = (
    ("cannot start any token", "no value begins with this sign", _QUOTE),
    ("expected comment or line break", "no value begins with this sign", _QUOTE),
    ("expected ':'", "this line has no 'key: value'", "Write a colon and a blank after the key."),
    ("mapping values are not allowed", "no key can stand here",
     "Give the line the indentation of its neighbours; quote a text that holds ': '."),
    ("expected <block end>", "the line is indented otherwise than its neighbours", "Give it the indentation of its neighbours."),
    ("expected ',' or", "a bracket is not closed, or a comma is missing between two entries", "Close the bracket, or add it."),
)  # fmt: skip
"""What the YAML library says, in words for people; and what to do."""


class _Stop(Exception):  # noqa: N818  # leaves the walk after a fault behind which nothing can be trusted
    pass


class _Reader:
    """One pass over the events of one text."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.lines = text.split("\n")
        self.findings: list[Finding] = []
        self.nodes = 0

    def read(self) -> object:
        """Return the root, or None after a fault."""
        root: object = None
        with contextlib.suppress(_Stop):
            try:
                events = self._events()
                root = self._document(events)
            except yaml.MarkedYAMLError as fault:
                self._syntax(fault)
            except yaml.YAMLError as fault:
                self._say("S102", Position(self.name, 1, 1), f"This is not YAML: {fault}.", "Compare with a sample contract.")
        return root

    def _events(self) -> Iterator[Any]:
        loader = _Loader(self.text)
        try:
            while loader.check_event():
                yield loader.get_event()
        finally:
            loader.dispose()

    def _document(self, events: Iterator[Any]) -> object:
        root: object = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._feature(event, "A second document begins here.", "Keep one version in a file: delete the '---'.")
                root = self._node(next(events), events, 0)
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> object:
        self.nodes += 1
        if depth > DEEPEST or self.nodes > MOST_NODES:
            what = f"deeper than {DEEPEST} levels" if depth > DEEPEST else f"more than {MOST_NODES:,} values"
            self._say("S104", self._at(event), f"The file is {what} here.", "No contract needs that: check the brackets.")
            raise _Stop
        if isinstance(event, yaml.AliasEvent):
            self._feature(event, f"'*{event.anchor}' stands for text that is elsewhere.", "Write the text out here.")
        if event.anchor:
            self._feature(event, f"'&{event.anchor}' is an anchor.", "Delete it: each value is written where it counts.")
        if event.tag is not None and event.tag != "!":
            self._feature(event, f"'{event.tag}' is a tag.", "Delete it: the contract language gives each key its type.")
        if isinstance(event, yaml.ScalarEvent):
            return Word.placed(event.value, self._at(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self._series(event, events, depth)
        return self._table(event, events, depth)

    def _series(self, start: Any, events: Iterator[Any], depth: int) -> Series:
        series = Series()
        series.at = self._at(start)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            series.append(self._node(event, events, depth + 1))
        return series

    def _table(self, start: Any, events: Iterator[Any], depth: int) -> Table:
        table = Table()
        table.at = self._at(start)
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Word):
                self._say("C203", self._at(event), "A list or mapping stands where a key belongs.", "Write a plain key.")
            elif key == "<<":
                self._feature(event, "'<<' merges text that is elsewhere.", "Write the keys out here.")
            elif key in table:
                first = table.place_of(key)
                self.findings.append(
                    finding("S105", key.at, f"'{key}' stands twice; the first is in line {first.line}.", "Delete one.", first)
                )
            else:
                table[key] = value
        return table

    def _feature(self, event: Any, what: str, remedy: str) -> None:
        self._say("S103", self._at(event), what, remedy)
        raise _Stop

    def _syntax(self, fault: yaml.MarkedYAMLError) -> None:
        problem = fault.problem or "it cannot be read"
        begun = "expected ':'" in problem and fault.context_mark  # a line without its colon is told where it begins
        mark = begun or fault.problem_mark or fault.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        told, remedy = next((said for words, *said in _SYNTAX if words in problem), (problem, _QUOTE))
        opened = self._open_quote(line)
        if opened is not None:
            line, column = opened
            told, remedy = "a quote is opened here and not closed in this line", "Close it, or delete it."
        elif re.search(r"^\s*\t", self._line(line)):
            remedy = "Indent with spaces: YAML has no tabs."
        elif re.search(r":\s*[<>]=?\s*[0-9]", self._line(line)):
            remedy = 'Write conditions in quotes, such as ">= 330 s".'
        self._say("S102", self._position(line, column, 1), f"This is not YAML: {told}.", remedy)

    def _open_quote(self, last: int) -> tuple[int, int] | None:
        """The line up to the fault in which a double quote stands alone, and the column of that quote."""
        for number, text in enumerate(self.lines[: last + 1]):
            bare = text.partition(" #")[0]
            if bare.count('"') % 2 and "'" not in bare:
                return number, bare.rindex('"')
        return None

    def _say(self, code: str, at: Position, what: str, remedy: str) -> None:
        self.findings.append(finding(code, at, what, remedy))

    def _at(self, event: Any) -> Position:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else len(self._line(start.line)) - start.column
        quoted = isinstance(event, yaml.ScalarEvent) and event.style in {"'", '"'}
        return self._position(start.line, start.column + quoted, max(1, width - 2 * quoted))

    def _position(self, line: int, column: int, width: int) -> Position:
        return Position(self.name, line + 1, column + 1, excerpt=self._line(line), width=width)

    def _line(self, number: int) -> str:
        return self.lines[number].rstrip("\r") if number < len(self.lines) else ""
