r"""TeX as MathML that is safe to put into a page.

latex2mathml copies text and some attributes as they stand (`\text{<script>}`, `\href`), so its
tree is rebuilt here from a list of allowed elements and attributes, every text escaped. What
it cannot convert (unbalanced braces, unknown commands) is shown as TeX in <code>.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["formula", "lines", "looks_like_tex", "prose", "segments"]

_CHILDREN = {
    **dict.fromkeys(("mfrac", "msub", "msup", "munder", "mover", "mroot"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_ELEMENTS = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|msqrt|mtable|mtr|mtd|mstyle|mpadded|mphantom|"
    + "|".join(_CHILDREN)
)
_ATTRIBUTES = re.compile(
    "display|displaystyle|scriptlevel|mathvariant|stretchy|fence|form|accent|linethickness|"
    "columnalign|minsize|maxsize|largeop|movablelimits|separator|lspace|rspace|width"
)
_SIGNS = frozenset("⪰⪯≽≼≻≺⟨⟩∥≈≲≳∼≃≅∝∈∉⊂⊆→↦⇒⇔±∓·⊙⊗")  # given as identifiers, set as operators
_BRACKETS = {("(", ")"): "round", ("[", "]"): "square", ("|", "|"): "bars"}
_VALUE = re.compile(r"[A-Za-z0-9.%+ -]{0,40}")
_TOKENS = re.compile(r"\\(?:begin|end)\{[^}]*\}|\\(?:[A-Za-z]+|.)|[^\\]|\\", re.DOTALL)
_DOLLARS = re.compile(r"\$\$?([^$]+)\$\$?|\\\((.+?)\\\)")
_REWRITES = (
    (re.compile(r"\\(begin|end)\{(?:aligned|split)\}"), r"\\\1{align*}"),
    (re.compile(r"\\(?:tag|label)\{[^}]*\}|\\(?:nonumber|displaystyle)(?![A-Za-z])|\\!"), ""),
    (re.compile(r"\\[tdc]frac(?![A-Za-z])\s*(\d)\s*(\d)"), r"\\frac{\1}{\2}"),
    (re.compile(r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![A-Za-z])|\\vspace\*?\{[^}]*\}"), ""),
    (re.compile(r"\\hspace\*?\{[^}]*\}"), r"\\quad "),
    (re.compile(r"\\nicefrac(?![A-Za-z])"), r"\\frac"),
    (re.compile(r"\\([#&])"), r"\\text{\1}"),
    (re.compile(r"\\arg\s*\\(min|max)(?![A-Za-z])"), r"\\operatorname{arg\1}"),
    (re.compile(r"\\operatorname\*"), r"\\operatorname"),
    (re.compile(r"\\[lr]Vert(?![A-Za-z])"), r"\\|"),
    (re.compile(r"\\(?:top|intercal)(?![A-Za-z])"), r"{\\top}"),
)


class _NotConverted(ValueError):
    """The TeX is outside of what is converted faithfully."""


@lru_cache(maxsize=20_000)
def formula(tex: str, display: bool = False) -> Markup:
    """MathML of `tex`, its alternative text the TeX itself; <code> where conversion fails."""
    try:
        return Markup(_convert(tex, display))
    except Exception:  # noqa: BLE001 - a formula that cannot be set is shown as TeX
        # latex2mathml raises whatever its parser meets (IndexError, KeyError, its own errors)
        return Markup('<code class="tex">{}</code>').format(tex)


def prose(text: str) -> Markup:
    """Text with its formulas ($...$) as MathML and the rest escaped."""
    if looks_like_tex(text):
        return formula(text)
    return Markup("").join(
        formula(piece) if is_math else escape(piece) for is_math, piece in segments(text)
    )


def segments(text: str) -> list[tuple[bool, str]]:
    """The text cut into (is formula, piece)."""
    pieces: list[tuple[bool, str]] = []
    end = 0
    for found in _DOLLARS.finditer(text):
        if found.start() > end:
            pieces.append((False, text[end : found.start()]))
        pieces.append((True, (found[1] or found[2]).strip()))
        end = found.end()
    if end < len(text):
        pieces.append((False, text[end:]))
    return pieces


def lines(tex: str) -> list[str]:
    r"""The formulas that a text states one after the other, cut at `\\` outside of everything."""
    found, depth = [""], 0
    for token in _TOKENS.findall(tex):
        if token.startswith(("\\begin", "{")):
            depth += 1
        elif token.startswith(("\\end", "}")):
            depth -= 1
        if token == "\\\\" and depth == 0:
            found.append("")
        else:
            found[-1] += token
    return [line.strip() for line in found if line.strip()]


def looks_like_tex(text: str) -> bool:
    """Whether a text without dollar signs is a formula rather than a sentence."""
    if "$" in text or "\\(" in text or not re.search(r"\\[A-Za-z|{]|[\^_]\{", text):
        return False
    bare = re.sub(r"\\(?:text|textrm|mathrm|operatorname)\s*\{[^}]*\}|\\[A-Za-z]+", " ", text)
    return len(re.findall(r"[A-Za-z]{3,}", bare)) < 2


def _convert(tex: str, display: bool) -> str:
    from latex2mathml.converter import convert_to_element

    if not tex.strip() or not _balanced(tex):
        raise _NotConverted(tex)
    source = tex
    for pattern, replacement in _REWRITES:
        source = pattern.sub(replacement, source)
    tree = convert_to_element(source, display="block" if display else "inline")
    body = _children(tree)
    mode = ' display="block"' if display else ""
    return f'<math{mode} alttext="{escape(tex)}">{body}</math>'


def _balanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"\\.|[{}]", tex, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace, 0)
        if depth < 0:
            return False
    return depth == 0


def _children(node: Element) -> str:
    """The rebuilt children; brackets round a matrix become its border, so that they grow."""
    parts = list(node)
    texts = [html.unescape(p.text or "") for p in parts]
    found = []
    i = 0
    while i < len(parts):
        around = _BRACKETS.get((texts[i], texts[i + 2] if i + 2 < len(parts) else ""))
        if around and i + 1 < len(parts) and parts[i + 1].tag == "mtable":
            found.append(_rebuild(parts[i + 1]).replace("<mtable", f'<mtable class="{around}"', 1))
            i += 3
        else:
            found.append(_rebuild(parts[i]))
            i += 1
    return "".join(found)


def _rebuild(node: Element) -> str:
    if not _ELEMENTS.fullmatch(node.tag) or len(node) != _CHILDREN.get(node.tag, len(node)):
        raise _NotConverted(node.tag)
    text = html.unescape(node.text or "")
    if node.tag != "mtext" and (text.startswith("\\") or "&" in text):
        raise _NotConverted(text)
    tag = "mo" if node.tag == "mi" and text in _SIGNS else node.tag
    attributes = "".join(
        f' {name}="{value}"'
        for name, value in node.attrib.items()
        if _ATTRIBUTES.fullmatch(name) and _VALUE.fullmatch(value)
    )
    inside = _children(node)
    return f"<{tag}{attributes}>{escape(text)}{inside}</{tag}>"
