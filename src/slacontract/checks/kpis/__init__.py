"""Checks of what is measured, promised and paid: definitions, scales, points and pools, limits and earlier periods."""
