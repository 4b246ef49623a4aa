"""What is new and what was there before: a baseline, and changes since a commit."""
