"""Check: contract versions to findings, one small function for each code or aspect; and the agreement when none stops.

Takes versions that were read without fault, gives every finding of them at once, each with its witness and remedy. What
passes here, the compiler takes for granted. Refuses to know measures, money of a month, files and YAML.
"""
