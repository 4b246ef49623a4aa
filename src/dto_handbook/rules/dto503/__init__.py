"""DTO503: An evaluated annotation with a name that only type checkers import."""
