"""Fetches pip's wheel from the package index, for a Python that came without pip and venv: `get_pip.py FOLDER`.

Prints the wheel's path; `python WHEEL/pip` runs it as it is. The digest the index names is checked. Standard library
only. PIP_INDEX_URL names a mirror, HTTPS_PROXY a proxy.
"""

import hashlib
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Final

INDEX: Final = "https://pypi.org/simple"
ACCEPT: Final = "application/vnd.pypi.simple.v1+json"
TIMEOUT_SECONDS: Final = 60


def fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept": ACCEPT})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as reply:
        return bytes(reply.read())


def newest_wheel(page: bytes) -> tuple[str, str, str]:
    """Name, address and SHA-256 of the newest final wheel (PEP 691 lists oldest first)."""
    files = json.loads(page)["files"]
    for one in reversed(files):
        final = one["filename"].split("-")[1].replace(".", "").isdigit()
        if one["filename"].endswith("-py3-none-any.whl") and final and not one.get("yanked"):
            return one["filename"], one["url"], one["hashes"]["sha256"]
    raise LookupError("the index lists no pip")


def main(folder: Path) -> int:
    # The one variable of another program that is read: pip's own, which the person has set for pip.
    page_url = os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/") + "/pip/"  # noqa: TID251
    try:
        name, url, digest = newest_wheel(fetch(page_url))
        wheel = fetch(urllib.parse.urljoin(page_url, url))
    except (urllib.error.URLError, LookupError, ValueError) as error:
        print(f"{page_url}: {error}", file=sys.stderr)
        return 1
    if hashlib.sha256(wheel).hexdigest() != digest:
        print(f"{url}: not the file the index speaks of", file=sys.stderr)
        return 1
    (folder / name).write_bytes(wheel)
    print(folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
