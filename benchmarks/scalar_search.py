"""How many scalar statements the search certifies by itself, and how long it takes.

    python benchmarks/scalar_search.py [catalogue] [planted] [squares]      (default: all)

`catalogue`: every reading of 2505.11664 whose conclusion has scalar symbols alone, no exponentials
and no real powers, that no witness refutes; each line names one that is not certified. `planted`:
random problems whose conclusion is a sum of products of premises, with weights from 1 to 10^5.
`squares`: random sums of squares, many of them on the boundary of what is nonnegative. No outside
solver is asked. Times are wall time on one core.
"""

import random
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction

from verify.claims.catalogue import load
from verify.claims.claim import Reading
from verify.evidence.polynomial import Poly, add, multiply, scale
from verify.evidence.scalar import (
    Budget,
    Certificate,
    Counterexample,
    PlanError,
    Premise,
    ScalarProblem,
    auto_plan,
    prove,
)
from verify.language import walk

QUIET = Budget(solvers=())
SCALAR = frozenset(
    ["q", "s", "def", "add", "sub", "neg", "mul", "div", "pow", "sqrt", "max", "min", "abs"]
)


def _is_scalar(reading: Reading) -> bool:
    relations = (*reading.hypotheses, *reading.conclusion)
    nodes = [n for r in relations for side in (r.lhs, r.rhs) for n in walk(side)]
    whole = all(
        n.args[1].op == "q" and n.args[1].value.denominator == 1 for n in nodes if n.op == "pow"
    )
    return bool(reading.conclusion) and whole and all(n.op in SCALAR and not n.dims for n in nodes)


def _catalogue() -> Iterator[bool]:
    for claim in load("2505.11664").claims:
        for reading in filter(_is_scalar, claim.readings):
            positive = sorted(reading.setting.positive) if reading.setting else []
            try:
                auto_plan(
                    reading.conclusion,
                    reading.hypotheses,
                    positive=positive,
                    budget=QUIET,
                    assume=True,
                )
            except PlanError as error:
                if isinstance(error.answer, Counterexample):
                    continue
                print(f"  not certified: {claim.id}, {reading.name}")
                yield False
            else:
                yield True


def _random_poly(rng: random.Random, atoms: int, degree: int, terms: int, size: int) -> Poly:
    poly: Poly = {}
    for _ in range(terms):
        names = sorted(f"x{rng.randrange(atoms)}" for _ in range(rng.randint(0, degree)))
        monomial = tuple((a, names.count(a)) for a in sorted(set(names)))
        c = Fraction(rng.randint(-size, size), rng.choice((1, 2, 3)))
        poly = add(poly, {monomial: c} if c else {})
    return poly


def _planted() -> Iterator[bool]:
    shapes = ((3, 4, 3, 5), (5, 6, 4, 9), (4, 5, 5, 1000), (6, 8, 5, 10**5))
    for atoms, count, parts, size in shapes:
        for seed in range(12):
            rng = random.Random(seed)
            premises = [_random_poly(rng, atoms, 2, 3, size) for _ in range(count)]
            premises += [{((f"x{i}", 1),): Fraction(1)} for i in range(atoms)]
            conclusion: Poly = {}
            for _ in range(parts):
                part: Poly = {(): Fraction(rng.randint(1, size), rng.randint(1, size))}
                for _ in range(rng.randint(1, 3)):
                    part = multiply(part, rng.choice(premises))
                conclusion = add(conclusion, part)
            problem = ScalarProblem(tuple(map(Premise, premises)), (), conclusion)
            yield isinstance(prove(problem, degree=3, budget=QUIET), Certificate)


def _squares() -> Iterator[bool]:
    for atoms, degree, parts in ((2, 2, 3), (3, 2, 4), (4, 3, 4), (6, 3, 4), (8, 3, 4), (4, 2, 12)):
        for seed in range(12):
            rng = random.Random(seed)
            total: Poly = {}
            for _ in range(parts):
                q = _random_poly(rng, atoms, degree, 4, 5)
                total = add(total, scale(multiply(q, q), Fraction(rng.randint(1, 9))))
            yield isinstance(
                prove(ScalarProblem((), (), total), degree=2, budget=QUIET), Certificate
            )


PARTS: dict[str, Callable[[], Iterator[bool]]] = {
    "catalogue": _catalogue,
    "planted": _planted,
    "squares": _squares,
}


def main(names: list[str]) -> int:
    """Print a line for each part; status 2 for a name that is none."""
    if unknown := [name for name in names if name not in PARTS]:
        print(f"unknown {', '.join(unknown)}: choose from {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in names or PARTS:
        start, worst, results = time.perf_counter(), 0.0, list[bool]()
        last = start
        for found in PARTS[name]():
            results.append(found)
            worst, last = max(worst, time.perf_counter() - last), time.perf_counter()
        whole = time.perf_counter() - start
        print(f"{name}: {sum(results)} of {len(results)}, {whole:.1f} s, worst {worst:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
