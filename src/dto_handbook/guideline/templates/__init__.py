"""What the answers to "where does my DTO go?" offer to copy; each names the path of its place."""
