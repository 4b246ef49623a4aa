"""Conversion from internal DTOs to shared ones, in one place for all APIs."""
