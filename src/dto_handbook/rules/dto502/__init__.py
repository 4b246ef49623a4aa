"""DTO502: A bare generic or a whole-field `Any`."""
