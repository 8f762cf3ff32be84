"""Writes zip files of which two with equal content are equal to the last byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name
PROGRAM, TEXT = 0o100755, 0o100644


def pack(files: Mapping[str, bytes], programs: tuple[str, ...] = ()) -> bytes:
    """Returns an archive of the files, in the order of their names; `programs` may be executed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = (PROGRAM if name in programs else TEXT) << 16
            archive.writestr(entry, content)
    return written.getvalue()
