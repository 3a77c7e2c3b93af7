"""Ledger expressions (nested lists) as TeX.

Where the ledger gives no TeX for a name, the name is spelled here: `W1` is W_1, `K_over` an
overlined K, `alpha1` a Greek letter with an index. An operation unknown to this version prints
as a function of its arguments; nothing here raises on foreign data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["dimension", "dims_tex", "expression", "name_tex", "relation", "spelled"]

_SUM, _PRODUCT, _POWER, _ATOM = 1, 2, 3, 4
_DEEPEST = 80
_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|"
    "phi|chi|psi|omega|ell|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega"
)
_SIGNS = {"<=": r"\le", ">=": r"\ge", "<": r"\lt", ">": r"\gt", "==": "="}
_HEADS = {
    "exp": r"\exp",
    "log": r"\log",
    "max": r"\max",
    "min": r"\min",
    "tr": r"\operatorname{tr}",
    "smin": r"\sigma_{\min}",
    "smax": r"\sigma_{\max}",
    "lmin": r"\lambda_{\min}",
    "lmax": r"\lambda_{\max}",
}
_DECORATIONS = {
    "over": r"\overline{%s}",
    "under": r"\underline{%s}",
    "bar": r"\bar{%s}",
    "hat": r"\hat{%s}",
    "tilde": r"\tilde{%s}",
    "star": "%s^{*}",
    "next": "%s^{+}",
    "plus": "%s^{+}",
}


def expression(node: Any) -> str:
    """TeX of an expression."""
    return _print(node, 0)[0]


def relation(node: Any) -> str:
    """TeX of [op, lhs, rhs]; of a bare expression where it is no relation."""
    if isinstance(node, list) and len(node) == 3 and node[0] in _SIGNS:
        return f"{expression(node[1])} {_SIGNS[node[0]]} {expression(node[2])}"
    return expression(node)


def spelled(node: Any, names: Mapping[str, str]) -> Any:
    """The expression with TeX of its own (`names`) in the place of symbols and references."""
    if not names or not isinstance(node, list):
        return node
    if len(node) == 2 and node[0] in ("s", "ref") and node[1] in names:
        return ["tex", names[node[1]]]
    return [spelled(part, names) for part in node]


def dims_tex(dims: Any) -> str:
    """TeX of the sizes chosen, equal ones joined: n = m = 1, h = 2."""
    if not isinstance(dims, dict):
        return ""
    groups: dict[str, list[str]] = {}
    for name, size in dims.items():
        groups.setdefault(str(size), []).append(name_tex(str(name)))
    return r",\; ".join(" = ".join([*names, size]) for size, names in groups.items())


def name_tex(name: str) -> str:
    """TeX of a symbol's name."""
    plain = name.replace("'", "")
    if not re.fullmatch(r"[A-Za-z]+\d*(_[A-Za-z0-9]+)*", plain):
        return r"\text{" + re.sub(r"[\\{}$^_%#&~]", " ", name) + "}"
    base, *rest = plain.split("_")
    letters, digits = re.fullmatch(r"([A-Za-z]+?)(\d*)", base).groups()  # type: ignore[union-attr]
    text = _letters(letters)
    below = [digits] if digits else []
    around = []
    for part in rest:
        around.append(part) if part in _DECORATIONS else below.append(_letters(part))
    for part in around:
        if "^" not in _DECORATIONS[part]:
            text = _DECORATIONS[part] % text
    text += f"_{{{','.join(below)}}}" if below else ""
    for part in around:
        if "^" in _DECORATIONS[part]:
            text = _DECORATIONS[part] % text
    return text + "'" * name.count("'")


def _letters(text: str) -> str:
    if _GREEK.fullmatch(text) or text in ("min", "max"):
        return "\\" + text
    return text if len(text) == 1 or text.isdigit() else rf"\mathrm{{{text}}}"


def dimension(node: Any) -> str:
    """TeX of a dimension."""
    if isinstance(node, list) and node:
        op, *rest = node
        parts = [dimension(r) for r in rest]
        return "+".join(parts) if op == "+" else rf"\{op}({', '.join(parts)})"
    return name_tex(node) if isinstance(node, str) and not node.isdigit() else str(node)


def _wrap(node: Any, strength: int, depth: int) -> str:
    text, own = _print(node, depth + 1)
    return rf"\left({text}\right)" if own < strength else text


def _print(node: Any, depth: int) -> tuple[str, int]:
    """TeX and its binding strength."""
    if not isinstance(node, list) or not node or depth > _DEEPEST:
        return (r"\ldots" if depth > _DEEPEST else dimension(node)), _ATOM
    op, args = str(node[0]), node[1:]
    try:
        return _known(op, args, depth)
    except (ValueError, IndexError, TypeError):
        inside = ", ".join(_print(a, depth + 1)[0] for a in args)
        return rf"{name_tex(op)}\left({inside}\right)", _ATOM


