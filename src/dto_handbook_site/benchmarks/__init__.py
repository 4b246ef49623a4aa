"""Measurements behind the costs on the pages."""
