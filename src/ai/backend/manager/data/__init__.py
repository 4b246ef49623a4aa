"""Component-internal DTOs: used inside the Manager only, one package a domain."""
