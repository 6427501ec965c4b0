"""QR codes of addresses. It knows no page to put them on."""

from __future__ import annotations

import segno


def qr(address: str, mask: int | None = None) -> segno.QRCode:
    """Return the QR code of an address (ISO/IEC 18004), readable though an eighth of it is hidden.

    The best of the eight masks is looked for, which takes most of the time; any other is readable, too.
    """
    return segno.make_qr(address, error="m", mask=mask)
