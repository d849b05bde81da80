"""Model: the nouns of a contract and of its measures, frozen. The pydantic models here *are* the contract language.

Takes located texts, gives typed nouns in which every figure keeps its place. Knows no YAML, pandas, clock or files.
"""
