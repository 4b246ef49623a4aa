#!/bin/sh
# With `--markdown-docs`, `--import-mode=importlib` and the tests' folder in `pythonpath`, as helpers beside tests need
# it, pytest-markdown-docs imports every test module a second time.
#
# To look for fences in docstrings, it imports each collected `.py` file by pytest's `import_path`, without the import
# mode of the run and with namespace packages: under the name that the module has below `pythonpath`, and not below the
# root. So module-level code runs twice, and collection takes up to twice as long. Without `pythonpath`, both names are
# the same. A wrapper of `pytest_collect_file` that drops `MarkdownDocstringCodeModule` leaves the fences of pages alone.
#
# Seen with pytest 9.2.0 and pytest-markdown-docs 0.9.2 on Python 3.11.7.
# It prints: without pythonpath: imported as tests.test_sample
#            with pythonpath: imported as test_sample tests.test_sample
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pytest==9.2.0 pytest-markdown-docs==0.9.2
mkdir "$folder/tests"
cat > "$folder/tests/test_sample.py" <<'SAMPLE'
with open("imports.txt", "a") as imports:
    imports.write(f" {__name__}")


def test_it():
    pass
SAMPLE
cd "$folder"
run() {
    rm -f imports.txt
    venv/bin/python -m pytest -q --markdown-docs --import-mode=importlib "$@" > /dev/null
    echo "imported as$(cat imports.txt)"
}
seen="without pythonpath: $(run)
with pythonpath: $(run -o pythonpath=tests)"
echo "$seen"
[ "$seen" = "without pythonpath: imported as tests.test_sample
with pythonpath: imported as test_sample tests.test_sample" ]
