"""A witness worked through: letters, definitions, hypotheses, both sides, the relation that fails.

Both sides are enclosures from the ledger, printed with as many digits as tell them apart. The
numbers in between are recomputed in float64 for display.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from verify.report.blocks import Block, Formulas, Table, Text, math
from verify.report.decimals import apart, decimal, enclosure, fraction, rational_tex, tex
from verify.report.formula import dims_tex, expression, name_tex, relation, spelled
from verify.report.values import Value, at_witness, evaluate

__all__ = ["in_one_line", "sides", "worked"]

_OPPOSITE = {"<=": r"\gt", "<": r"\ge", ">=": r"\lt", ">": r"\le", "==": r"\ne"}
_LARGEST = 8  # rows or columns of a matrix that is printed in full
_STRUCTURE = re.compile("q|s|add|sub|neg|mul|mm|T|had|div|pow|vstack|hstack|eye|zeros|map")


def worked(witness: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Block, ...]:
    """The witness as blocks, in the order in which a reader checks it; `names` gives TeX."""
    values = at_witness(witness)
    blocks: list[Block] = []
    if witness.get("words"):
        blocks.append(Text(str(witness["words"])))
    letters = witness.get("letters")
    given = [dims_tex(witness.get("dims"))]
    if isinstance(letters, dict):
        given += [f"{_name(str(k), names)} = {_value_tex(v)}" for k, v in letters.items()]
    losses = witness.get("losses")
    for name, loss in losses.items() if isinstance(losses, dict) else ():
        given.append(_loss_tex(_name(str(name), names), loss))
    if any(given):
        blocks += [Text("Take"), Formulas(tuple(g for g in given if g))]
    blocks += _steps(witness, names)
    blocks += _definitions(witness, values, names)
    blocks += _hypotheses(witness, values, names)
    violated = witness.get("violated")
    if isinstance(violated, list) and len(violated) == 3:
        blocks += [Text("The statement asserts"), Formulas((relation(spelled(violated, names)),))]
        terms = _terms(violated, values, names)
        if terms:
            blocks.append(Table(("Term", "Value here"), terms))
        blocks += _conclusion(violated, witness)
    return tuple(blocks)


def _steps(witness: Mapping[str, Any], names: Mapping[str, str]) -> tuple[Block, ...]:
    """The steps of the run that lead to the iterate, by what was free at each."""
    path = [p for p in witness.get("path") or () if isinstance(p, dict)]
    if not path:
        return ()
    said = [
        r",\; ".join(f"{_name(str(k), names)} = {_value_tex(v)}" for k, v in p.items())
        for p in path
    ]
    steps, how = f"{len(path)} steps", "in turn"
    if len(path) == 1:
        steps, how = "one step", "there"
    elif len({*said}) == 1:
        how = "at each of them"
    text = f"and the iterate after {steps} of the run from this start, where {how}"
    return Text(text), Formulas(tuple(dict.fromkeys(said)) if "each" in how else tuple(said))


def in_one_line(witness: Mapping[str, Any]) -> str:
    """Sizes and the two numbers, for the summary table."""
    pair = sides(witness)
    violated = witness.get("violated")
    start = math(dims_tex(witness.get("dims"))) if dims_tex(witness.get("dims")) else "witness"
    if pair is None or not isinstance(violated, list) or not violated:
        return start
    left, right = (shorter(text) for text in pair)
    if left == right:
        left, right = pair
    return f"{start}: " + math(f"{tex(left)} {_OPPOSITE.get(str(violated[0]), '?')} {tex(right)}")


def shorter(text: str) -> str:
    """A decimal to four significant digits."""
    exact = fraction(text)
    return text if exact is None else decimal(exact, 4)


def sides(witness: Mapping[str, Any]) -> tuple[str, str] | None:
    """Left and right side as decimals that differ, where the ledger encloses both."""
    lhs, rhs = (_as_enclosure(witness.get(side)) for side in ("lhs", "rhs"))
    return apart(lhs, rhs) if lhs and rhs else None


def _as_enclosure(value: Any) -> tuple[Any, Any] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    known = all(not isinstance(v, list) and fraction(v) is not None for v in value)
    return (value[0], value[1]) if known else None


def _name(name: str, names: Mapping[str, str]) -> str:
    return names.get(name) or name_tex(name)


def _definitions(
    witness: Mapping[str, Any], values: Mapping[str, Value], names: Mapping[str, str]
) -> Iterator[Block]:
    """Each definition with its formula and value: from the ledger, else recomputed."""
    entries = witness.get("definitions")
    given = witness.get("values")
    recorded = given if isinstance(given, dict) else {}
    lines = []
    for entry in entries if isinstance(entries, list) else []:
        if not (isinstance(entry, list) and len(entry) == 2):
            continue
        name = str(entry[0])
        line = f"{_name(name, names)} = {expression(spelled(entry[1], names))}"
        if name in recorded:
            lines.append(f"{line} = {_value_tex(recorded[name])}")
        elif name in values:
            lines.append(f"{line} {_decimal_tex(values[name])}")
        else:
            lines.append(line)
    if lines:
        yield Text("Then")
        yield Formulas(tuple(lines))


def _hypotheses(
    witness: Mapping[str, Any], values: Mapping[str, Value], names: Mapping[str, str]
) -> Iterator[Block]:
    rows = []
    entries = witness.get("hypotheses")
    for entry in entries if isinstance(entries, list) else []:
        row = [math(relation(spelled(entry, names))), "", ""]
        if isinstance(entry, list) and len(entry) == 3:
            row[1:] = [_display(evaluate(side, values)) for side in entry[1:]]
        rows.append(tuple(row))
    if rows:
        yield Table(("Hypothesis, met", "Left side", "Right side"), tuple(rows))


def _terms(
    violated: list[Any], values: Mapping[str, Value], names: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """The norms, singular values, ... inside both sides with their values, inner ones first."""
    rows: dict[str, str] = {}
    for side in violated[1:]:
        for node in _walk(side, 0):
            if _STRUCTURE.fullmatch(node[0]) or node is side:
                continue
            value = evaluate(node, values)
            if value is not None:
                rows.setdefault(math(expression(spelled(node, names))), _display(value))
    return tuple(rows.items())


def _walk(node: Any, depth: int) -> Iterator[list[Any]]:
    if isinstance(node, list) and node and isinstance(node[0], str) and depth < 60:
        for child in node[1:]:
            yield from _walk(child, depth + 1)
        if node[0] != "ref":
            yield node


def _conclusion(violated: list[Any], witness: Mapping[str, Any]) -> Iterator[Block]:
    op = str(violated[0])
    pair = sides(witness)
    if pair is None:
        given = [(n, witness.get(k)) for n, k in zip(_NAMES, ("lhs", "rhs"), strict=True)]
        lines = tuple(f"{name} = {_value_tex(value)}" for name, value in given if value)
        if lines:
            yield Formulas(lines)
        return
    left, right = (tex(text) for text in pair)
    yield Formulas((f"{_NAMES[0]} = {left}", f"{_NAMES[1]} = {right}"))
    against = math(f"{left} {_OPPOSITE.get(op, '?')} {right}")
    yield Text(f"Here {against}: the statement fails.", strong=True)


def _loss_tex(letter: str, loss: Any) -> str:
    """A loss by its family and parameters."""
    if not isinstance(loss, dict):
        return f"{letter} = {_value_tex(loss)}"
    given = [f"{name_tex(str(k))} = {_value_tex(v)}" for k, v in loss.items() if k != "family"]
    family = name_tex(str(loss.get("family", "")).replace("_", " ") + " ")
    return r",\; ".join([rf"{letter}\colon\; {family}", *given])


_NAMES = (r"\text{left side}", r"\text{right side}")


def _value_tex(value: Any) -> str:
    """A matrix, an enclosure or a rational of the ledger as TeX."""
    if isinstance(value, list) and value and all(isinstance(row, list) for row in value):
        if len(value) > _LARGEST or max(map(len, value)) > _LARGEST:
            return rf"\text{{{len(value)} by {max(map(len, value))} matrix, in the ledger}}"
        rows = [" & ".join(_value_tex(x) for x in row) for row in value]
        return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"
    if isinstance(value, list) and len(value) == 2:
        return tex(enclosure(value[0], value[1], 10))
    return rational_tex(value)


def _decimal_tex(value: Value) -> str:
    """A recomputed value: = where float64 is short enough to be exact, else approximately."""
    if isinstance(value, float):
        text = _display(value)
        return (" = " if fraction(text) == fraction(value) else r" \approx ") + tex(text)
    if max(value.shape) > _LARGEST:
        return ""
    rows = [" & ".join(tex(_display(float(x))) for x in row) for row in value]
    return r" \approx \begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


def _display(value: Value | None) -> str:
    """A recomputed number to eight digits, without the last rounding error's tail."""
    if value is None:
        return ""
    if not isinstance(value, float):
        return "matrix" if max(value.shape) > 4 else math(_decimal_tex(value).split(" ", 2)[2])
    exact = fraction(value)
    return "" if exact is None else decimal(exact, 8)
