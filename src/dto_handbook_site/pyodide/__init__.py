"""Python in the reader's browser, and how it gets there."""