def _known(op: str, args: Sequence[Any], depth: int) -> tuple[str, int]:
    if op == "q":
        return _constant(str(args[0]))
    if op == "tex":
        return str(args[0]), _ATOM
    if op in ("s", "ref", "ell", "def"):
        return name_tex(str(args[0])), _ATOM
    if op == "add":
        return " + ".join(_wrap(a, _SUM, depth) for a in args).replace("+ -", "- "), _SUM
    if op == "sub":
        return f"{_wrap(args[0], _SUM, depth)} - {_wrap(args[1], _PRODUCT, depth)}", _SUM
    if op == "neg":
        return f"-{_wrap(args[0], _PRODUCT, depth)}", _SUM
    if op in ("mul", "mm", "had"):
        return _product(op, args, depth), _PRODUCT
    if op == "div":
        top, bottom = (_print(a, depth + 1)[0] for a in args)
        return rf"\frac{{{top}}}{{{bottom}}}", _ATOM
    if op == "pow":
        return _power(args[0], _print(args[1], depth + 1)[0], depth), _POWER
    if op == "T":
        return f"{_wrap(args[0], _ATOM, depth)}^{{\\top}}", _POWER
    if op == "sqrt":
        return rf"\sqrt{{{_print(args[0], depth + 1)[0]}}}", _ATOM
    return _function(op, args, depth), _ATOM


def _product(op: str, args: Sequence[Any], depth: int) -> str:
    parts = [_wrap(a, _PRODUCT, depth) for a in args]
    if op == "had":
        return r" \odot ".join(parts)
    text = parts[0]
    for left, right in zip(args, parts[1:], strict=False):
        dot = op == "mul" and (right[:1].isdigit() or left[0] in ("div", "exp", "log"))
        text += (r" \cdot " if dot else r" \, ") + right
    return text


def _constant(text: str) -> tuple[str, int]:
    sign, _, digits = text.rpartition("-")
    top, slash, bottom = digits.partition("/")
    if not (top.replace(".", "").isdigit() and (not slash or bottom.isdigit())):
        return name_tex(text), _ATOM
    body = rf"\tfrac{{{top}}}{{{bottom}}}" if slash else top
    return sign + ("-" if "-" in text and not sign else "") + body, _SUM if "-" in text else _ATOM


def _power(base: Any, exponent: str, depth: int) -> str:
    op = base[0] if isinstance(base, list) and base else ""
    if op in ("smin", "smax", "lmin", "lmax", "sigma", "lam"):
        head = _spectral(op, base[1:])
        return rf"{head}^{{{exponent}}}\left({_print(base[1], depth + 1)[0]}\right)"
    if op == "fro":
        return f"{_print(base, depth + 1)[0]}^{{{exponent}}}"
    return f"{_wrap(base, _ATOM, depth)}^{{{exponent}}}"


def _spectral(op: str, args: Sequence[Any]) -> str:
    if op in _HEADS:
        return _HEADS[op]
    return rf"\{'sigma' if op == 'sigma' else 'lambda'}_{{{dimension(args[1])}}}"


def _function(op: str, args: Sequence[Any], depth: int) -> str:
    if op in ("sigma", "lam"):
        return rf"{_spectral(op, args)}\left({_print(args[0], depth + 1)[0]}\right)"
    if op == "eye":
        return f"I_{{{dimension(args[0])}}}"
    if op == "zeros":
        return rf"0_{{{dimension(args[0])} \times {dimension(args[1])}}}"
    if op in ("loss", "grad", "hess"):
        head = {"loss": "", "grad": r"\nabla ", "hess": r"\nabla^2 "}[op]
        loss, point, *direction = (_print(a, depth + 1)[0] for a in args)
        along = rf"\left[{direction[0]}\right]" if direction else ""
        return rf"{head}{loss}\left({point}\right){along}"
    if op == "map":
        return rf"{name_tex(str(args[0]))}\left({_print(args[1], depth + 1)[0]}\right)"
    parts = [_print(a, depth + 1)[0] for a in args]
    inside = ", ".join(parts)
    if op in ("fro", "fro2"):
        return rf"\left\|{inside}\right\|_F" + ("^2" if op == "fro2" else "")
    if op == "inner":
        return rf"\left\langle {inside} \right\rangle"
    if op == "abs":
        return rf"\left|{inside}\right|"
    if op == "sum":
        return rf"\sum_{{ij}}\left({inside}\right)_{{ij}}"
    if op in ("vstack", "hstack"):
        joint = r" \\ " if op == "vstack" else " & "
        return rf"\begin{{bmatrix}} {joint.join(parts)} \end{{bmatrix}}"
    return rf"{_HEADS.get(op) or name_tex(op)}\left({inside}\right)"
