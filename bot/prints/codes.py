"""QR codes of addresses. It knows no page to put them on."""

from __future__ import annotations

from io import BytesIO

import segno


def qr(address: str, mask: int | None = None) -> segno.QRCode:
    """Return the QR code of an address (ISO/IEC 18004), readable though an eighth of it is hidden.

    The best of the eight masks is looked for, which takes most of the time; any other is readable, too.
    """
    return segno.make_qr(address, error="m", mask=mask)


def picture(address: str) -> bytes:
    """Return the QR code of an address as a PNG, about a thousand pixels wide with its quiet zone."""
    code, kept = qr(address), BytesIO()
    code.save(kept, kind="png", border=4, scale=1000 // (len(code.matrix) + 8))
    return kept.getvalue()
