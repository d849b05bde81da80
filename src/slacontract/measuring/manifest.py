"""A manifest as JSON: the same measures from the same records give the same bytes."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING

from slacontract import __version__
from slacontract.model.manifest import SCHEMA

if TYPE_CHECKING:
    from slacontract.model.manifest import Manifest


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is written beside the measures: UTF-8, two spaces, keys in the order of the noun."""
    said = {"manifest": SCHEMA, "slacontract": __version__, **dataclasses.asdict(manifest)}
    said["versions"] = {str(version): fingerprint for version, fingerprint in manifest.versions}
    said["counting"] = dict(manifest.counting)
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
