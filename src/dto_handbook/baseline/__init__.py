"""Old findings: the baseline file, and changes since a commit."""
