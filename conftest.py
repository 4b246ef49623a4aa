"""Loaded for pages too, which tests/conftest.py is not where a page alone is named."""

pytest_plugins = ["fence_runner", "whole_run"]
collect_ignore = ["docs/use/pants/register.py"]  # Only Pants can import it: tests/test_pants.py
