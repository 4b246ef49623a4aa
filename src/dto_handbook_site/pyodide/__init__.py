"""Python in the reader's browser, and what brings it there."""
