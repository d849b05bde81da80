"""Excuses: one file for each way in which a result is not paid as its scale says, and for what people decided about it.

Takes KPI values and the amounts as they stand, gives truth rows for the reasons and lines for what they change. Knows no limit.
"""
