"""A .pkpass: a ZIP of files, their hashes in manifest.json, and a detached signature over that.

By Apple's Wallet Developer Guide, "Signing a Pass": SHA-1 in the manifest is the format's own choice; what guards it is
the signature (CMS, SHA-256, with the time of signing and Apple's intermediate inside).
"""

import hashlib
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder

from otklik.channels.wallet.certificates import Signer

MEDIA_TYPE: Final = "application/vnd.apple.pkpass"
BYTES_MAX: Final = 512 * 1024
"""Of one card; Apple names no limit, and a phone on a bad line is to get it at once."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The same card is the same file, but for its signature's time."""


def packed(files: Mapping[str, bytes], signer: Signer) -> bytes:
    """The whole file. `files`: `pass.json` and the pictures, by their names."""
    manifest = msgspec.json.encode({name: hashlib.sha1(data).hexdigest() for name, data in files.items()})  # noqa: S324
    whole = {**files, "manifest.json": manifest, "signature": signed(manifest, signer)}
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def signed(manifest: bytes, signer: Signer) -> bytes:
    """CMS in DER, without the words it is over."""
    builder = PKCS7SignatureBuilder().set_data(manifest).add_signer(signer.certificate, signer.key, SHA256())
    options = [PKCS7Options.DetachedSignature, PKCS7Options.Binary]
    return builder.add_certificate(signer.intermediate).sign(Encoding.DER, options)
