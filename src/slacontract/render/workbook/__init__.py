"""Workbook: a settlement as an Excel file that finance opens, imports and audits.

Takes a settlement, gives bytes: the same bytes for the same settlement, on every machine. Each amount is a live formula whose
stored value is the engine's. One file for each sheet; ``addresses.py`` knows which row stands in which cell.
"""

from slacontract.render.workbook.write import write_workbook

__all__ = ["write_workbook"]
