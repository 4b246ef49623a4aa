"""The Manager in miniature: the part of Backend.AI that the handbook's samples come from."""
