"""Writes the pages, or parts of them, that are made from code."""
