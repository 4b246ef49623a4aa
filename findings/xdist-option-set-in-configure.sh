#!/bin/sh
# An option that a conftest sets in `pytest_configure` does not reach pytest-xdist's workers, which read it as unset.
#
# The workers get the controller's options, but each parses the command line again, where the option is not. Without
# `-n` the same suite sees the value. `pytest_configure_node` and `config.workerinput` carry it over.
#
# Seen with pytest 9.2.0 and pytest-xdist 3.8.0 on Python 3.11.7.
# It prints: in one process: 1 passed
#            in a worker: 1 failed
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pytest==9.2.0 pytest-xdist==3.8.0
cat > "$folder/conftest.py" <<'SAMPLE'
def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true")


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # Not in a worker
        config.option.whole = True
SAMPLE
cat > "$folder/test_sample.py" <<'SAMPLE'
def test_it(pytestconfig):
    assert pytestconfig.getoption("whole")
SAMPLE
cd "$folder"
run() {
    venv/bin/python -m pytest -q "$@" | grep -o '1 [a-z]*' | tail -n 1
}
seen="in one process: $(run)
in a worker: $(run -n 1)"
echo "$seen"
[ "$seen" = "in one process: 1 passed
in a worker: 1 failed" ]
