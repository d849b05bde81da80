"""Workflow: the one place that lines the rooms up. Paths in, nouns and files out.

``files`` finds contracts and measures on disk and writes whole files or none; ``agreements`` goes from a folder to a checked
contract, ``runs`` on to a settlement and its workbook, ``beginnings`` from a template to a folder; ``front`` is the library's
front door. It computes no money and prints nothing. Each is imported by its own name: ``check`` must not pay for ``settle``.
"""
