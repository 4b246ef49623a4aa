"""Generates pages, and parts of pages, from code."""
