"""Whether a changed statement follows from the one that it comes from, by monotonicity alone.

Many mutants weaken a bound (a larger constant on the larger side, a minus before a nonnegative term
of the smaller one): no search can refute them if the claim is true. `follows` compares both
statements node by node: sums, products of nonnegative factors, quotients, roots, powers, maxima
are monotone; norms, singular values, losses, squares and what a hypothesis says so of are
nonnegative. The smaller side must not grow, the larger one not shrink, the hypotheses stay.

`same` tells a mutant that is none: its relations have the claim's normal forms, in every dimension
that the claim admits (where n = m, the n-th singular value is the m-th one).

Sound where both sides are defined; incomplete by far, and no certificate: it tells a mutant that
cannot be told apart from one that was not. Not covered: equations, and strict for weak relations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from verify.claims.claim import Reading
from verify.evidence.instances import instantiate
from verify.evidence.polynomial import Poly, add, normal_form, scale
from verify.language import DimLike, Expr, Relation, check, to_json

__all__ = ["follows", "same"]

# What is known of an old and a new value: new >= old, new <= old.
_UP, _DOWN, _SAME, _NOTHING = (True, False), (False, True), (True, True), (False, False)
_Known = tuple[bool, bool]
_NONNEGATIVE = {"fro", "fro2", "sigma", "smin", "smax", "sqrt", "exp", "abs", "loss"}
_ABOVE = {("smin", "smax"), ("sigma", "smax"), ("lmin", "lmax"), ("lam", "lmax"), ("min", "max")}


def follows(claim: Reading, changed: Reading) -> bool:
    """Whether the changed statement is true if the claim is; False also where that is not seen."""
    if _fixed(claim) != _fixed(changed) or len(claim.conclusion) != len(changed.conclusion):
        return False
    positive = frozenset(_positive(claim.hypotheses))
    pairs = zip(claim.conclusion, changed.conclusion, strict=True)
    return all(_implied(old, new, positive) for old, new in pairs)


def same(claim: Reading, changed: Reading) -> bool:
    """Whether both statements say the same, relation by relation, as far as normal forms tell."""
    old, new = ((*r.hypotheses, *r.conclusion) for r in (claim, changed))
    bounds = claim.setting.bounds if claim.setting is not None else ()
    sizes = {str(a): b for op, a, b in bounds if op == "=="}
    return len(old) == len(new) and all(
        a is b or (a.op == b.op and _is_scalar(a, b) and _slack(a, sizes) == _slack(b, sizes))
        for a, b in zip(old, new, strict=True)
    )


def _is_scalar(*relations: Relation) -> bool:
    return all(check(r.lhs) is None for r in relations)


def _slack(relation: Relation, sizes: Mapping[str, DimLike]) -> Poly:
    plain = instantiate(relation, {}, sizes)
    return add(normal_form(plain.lhs), scale(normal_form(plain.rhs), -1))


def _fixed(reading: Reading) -> object:
    """What must not differ: hypotheses, their definitions, and the run."""
    statement = reading.statement() or {}
    used = _referred(statement.get("hypotheses"), dict(statement.get("definitions", ())))
    return statement.get("hypotheses"), used, statement.get("run"), statement.get("sizes")


def _referred(part: object, bodies: Mapping[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    pending = [part]
    while pending:
        node = pending.pop()
        if isinstance(node, (list, tuple)):
            if len(node) == 2 and node[0] == "ref" and node[1] not in found:
                found[str(node[1])] = bodies.get(str(node[1]))
                pending.append(found[str(node[1])])
            pending += node
    return found


def _positive(hypotheses: Sequence[Relation]) -> list[str]:
    """Names of symbols that a hypothesis, or the meaning of K and mu, says to be nonnegative."""
    names = ["K", "mu"]
    for r in hypotheses:
        small, large = r.small_and_large()
        if r.op != "==" and small.op == "q" and small.value >= 0 and large.op == "s":
            names.append(large.name)
    return names


def _implied(old: Relation, new: Relation, positive: frozenset[str]) -> bool:
    if old.op != new.op:
        return False
    if old.lhs is new.lhs and old.rhs is new.rhs:
        return True
    (small, large), (less, more) = old.small_and_large(), new.small_and_large()
    below = _compared(small, less, positive)[1]
    return old.op != "==" and below and _compared(large, more, positive)[0]


def _compared(old: Expr, new: Expr, positive: frozenset[str]) -> _Known:
    """What is known of the values of two expressions of which one was made from the other."""
    if old is new:
        return _SAME
    if old.op == new.op == "q":
        return (new.value >= old.value, new.value <= old.value)
    if old.op != new.op:
        return _other_operation(old, new, positive)
    if len(old.args) != len(new.args) or (old.name, old.dims) != (new.name, new.dims):
        return _NOTHING
    parts = [_compared(a, b, positive) for a, b in zip(old.args, new.args, strict=True)]
    if all(p == _SAME for p in parts):
        return _SAME
    return _monotone(old, new, parts, positive)


def _other_operation(old: Expr, new: Expr, positive: frozenset[str]) -> _Known:
    same = [to_json(a) for a in old.args] == [to_json(a) for a in new.args]
    if not same:
        return _NOTHING
    if {old.op, new.op} == {"add", "sub"} and _nonnegative(old.args[1], positive):
        return _UP if new.op == "add" else _DOWN
    if (old.op, new.op) in _ABOVE:
        return _UP
    return _DOWN if (new.op, old.op) in _ABOVE else _NOTHING


def _monotone(old: Expr, new: Expr, parts: Sequence[_Known], positive: frozenset[str]) -> _Known:
    """The operation's own monotonicity in the arguments that differ."""
    if old.op in ("def", "add", "max", "min", "exp", "log", "sqrt"):
        return _all(parts)
    if old.op == "neg":
        return _flipped(parts[0])
    if old.op == "sub":
        return _all([parts[0], _flipped(parts[1])])
    both = [*old.args, *new.args]
    if old.op == "mul" and all(_nonnegative(a, positive) for a in both):
        return _all(parts)
    if old.op == "div" and all(_nonnegative(a, positive) for a in both):
        return _all([parts[0], _flipped(parts[1])])
    constant = old.op == "pow" and parts[1] == _SAME and old.args[1].op == "q"
    if constant and _nonnegative(old.args[0], positive) and _nonnegative(new.args[0], positive):
        return parts[0] if old.args[1].value > 0 else _flipped(parts[0])
    return _NOTHING


def _all(parts: Sequence[_Known]) -> _Known:
    return (all(p[0] for p in parts), all(p[1] for p in parts))


def _flipped(part: _Known) -> _Known:
    return (part[1], part[0])


def _nonnegative(node: Expr, positive: frozenset[str]) -> bool:
    """Whether the value is >= 0 wherever it is defined, as far as its form tells."""
    if node.op == "q":
        return node.value >= 0
    if node.op == "s":
        return node.name in positive and not node.dims
    if node.op in _NONNEGATIVE:
        return True
    if node.op == "pow" and node.args[1].op == "q":
        even = node.args[1].value.denominator == 1 and node.args[1].value.numerator % 2 == 0
        return even or _nonnegative(node.args[0], positive)
    if node.op == "max":
        return any(_nonnegative(a, positive) for a in node.args)
    if node.op in ("add", "mul", "div", "min", "def", "pow"):
        return all(_nonnegative(a, positive) for a in node.args[: 1 if node.op == "pow" else None])
    return False
