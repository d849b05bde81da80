"""Comparison: two versions and a history in, what changed in meaning and in money out. Knows no file and no version control."""
