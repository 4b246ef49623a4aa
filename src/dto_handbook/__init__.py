"""The tool behind the handbook on the Manager's component-internal DTOs."""

_UNKNOWN = "0.0.dev0"  # As pyproject.toml has it for a copy that knows no git tag


def __getattr__(name: str) -> str:
    """Read the version on first use, because most runs of the command do not need it."""
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("dto-handbook")
    except PackageNotFoundError:
        return _UNKNOWN
