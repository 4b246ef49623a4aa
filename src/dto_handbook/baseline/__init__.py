"""Findings that were there before: the baseline file, and changes since a commit."""
