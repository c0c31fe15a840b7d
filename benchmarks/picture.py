"""Draws the results of benchmarks/http.py as SVG: a bar for each contender's CPU a request, load by load."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

WIDTH = 760
_BARS_FROM, _LONGEST = 230, 400
_ROW, _HEAD = 22, 40
_OWN, _OTHERS = "#2563eb", "#9ca3af"


class Bar(Struct, frozen=True):
    name: str
    value: float
    text: str
    """What stands behind the bar."""
    is_own: bool


class Group(Struct, frozen=True):
    title: str
    bars: Sequence[Bar]


def draw(title: str, groups: Sequence[Group]) -> str:
    """The bars of a group are as long as their values, and the longest fills the width."""
    parts: list[str] = []
    top = _HEAD
    for group in groups:
        top += _ROW
        parts.append(_text(16, top, group.title, weight="bold"))
        scale = _LONGEST / max(bar.value for bar in group.bars)
        for bar in group.bars:
            top += _ROW
            length = bar.value * scale
            color = _OWN if bar.is_own else _OTHERS
            parts.append(_text(_BARS_FROM - 10, top, bar.name, anchor="end"))
            parts.append(
                f'<rect x="{_BARS_FROM}" y="{top - 12}" width="{length:.1f}" height="15" rx="2" fill="{color}"/>'
            )
            parts.append(_text(_BARS_FROM + length + 8, top, bar.text))
        top += _ROW // 2
    height = top + 16
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" font-size="13">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            _text(16, 28, title, weight="bold"),
            *parts,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="#111827">{escape(text)}</text>'
    )
