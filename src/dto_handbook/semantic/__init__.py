"""What Python code means: names, types and classes, resolved over a whole project."""
