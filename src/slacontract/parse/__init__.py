"""Parse: text to nouns. The only room that knows YAML, CSV and Excel input.

Takes the bytes of files, gives nouns and findings: every fault of a file at once, each at its line and column. Refuses
whatever could be read in two ways.
"""
