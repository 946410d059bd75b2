"""What a segment is called in templates and the API, made from its name."""

import re
from collections.abc import Collection
from typing import Final

CODE_LENGTH_MAX: Final = 60

_LETTERS: Final = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
        "ё": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ь": "",
        "ю": "yu",
        "я": "ya",
    }
)


def code_of(name: str, *, taken: Collection[str]) -> str:
    """`Постоянные покупатели` is `postoyannye_pokupateli`; of a taken one `…_2`."""
    latin = name.lower().translate(_LETTERS)
    code = re.sub(r"[^a-z0-9]+", "_", latin).strip("_")[: CODE_LENGTH_MAX - 5].strip("_") or "segment"
    number, found = 2, code
    while found in taken:
        found, number = f"{code}_{number}", number + 1
    return found
