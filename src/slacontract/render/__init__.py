"""Render: nouns to bytes and text. The workbook, the lists that a terminal shows, the findings.

Takes settlements and findings, gives bytes or text. Computes no figure: every amount it shows is read from the settlement or
is a formula over cells.
"""
