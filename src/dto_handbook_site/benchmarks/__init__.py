"""Measurements behind what the pages say about cost."""
