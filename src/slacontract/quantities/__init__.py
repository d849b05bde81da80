"""Quantities: numbers with their unit, read from text by one grammar, rounded in one place, and the calendar of periods.

Takes text, gives exact rationals. Knows no contract, no file and no clock; refuses floats.
"""
