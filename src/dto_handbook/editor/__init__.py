"""Findings while one writes: the language server that `dto-handbook lsp` runs."""
