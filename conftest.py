"""Loaded for pages too, which tests/conftest.py is not where a page alone is named."""

pytest_plugins = ["fence_runner", "whole_run"]
