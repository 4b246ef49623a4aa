"""What runs Python in a reader's browser; pages/runtime.py brings it there."""
