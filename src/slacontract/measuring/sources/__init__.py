"""Sources: files of records, read by their profile, to the canonical tables in DuckDB.

Takes paths, the declaration of ``records.yaml`` and a connection; gives the tables and an account of all that was read, dropped
or not understood. Knows no contract but its zone, and counts nothing: that is done from the tables.
"""
