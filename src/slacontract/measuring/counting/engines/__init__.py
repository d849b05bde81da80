"""Engines: where the canonical tables lie and the counting is done, one file each, and the rewriting of SQL for each of them.

Takes SQL text in the dialect of the embedded engine and gives rows of exact values. Knows neither views nor contracts.
"""
