"""DTO503: A name for type checkers alone in an annotation that runs."""
