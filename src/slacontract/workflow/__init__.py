"""Workflow: the one place that lines the rooms up. Paths in, nouns and files out.

``files`` finds contracts and measures on disk and writes whole files or none; ``runs`` goes the way from a folder to a
settlement and its workbook; ``front`` is the library's front door. It computes no money and prints nothing.
"""

from slacontract.workflow.files import Folder, Output, find_contracts, read_bytes, unwritable, write_outputs
from slacontract.workflow.front import check, load, settle
from slacontract.workflow.runs import (
    asked_periods,
    begin,
    read_agreement,
    read_folder_measures,
    settle_folder,
    workbook_of,
)

__all__ = [
    "Folder", "Output", "asked_periods", "begin", "check", "find_contracts", "load", "read_agreement", "read_bytes",
    "read_folder_measures", "settle", "settle_folder", "unwritable", "workbook_of", "write_outputs",
]  # fmt: skip
