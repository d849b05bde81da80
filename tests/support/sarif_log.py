"""What SARIF 2.1.0 allows of a log, for the objects and properties that are written here: names, types, and what must be there.

Taken from the standard's text, section by section; a property that is not listed is refused, so that nothing new slips in unseen.
"""

from __future__ import annotations

from typing import Any

LEVEL = {"enum": ["none", "note", "warning", "error"]}
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}


def strict(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def listed(items: dict[str, Any], *, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": unique}


MESSAGE = strict({"text": TEXT, "markdown": TEXT}, "text")  # 3.11, 3.12
ARTIFACT = strict({"uri": {"type": "string", "format": "uri-reference"}, "uriBaseId": TEXT}, "uri")  # 3.4
REGION = strict(  # 3.30
    {
        "startLine": {"type": "integer", "minimum": 1},
        "startColumn": {"type": "integer", "minimum": 1},
        "endColumn": {"type": "integer", "minimum": 1},
        "snippet": strict({"text": TEXT}),
    },
    "startLine",
)
LOCATION = strict(  # 3.28
    {
        "id": {"type": "integer", "minimum": 0},
        "physicalLocation": strict({"artifactLocation": ARTIFACT, "region": REGION}, "artifactLocation"),
        "logicalLocations": listed(strict({"fullyQualifiedName": TEXT, "kind": TEXT}), unique=True),
        "message": MESSAGE,
    }
)
RULE = strict(  # 3.49
    {
        "id": TEXT,
        "name": TEXT,
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
        "defaultConfiguration": strict({"level": LEVEL}),
        "properties": {"type": "object", "properties": {"tags": listed(TEXT, unique=True)}},
    },
    "id",
)
RESULT = strict(  # 3.27
    {
        "ruleId": TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": MESSAGE,
        "locations": listed(LOCATION),
        "relatedLocations": listed(LOCATION, unique=True),
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": listed(strict({"kind": {"enum": ["inSource", "external"]}, "justification": TEXT}, "kind"), unique=True),
    },
    "message",
)
DRIVER = strict(  # 3.19
    {
        "name": TEXT,
        "version": TEXT,
        "semanticVersion": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        "rules": listed(RULE, unique=True),
    },
    "name",
)
RUN = strict(  # 3.14
    {
        "tool": strict({"driver": DRIVER}, "driver"),
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": listed(RESULT),
    },
    "tool",
)
LOG = strict(
    {"$schema": {"type": "string", "format": "uri"}, "version": {"enum": ["2.1.0"]}, "runs": listed(RUN)}, "version", "runs"
)  # 3.13
