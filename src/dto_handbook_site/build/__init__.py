"""What is put into the built site: addresses, policy, Markdown pages, search."""
