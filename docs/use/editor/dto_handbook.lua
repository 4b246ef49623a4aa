-- ~/.config/nvim/lsp/dto_handbook.lua
return {
  cmd = { "dto-handbook", "lsp" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml" },
}
