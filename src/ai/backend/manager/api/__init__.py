"""The Manager's APIs: what turns internal DTOs into shared ones."""
