"""The rules, a package each: all that belongs to a rule lives in its package."""
