"""Pages: reports as one self-contained HTML file, for the screen and for paper.

Takes a report and a language, gives bytes; texts from outside are escaped, nothing is loaded from anywhere, nothing is computed.
"""
