"""Settle: contract and measures to a calculation, and the calculation to a settlement.

One file for each billing model, each scale and each kind of limit; each yields rows, lines and proofs, and ``stages.py``
is their visible order. Takes nouns that ``check`` has found sound; knows no file, clock or workbook; edits no computed line.
"""
