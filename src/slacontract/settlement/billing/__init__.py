"""Billing: what is billed (``quantities``), what one of it costs (``prices``), and what both parties bear (``shared_risk``).

Takes a billing line and one scope, gives a ``Billed``. Knows no KPI scale; never caps a line by editing it.
"""
