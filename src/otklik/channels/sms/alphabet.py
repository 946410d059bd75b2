"""The 7-bit alphabet of GSM phones (3GPP TS 23.038, 6.2.1) and the national tables a message may shift to (annex A).

A character of the extension table costs two septets: the escape before it and its own.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

ESCAPE: Final = 0x1B

BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
TURKISH_BASIC: Final = (
    "@£$¥€éùıòÇ\nĞğ\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bŞşßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "İABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "çabcdefghijklmnopqrstuvwxyzäöñüà"
)
PORTUGUESE_BASIC: Final = (
    "@£$¥êéúíóç\nÔô\rÁáΔ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ"
    " !\"#º%&'()*+,-./0123456789:;<=>?"
    "ÍABCDEFGHIJKLMNOPQRSTUVWXYZÃÕÚÜ§"
    "~abcdefghijklmnopqrstuvwxyzãõ`üà"
)

EXTENSION: Final = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
TURKISH_EXTENSION: Final = {
    **EXTENSION,
    0x47: "Ğ", 0x49: "İ", 0x53: "Ş", 0x63: "ç", 0x67: "ğ", 0x69: "ı", 0x73: "ş",
}  # fmt: skip
SPANISH_EXTENSION: Final = {
    **EXTENSION,
    0x09: "ç", 0x41: "Á", 0x49: "Í", 0x4F: "Ó", 0x55: "Ú", 0x61: "á", 0x69: "í", 0x6F: "ó", 0x75: "ú",
}  # fmt: skip
PORTUGUESE_EXTENSION: Final = {
    **EXTENSION,
    0x05: "ê", 0x09: "ç", 0x0B: "Ô", 0x0C: "ô", 0x0E: "Á", 0x0F: "á", 0x12: "Φ", 0x13: "Γ", 0x15: "Ω", 0x16: "Π",
    0x17: "Ψ", 0x18: "Σ", 0x19: "Θ", 0x1F: "Ê", 0x41: "À", 0x49: "Í", 0x4F: "Ó", 0x55: "Ú", 0x5B: "Ã", 0x5C: "Õ",
    0x61: "Â", 0x69: "í", 0x6F: "ó", 0x75: "ú", 0x7B: "ã", 0x7C: "õ", 0x7F: "â",
}  # fmt: skip

LANGUAGES: Final = {"turkish": 1, "spanish": 2, "portuguese": 3}
"""National language identifiers (3GPP TS 23.038, 6.2.1.2.4)."""
LOCKING: Final = {"turkish": TURKISH_BASIC, "portuguese": PORTUGUESE_BASIC}
SINGLE: Final = {"turkish": TURKISH_EXTENSION, "spanish": SPANISH_EXTENSION, "portuguese": PORTUGUESE_EXTENSION}

SINGLE_SHIFT_ELEMENT: Final = 0x24
LOCKING_SHIFT_ELEMENT: Final = 0x25
NATIONAL_ELEMENT_OCTETS: Final = 3


class Alphabet(NamedTuple):
    """What one message may be written in: septets by character, and the header elements that say so."""

    septets: Mapping[str, bytes]
    header: bytes = b""
    """Information elements of the user data header (3GPP TS 23.040, 9.2.3.24.15 and .16)."""
    language: str = ""

    def cost(self, char: str) -> int:
        """Septets it takes; 0 when the alphabet has no such character."""
        return len(self.septets.get(char, b""))

    def encode(self, text: str) -> bytes:
        """One septet a byte, as SMSCs take it with data_coding 0. Raises `KeyError` for what it lacks."""
        return b"".join(self.septets[char] for char in text)


def _alphabet(basic: str, extension: Mapping[int, str], *, header: bytes = b"", language: str = "") -> Alphabet:
    two = {char: bytes((ESCAPE, code)) for code, char in extension.items()}
    one = {char: bytes((code,)) for code, char in enumerate(basic) if code != ESCAPE}
    return Alphabet(MappingProxyType({**two, **one}), header, language)


def _national(language: str) -> list[Alphabet]:
    code = LANGUAGES[language]
    single = bytes((SINGLE_SHIFT_ELEMENT, 1, code))
    found = [_alphabet(BASIC, SINGLE[language], header=single, language=language)]
    if language in LOCKING:
        both = bytes((LOCKING_SHIFT_ELEMENT, 1, code)) + single
        found.append(_alphabet(LOCKING[language], SINGLE[language], header=both, language=language))
    return found


PLAIN: Final = _alphabet(BASIC, EXTENSION)
NATIONAL: Final[Mapping[str, list[Alphabet]]] = {language: _national(language) for language in LANGUAGES}


def decode(septets: bytes, *, single: int = 0, locking: int = 0) -> str:
    """Text of unpacked septets. `single` and `locking` are national language identifiers; unknown ones are ignored.

    A character missing from the extension is shown by its basic place, as phones do (3GPP TS 23.038, 6.2.1.1).
    """
    names = {code: name for name, code in LANGUAGES.items()}
    basic = LOCKING.get(names.get(locking, ""), BASIC)
    extension = SINGLE.get(names.get(single, ""), EXTENSION)
    found: list[str] = []
    escaped = False
    for septet in septets:
        code = septet & 0x7F
        if escaped:
            found.append(extension.get(code, basic[code]))
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            found.append(basic[code])
    return "".join(found)
