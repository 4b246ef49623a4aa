-- What a user does in Neovim, step by step; what is seen after each is written to $SEEN.
local function see(step, what)
  vim.fn.writefile({ step .. ": " .. what }, vim.env.SEEN, "a")
end

local function shown()
  return vim.tbl_map(function(it)
    return (it.lnum + 1) .. " " .. it.source .. " [" .. it.code .. "]"
  end, vim.diagnostic.get(0))
end

local function wait_until(step, predicate)
  vim.wait(20000, predicate, 20)
  see(step, table.concat(shown(), ", "))
end

-- `vim.lsp.enable` reads this file since 0.11. What it does, older versions can do, too.
local config = dofile(vim.env.CONFIG)
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.FILE))
assert(vim.tbl_contains(config.filetypes, vim.bo.filetype))
local marker = vim.fn.findfile(config.root_markers[1], vim.fn.expand("%:p:h") .. ";")
local root = vim.fn.fnamemodify(marker, ":p:h")
local client = vim.lsp.start_client({ cmd = config.cmd, root_dir = root, handlers = {
  ["$/progress"] = function(_, it)
    see("progress", it.value.kind .. (it.value.title and " " .. it.value.title or ""))
  end,
} })
vim.lsp.buf_attach_client(0, client)
wait_until("opened", function() return #shown() > 0 end)

vim.api.nvim_buf_set_lines(0, 0, 0, false, { "# ü𝒳" })
wait_until("edited", function() return (shown()[1] or ""):match("^5 ") end)
vim.cmd("write")

-- Of what is offered, the first is chosen.
vim.ui.select = function(items, _, choose)
  see("offered", (items[1].action or items[1][2]).title) -- Since 0.10, or before
  choose(items[1])
end
vim.api.nvim_win_set_cursor(0, { 5, 2 })
vim.lsp.buf.code_action()
wait_until("fixed", function() return #shown() == 0 end)
vim.cmd("write")
vim.lsp.stop_client(client)
vim.cmd("quit!")
