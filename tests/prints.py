"""What stands in a PDF of ours: the addresses it links to, and the QR codes drawn on its pages, as their modules."""

from __future__ import annotations

import re
import zlib

Matrix = tuple[tuple[int, ...], ...]
_STREAM = re.compile(rb"/Contents (\d+) 0 R")
_RECT = re.compile(rb"(-?[\d.]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) re f")
_LINK = re.compile(rb"/URI \((.*?)\)")


def links(pdf: bytes) -> list[str]:
    """Return the addresses in order."""
    return [link.decode() for link in _LINK.findall(pdf)]


def pages(pdf: bytes) -> list[bytes]:
    """Return what is drawn on each page (ISO 32000-1, 7.8.2)."""
    found = []
    for number in _STREAM.findall(pdf):
        begin = pdf.index(b"\n%b 0 obj" % number)
        found.append(zlib.decompress(pdf[pdf.index(b"stream\n", begin) + 7 : pdf.index(b"\nendstream", begin)]))
    return found


def matrices(page: bytes) -> list[Matrix]:
    """Return the QR codes of a page, drawn one after the other, each from its top down, in bars of one module."""
    codes: list[list[tuple[float, ...]]] = []
    below = float("nan")
    for bar in (tuple(map(float, bar)) for bar in _RECT.findall(page)):
        if not -0.1 <= below - bar[1] <= -1.5 * bar[3]:
            codes.append([])
        codes[-1].append(bar)
        below = bar[1]
    return [_modules(bars) for bars in codes]


def _modules(bars: list[tuple[float, ...]]) -> Matrix:
    left, top = min(bar[0] for bar in bars), max(bar[1] for bar in bars)
    # The finder pattern in the corner is seven modules wide: its first bar tells the size of one.
    module = bars[0][2] / 7
    size = round((max(bar[0] + bar[2] for bar in bars) - left) / module)
    rows = [[0] * size for _ in range(size)]
    for x, y, width, _ in bars:
        begin = round((x - left) / module)
        for column in range(begin, begin + round(width / module)):
            rows[round((top - y) / module)][column] = 1
    return tuple(map(tuple, rows))
