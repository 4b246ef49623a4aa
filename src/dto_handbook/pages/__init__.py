"""What turns the project's code into pages; nothing else in the package knows of it."""
