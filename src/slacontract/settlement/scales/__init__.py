"""Scales: one file for each way in which a KPI's value becomes a payment. Each yields a ``Payment``.

Takes a KPI's value and its base, gives the unrounded amount for a measured value and for a missing one. Knows no gate or limit.
"""
