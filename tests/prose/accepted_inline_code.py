"""Inline code that names nothing in the project, each with the reason why it is accepted."""

LISTED = {
    # Of Python and of libraries, where no import leads to them
    "__post_init__": "a method that dataclasses call, and no class has by itself",
    "frozendict[str, str]": "a built-in type of Python 3.15",
    "dataclass_transform(frozen_default=True)": "a decorator of Python's own, as it is called",
    ".is_(None)": "a method of SQLAlchemy's columns",
    "-W error::DeprecationWarning": "an option of Python's own",
    "sqlite+aiosqlite://": "an address of SQLAlchemy's",
    "python -m pip install git+https://github.com/your-organization/dto-handbook@v0.1.0": (
        "a command of pip, with the address that CI's files have"
    ),
    "python -m pip install 'dto-handbook[lsp]'": "a command of pip, with an extra of the wheel",
    "python -m pip install -e '.[zensical]'": "a command of pip, with an extra of the wheel",
    "objects.inv": "a file that mkdocstrings writes into the site",
    # Of other tools
    "latest": "what mike also calls the newest release",
    "grep": "a command of any Unix",
    "file:line:column": "a form that editors know",
    "code.url": "a field of reviewdog's format, in reports/rdjson.py a key in a key",
    "reports: codequality": "two keys of GitLab's, one inside the other",
    "primaryLocationLineHash": "a fingerprint that GitHub's upload step computes",
    "AGENTS.md": "the file that coding agents read in a project of the reader's",
    "pass_filenames: true": "a key of pre-commit's, which tests/test_use_pages.py tries",
    "pants lint": "a command of Pants",
    "pants lint --changed-since=HEAD~1": "a command of Pants",
    "pants lint --only=dto-handbook": "a command of Pants, which tests/test_pants.py tries",
    "Get": "a function that Pants had before 2.32",
    "code_quality_tool": "a target of Pants",
    "execution_dependencies": "a field of that target",
    "init.lua": "Neovim's configuration, in the reader's home",
    "init.el": "Emacs's configuration, in the reader's home",
    'vim.lsp.enable("dto_handbook")': "Neovim's own function",
    "$ProjectFileDir$": "a macro of PyCharm's",
    "$FILE_PATH$:$LINE$:$COLUMN$": "a macro of PyCharm's",
    "404.html": "the error page, which MkDocs writes into the site",
    "https://handbook.example.org/handbook/": "the address that docs/publish/ has, with its path",
    "/srv/www/handbook/": "the folder that docs/publish/ has, with its path",
    "Content-Security-Policy": "a header of HTTP",
    "Content-Encoding: gzip": "a header of HTTP",
    # Of Backend.AI
    "sokovan": "a package of the real Manager that the miniature does not have",
    "ai.backend.common.types": "a module of the real code base",
    "ai.backend.common.data.entity": "a package of the real code base",
    "common/dto/manager/v2": "a package of the real code base",
    "BaseRequestModel": "a class of the real code base",
    "Legacy": "a part of the names of classes in the real code base",
    "KNOWLEDGE.md": "the file with the reasons beside an AGENTS.md",
}
"""By the text of the inline code."""

ANY = {
    "dto": "any DTO",
    "field": "any field of it",
    "default": "any default",
    "is_private": "any flag",
    "sessions": "any collection",
}
"""Names that code in prose makes up, each with what it stands for."""

IN_FILE = {
    "helpUri": "src/dto_handbook/reporters/sarif.py",
    "TODO": "src/dto_handbook/rules/completeness.py",
    "x2": "src/dto_handbook/baseline/file.py",
    "#": "src/dto_handbook/baseline/file.py",
    "your-organization/dto-handbook": "docs/use/ci/github.yml",
    "tools/pants-plugins/dto_handbook_lint/register.py": "tests/test_pants.py",
    "pants.toml": "tests/test_pants.py",
    ".dto-handbook-cache": "docs/use/ci/github.yml",
    'data-clause="G2"': "docs/guidelines/immutability.md",
}
"""By the text, the file of the project that has it."""
