"""The nouns of ``kpis:`` and of what changes their money: scales, windows, memory, pools, reliefs, gates and limits."""
