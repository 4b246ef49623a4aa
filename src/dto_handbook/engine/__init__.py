"""The checker's engine: it reads a project, resolves its names, and lets rules look at it.

It knows no single rule.
"""
