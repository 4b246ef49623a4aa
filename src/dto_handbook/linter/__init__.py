"""The linter: reads files, asks the rules, and applies fixes. It knows no single rule."""
