"""Sample: realistic records of an invented service, and beside them the true counters that they were made from.

Takes a plan (queues, volumes, months, a seed), gives CSV files in the canonical form and in those of vendors, and ``truth.csv``.
The same plan gives the same bytes on every machine: only whole numbers are drawn. Measures nothing that it has written.
"""
