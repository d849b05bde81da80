"""The feedback report drawn: one HTML file that needs nothing beside it, and a workbook with one sheet for each view.

Takes a report whose names are final, gives bytes. Every text from outside is escaped in HTML and is never a formula in Excel.
"""
