"""The linter: reads files, runs rules, and applies fixes. It depends on no rule."""
