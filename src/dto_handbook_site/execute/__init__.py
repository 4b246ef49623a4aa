"""Runs the code of pages and caches what it prints."""
