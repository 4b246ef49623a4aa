"""DTO003: Another component imports `manager/data`."""
