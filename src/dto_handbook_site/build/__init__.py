"""Additions to the built site: addresses, policy, Markdown pages, search."""
