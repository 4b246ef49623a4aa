"""Whichever module is imported first, the other one finds it only partly loaded."""

from importlib import import_module

for module in ("invalid", "invalid_repository"):
    try:
        import_module(f"dto_handbook.rules.dto005.{module}")
    except ImportError as error:
        print(f"{type(error).__name__}: {str(error).partition(' (most likely')[0]}")
    else:
        raise AssertionError("the modules load")
