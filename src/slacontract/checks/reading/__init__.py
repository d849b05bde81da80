"""Checks of what clauses read: scopes, figures, tables, windows, conditions, and the events that people write down."""
