"""Checks of a version as a whole and of the chain of versions: what must be said, its time, its currency."""
