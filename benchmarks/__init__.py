"""Benchmarks: contenders run in turn in one process, told as ratios; no test asserts a time."""
