"""A review drawn, section by section: text for a terminal, JSON for programs, or one HTML page that needs nothing beside it.

Takes what the review found, gives bytes. It judges nothing and knows no files.
"""
