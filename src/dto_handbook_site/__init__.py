"""Builds the site from the code; nothing in `dto_handbook` depends on it."""
