"""Billing: one file for each model. Each yields the quantity that is billed; price, guarantee and cap follow in their files.

Takes a billing line and one scope, gives a ``Billed``. Knows no KPI scale; never caps a line by editing it.
"""
