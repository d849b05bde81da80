"""The nouns of ``billing:`` and of what changes it: lines, quantities, prices, indices, commitments and shared risk."""
