"""Comparisons and chains of versions as people and programs read them: text, Markdown, a page, JSON.

Takes what the comparison found and a language, gives text or bytes; it compares nothing and computes no amount.
"""
