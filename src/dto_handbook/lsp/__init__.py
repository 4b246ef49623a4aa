"""The language server that `dto-handbook lsp` runs."""
