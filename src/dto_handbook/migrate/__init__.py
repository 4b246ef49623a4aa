"""Drafts the shared DTO and the adapter for an internal one."""
