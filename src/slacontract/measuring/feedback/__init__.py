"""Feedback: what scored calls say of an agent, a campaign or a team, strengths first, then what to improve.

Takes scored calls, gives a report of exact figures with the number of calls behind each. Where pseudonyms are asked for or
required, names are replaced before anything else is done, so that nothing behind that point knows them. Draws nothing.
"""
