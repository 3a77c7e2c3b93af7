"""Re-checks the evidence of a ledger: `python verify/checker.py LEDGER [--json]`.

It shares no code with what produced the evidence and needs the standard library alone. Here are
the rules by which evidence is accepted; `kernel/` reads and evaluates expressions; what words mean
and the facts that derivations may use are data, in `facts.toml`. A reader has to trust these.
PROVED stands on an accepted derivation, REFUTED on a witness, CERTIFIED on enclosures of roots.

A loss is K-smooth and mu-strongly convex with minimum 0 at Wstar: the symbols of these names. At a
witness it is 1/2 sum A_ij (W - Wstar)_ij^2, and K, mu and Wstar must be its own. A statement with a
`run` is about each iterate of each run on which its hypotheses hold at every iterate so far.

Not covered: whether `statement` and the relations of an enclosure say what the paper says. A
statement is proved wherever its quotients and indices are defined; sqrt(x) and log(x) are some
numbers where x < 0.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Container, Iterable
from fractions import Fraction
from itertools import chain
from math import lcm
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING or __package__:
    from verify.kernel import (
        BITS,
        MALFORMED,
        MAX_BITS,
        MOST_BITS,
        ZERO,
        Evaluator,
        Grid,
        Poly,
        Refused,
        Relation,
        Spend,
        Statement,
        fact,
        hull,
        length,
        need,
        rational,
        short,
        within,
    )
else:  # run as a program, with nothing installed
    sys.path.insert(0, str(Path(__file__).parent))
    from kernel import *  # noqa: F403

MAX_BYTES, MAX_WORK = 32_000_000, 60_000_000  # of a ledger; a unit of work is some microseconds
OPEN = {"ASSERTED", "TESTED", "ILL_TYPED", "INCONCLUSIVE", "BLOCKED", "ERROR", None}  # not checked
OF_LOSS = ("s", "K"), ("s", "mu"), ("s", "Wstar")  # what facts may name beside their arguments
END = re.compile(r"[0-9.]{1,4000}(e-?[0-9]{1,4})?")  # of an enclosure
EVIDENCE = {"PROVED": "derivation", "REFUTED": "witness", "CERTIFIED": "enclosure"}


class BadLedger(ValueError):
    """The ledger cannot be read: no file, no JSON, or not the outline."""


class Result(NamedTuple):
    """What became of one verdict; claim "(ledger)" stands for the digest."""

    claim: str
    reading: str
    verdict: str
    accepted: bool
    reason: str


# --- Witnesses and enclosures -----------------------------------------------------------------
def _holds(relation: Relation) -> tuple[bool, bool]:
    """Whether it holds for certain, and whether it may hold."""
    op, cells = relation[0], relation[1].all
    if op == "==":
        return all(x == ZERO for x in cells), all(x.lo <= 0 <= x.hi for x in cells)
    x = cells[0]
    return (x.lo > 0, x.hi > 0) if op == "<" else (x.lo >= 0, x.hi >= 0)


def _literal(data: Any) -> Grid:
    """A rational such as "3/4", or a matrix as a list of rows of rationals."""
    if isinstance(data, str):
        return Grid([[hull(rational(data))]])
    need(data and all(isinstance(row, list) for row in data), "{} is no matrix", data)
    cells = [[hull(rational(x)) for x in row] for row in data]
    return Grid(cells, (("1",),) * len(cells), (("1",),) * len([*zip(*cells, strict=True)]))


def _values(evidence: Any, s: Statement) -> dict[str, Grid]:
    """The values of the symbols at a witness, with the constants of its losses."""
    values = {x: _literal(data) for x, data in evidence["letters"].items()}
    for name in (name for name, node in s.symbols.items() if node.op == "ell"):
        data = evidence["losses"][name]
        weights, centre = _literal(data["A"]), _literal(data["C"])
        least, most = (best(x.lo for x in weights.all) for best in (min, max))
        own = {"K": hull(most), "mu": hull(least)}
        values = {x: Grid([[c]]) for x, c in own.items()} | {"Wstar": centre} | values
        mu, k = (values[x].all[0].lo for x in ("mu", "K"))
        right = 0 < mu <= least and most <= k and values["Wstar"].cells == centre.cells
        right = right and data["family"] == "weighted quadratic"
        need(right, "the loss {} has other constants than mu, K, Wstar", name)
        values[name] = weights
    need(values.keys() <= s.symbols.keys(), "values are given to what is no symbol")
    return values


# --- Derivations ------------------------------------------------------------------------------
def _rewritten(poly: Poly, equations: Iterable[Poly], spend: Spend) -> Poly:
    """What is left when the leading monomial of each equation is replaced until none occurs.

    The greatest atom leads, in a lexicographic order, so that this ends; and an atom is greater
    than those that its arguments are made of, so that a root gives way to what it is the root of.
    """
    rules: list[tuple[tuple[int, ...], Poly]] = []
    for equation in (x for x in dict.fromkeys(equations) if x.terms):
        spend(equation.weight)
        lead = max(equation.terms, key=lambda m: (m[0][::-1], m[1]))
        first = equation.terms[lead]
        scale = -first if first in (1, -1) else -1 / Fraction(first)
        rest = Poly((m, c * scale) for m, c in equation.terms.items() if m != lead)
        rules.append((lead[0], rest))

    def divides(lead: tuple[int, ...], atoms: tuple[int, ...]) -> bool:
        return not lead or (lead[-1] in atoms and Counter(lead) <= Counter(atoms))

    changed, cost = bool(rules), 2 + sum(1 + rest.weight for _, rest in rules)
    while changed:
        spend(len(poly.terms) * cost)
        changed, pairs = False, list[Any]()
        for (atoms, word), c in poly.terms.items():
            found = next((rule for rule in rules if divides(rule[0], atoms)), None)
            if found is None:
                pairs.append(((atoms, word), c))
                continue
            left = tuple(sorted((Counter(atoms) - Counter(found[0])).elements()))
            pairs += (Poly([((left, word), c)]) * found[1]).terms.items()
            changed = True
        poly = Poly(pairs)
    return poly


def _known(relation: Relation, known: Container[Relation]) -> bool:
    """Whether a relation is among those known, as it is or in its strict form."""
    return relation in known or (relation[0] == "<=" and ("<", relation[1]) in known)


class _Book:
    """The readings of a ledger, each checked once: a derivation may cite one that is proved."""

    def __init__(self, readings: dict[tuple[str, str], Any]) -> None:
        self.readings, self.left = readings, MAX_WORK
        self.reasons: dict[tuple[str, str], str] = {}
        self.e = Evaluator(self.spend)  # over all sizes
        self.points: dict[Any, Evaluator] = {}
        self.facts: dict[Any, Statement] = {}

    def spend(self, work: int) -> None:
        self.left -= work
        need(self.left >= 0, "checking the ledger takes more work than the limit allows")

    def reason(self, key: tuple[str, str]) -> str:
        """Whether the evidence carries the verdict ("accepted"), or why not."""
        if key not in self.reasons:
            self.reasons[key] = "its derivation cites itself"
            try:
                self.check(self.readings[key])
                self.reasons[key] = "accepted"
            except (Refused, *MALFORMED) as error:
                said = str(error) if isinstance(error, Refused) else f"malformed: {error!r}"
                self.reasons[key] = said
        return self.reasons[key]

    def check(self, reading: Any) -> None:
        """Raises Refused unless the evidence of a reading carries its verdict."""
        verdict = reading["verdict"]
        kinds = [e["kind"] for e in reading["evidence"] if e["kind"] in EVIDENCE.values()]
        right = EVIDENCE[verdict] in kinds and ("witness" in kinds) == (verdict == "REFUTED")
        need(right, "the verdict lacks its kind of evidence, or has evidence to the contrary")
        rule = {"PROVED": self.derivation, "REFUTED": self.witness, "CERTIFIED": self.enclosure}
        for piece in (e for e in reading["evidence"] if e["kind"] == EVIDENCE[verdict]):
            rule[verdict](piece, reading)

    def enclosure(self, evidence: Any, reading: Any) -> None:
        """Raises Refused unless the relations that isolate each value hold at the ends given."""
        items, unknown, relations = (evidence[x] for x in ("items", "unknown", "relations"))
        need(items, "there are no enclosures")
        names = {x for item in items for x in (*item["parameters"], unknown)}
        formal = {
            "dims": [],
            "symbols": {x: [] for x in names},
            "definitions": evidence["definitions"],
        }
        s = Statement(formal | {"hypotheses": [], "conclusion": [*relations.values()]})
        known = dict(zip(relations, s.conclusion, strict=True))
        for item in items:
            right = item["holds"] and {*item.get("value", [])} <= {end for _, end in item["holds"]}
            need(right, "nothing is said of the ends of {}", item)
            bits = item.get("bits", BITS)  # the closer to 0, the more: 1 - exp(-x) is cancellation
            need(type(bits) is int and BITS <= bits <= MOST_BITS, "{} bits", bits)
            for name, end in item["holds"]:
                need(END.fullmatch(end), "{} is no end", end)
                values = {x: rational(text) for x, text in item["parameters"].items()}
                values[unknown] = Fraction(end)
                point = bits, *sorted(values.items())
                if point not in self.points:  # points recur, and what is evaluated there
                    self.spend(200)
                    leaves = {x: Grid([[hull(value, bits=bits)]]) for x, value in values.items()}
                    self.points[point] = Evaluator(self.spend, leaves, bits=bits)
                right = _holds(self.points[point].slack(known[name]))[0]
                need(right, "{} does not hold for certain at {}", name, end)

    def witness(self, evidence: Any, reading: Any) -> None:
        """Raises Refused unless the hypotheses hold and the conclusion fails, for certain."""
        formal, sizes = reading["statement"], evidence["dims"]
        need(evidence["violated"] in formal["conclusion"], "the relation violated is no conclusion")
        s = Statement(formal)

        def at(values: dict[str, Grid]) -> Evaluator:
            e = Evaluator(self.spend, values, sizes)
            for name, node in s.symbols.items():
                symbol = ["s", name]
                e.value(s.scope.read(["weights", symbol] if node.op == "ell" else symbol))
            for relation, text in zip(s.hypotheses, formal["hypotheses"], strict=True):
                right = _holds(e.slack(relation))[0]
                need(right, "the hypothesis {} does not hold for certain", text)
            return e

        values = _values(evidence, s)
        first = Evaluator(self.spend, values, sizes)
        state = {x: first.value(node) for x, node in s.start.items()}
        for given in evidence.get("path", []):  # what was free at each iterate before
            here = at(values | state | {x: _literal(given[x]) for x in s.free})
            state = {x: here.value(node) for x, node in s.next.items()}
        # The state may be too long to be written down; what is given of it must be right.
        right = all(values[x].cells == state[x].cells for x in state.keys() & values.keys())
        need(right, "this is no iterate of a run")
        e = at(values | state)
        right = all(len(e.size(s.scope[d])) == sizes[d] for d in formal["dims"])
        need(right and e.fits(s.bounds), "the sizes are not the statement's")
        violated = e.slack(s.scope.relation(evidence["violated"]))
        need(not _holds(violated)[1], "the conclusion is not violated for certain")
        # What the report prints: values of definitions, and ends between which the sides lie.
        printed = [(["ref", name], _literal(x)) for name, x in evidence.get("values", {}).items()]
        if not violated[1].rows:
            ends = [[*map(rational, evidence[side])] for side in ("lhs", "rhs")]
            right = all(0 <= hi - lo <= (1 + abs(hi)) / 1000 for lo, hi in ends)
            need(right, "the ends given for a side are in no order, or far apart")
            sides = [Grid([[hull(*pair)]]) for pair in ends]
            printed += zip(evidence["violated"][1:], sides, strict=True)
        for expression, grid in printed:
            value = e.value(s.scope.read(expression))
            pairs = zip(value.all, grid.all, strict=True)
            right = all(x.lo <= y.hi and y.lo <= x.hi for x, y in pairs)
            right = right and value.shape == grid.shape
            need(right, "the value given for {} is not its value", expression)

    def certified(self, relation: Relation, certificate: Any, known: list[Relation]) -> bool:
        """Whether multiplier * slack = sum of c * products of premises >= 0, by the equations."""
        e = self.e

        def premise(i: int, ops: tuple[str, ...] = ("<", "<=")) -> Grid:
            right = type(i) is int and 0 <= i < len(known) and known[i][0] in ops
            need(right and not known[i][1].rows, "{} is no earlier step of this kind", i)
            return known[i][1]

        multiples, products = certificate.get("multiplier", [["1", []]]), certificate["products"]
        whole = 1  # makes all coefficients whole
        for c, _ in chain(multiples, products):
            whole = lcm(whole, rational(c).denominator)
            need(length(whole) <= MAX_BITS, "the coefficients have too many denominators")

        def total(products: Any, sign: int) -> tuple[Grid, bool]:  # and whether it has that sign
            pairs: list[Any] = []
            for c, names in products:
                need(rational(c) > 0, "a coefficient is not positive")
                weight = int(sign * whole * rational(c))
                grid = e.fold("mul", *map(premise, names)) if names else e.scalar(Fraction(1))
                self.spend(grid.weight)
                pairs += ((key, weight * x) for key, x in grid.all[0].terms.items())
            strict = any(all(known[i][0] == "<" for i in names) for _, names in products)
            return Grid([[Poly(pairs)]]), strict

        multiplier, positive = total(multiples, 1)
        right, strict = total(products, -1)
        rest = e.fold("add", e.fold("mul", multiplier, relation[1]), right).all[0]
        equations = [premise(i, ("==",)).all[0] for i in certificate["equations"]]
        kind = {"<": strict, "<=": True, "==": not products}[relation[0]]
        return positive and kind and not _rewritten(rest, equations, self.spend).terms

    def about(self, formal: Any, scope: Any, more: Any = ()) -> Statement:
        """A statement about what names stand for, all of the sizes that it says."""
        s, e = Statement(formal, scope, more), self.e
        self.spend(s.scope.work)
        for name, node in s.symbols.items():
            own, sizes = s.scope["s", name], [e.size(d) for d in node.args[1:]]
            shape = [e.size(d) for d in own.args[1:]] if own.op == "ell" else e.value(own).sizes
            right = shape == sizes and (own.op == "ell") == (node.op == "ell")
            need(right, "{} has another shape", name)
        return s

    def cited(self, s: Statement, step: Any) -> Statement:
        """A statement that is proved, about the arguments that a step gives.

        K, mu and Wstar are those of a loss, so that they are no arguments. What is proved of a run
        is cited for that run: its hypotheses must be ones of the statement, as they are needed at
        every iterate so far.
        """
        key, read, arguments = tuple(step["of"]), s.scope.read, step["with"]
        formal, reason = self.readings[key]["statement"], self.reason(key)
        right = reason == "accepted" and self.readings[key]["verdict"] == "PROVED"
        need(right, "{} is cited, which is not proved: {}", key, reason)
        scope = {("s", x): read(arguments.get(x, ["s", x])) for x in {*s.symbols, *arguments}}
        scope |= {d: read(step.get("sizes", {}).get(d, d)) for d in formal["dims"]}
        self.spend(len(scope))
        t = self.about(formal, scope)
        right = t.own.isdisjoint(arguments) and all(("s", x) in scope for x in t.symbols)
        need(right, "what belongs to a loss is no argument, and all other symbols are needed")
        if "run" in formal:  # then both are about the same run
            given = {*map(self.e.slack, s.hypotheses)}
            right = (t.start, t.next, t.free) == (s.start, s.next, s.free) and not arguments
            right = right and all(_known(self.e.slack(h), given) for h in t.hypotheses)
            need(right, "it is about another run")
            t.hypotheses = []
        return t

    def quotients(self, s: Statement) -> dict[Relation, None]:
        """0 == 1 - y/y for each y by which a statement divides."""
        nodes = within(node for _, node in s.hypotheses + s.conclusion)
        self.spend(len(nodes) // 4)
        divisors = [node.args[0] for node in nodes if node.op == "inv"]
        return dict.fromkeys(("==", x) for a in divisors for x in self.e.inverse(a)[1])

    def instance(
        self, s: Statement, step: Any, known: set[Relation], nonzero: dict[Relation, None]
    ) -> set[Relation]:
        """What a fact, or a reading that is proved, says of the arguments that a step gives."""
        if step["rule"] == "claim":
            t = self.cited(s, step)
        else:
            names, said = fact(step["of"])
            arguments = zip(names, map(s.scope.read, step["with"]), strict=True)
            scope = {x: s.scope[x] for x in OF_LOSS if x in s.scope} | dict(arguments)
            key = step["of"], *scope.items()
            t = self.facts.get(key) or self.facts.setdefault(key, Statement(said, scope))
        need(self.e.fits(t.bounds, s.bounds), "it is about other sizes")
        needed = [*map(self.e.slack, t.hypotheses)]
        if step["rule"] == "claim":  # it is proved where its quotients are defined
            needed += [x for x in self.quotients(t) if x not in nonzero]
        for op, slack in needed:
            numbers = [x.number for x in slack.all]
            plain = None not in numbers and _holds((op, Grid([[*map(hull, numbers)]])))[0]
            need(plain or _known((op, slack), known), "what it needs is no earlier step")
        return {*map(self.e.slack, t.conclusion)}

    def steps(
        self, s: Statement, steps: Any, given: set[Relation], nonzero: dict[Relation, None]
    ) -> set[Relation]:
        """The relations of the steps; raises Refused at the first that does not follow."""
        known: list[Relation] = []  # in order, as certificates number them
        found: set[Relation] = set()  # the same
        for number, step in enumerate(steps):
            try:
                relation = op, slack = self.e.slack(s.scope.relation(step["relation"]))
                match step["rule"]:
                    case "given":
                        right = _known(relation, given)
                    case "identity":
                        equations = [x.all[0] for _, x in nonzero]
                        rest = (_rewritten(x, equations, self.spend).terms for x in slack.all)
                        right = op == "==" and not any(rest)
                    case "fact" | "claim":
                        right = _known(relation, self.instance(s, step, found, nonzero))
                    case rule:
                        right = rule == "scalar" and not slack.rows
                        right = right and self.certified(relation, step["certificate"], known)
                need(right, "it does not follow by its rule")
            except (Refused, *MALFORMED) as error:
                raise Refused(f"step {number}, {short(step)[:60]}: {error}") from None
            known.append(relation)
            found.add(relation)
        return found

    def induction(self, s: Statement, formal: Any, invariant: Any, more: Any) -> set[Relation]:
        """An invariant: it holds at the start of a run, and after an iterate at which it holds.

        The hypotheses may be used at the iterate from which a step starts, not at the next one.
        """
        here, start, after = (
            {d: s.scope[d] for d in formal["dims"]} | {("s", x): node for x, node in part.items()}
            for part in ({}, s.start, s.next)
        )
        stated = formal | {"hypotheses": [], "conclusion": invariant["relations"]}
        stated["definitions"] = invariant["definitions"]
        said, first, then = (self.about(stated, scope).conclusion for scope in (here, start, after))
        right = within(node for _, node in said).isdisjoint(s.symbols[x] for x in s.free)
        need(right, "what is free has other values at the next iterate")

        def shown(steps: Any, scope: Any, given: set[Relation], goal: Any) -> bool:
            at = self.about(formal, scope, more)
            known = self.steps(at, steps, given | {*map(self.e.slack, at.hypotheses)}, {})
            return all(_known(self.e.slack(r), known) for r in goal)

        held = {*map(self.e.slack, said)}
        need(shown(invariant["base"], start, set(), first), "the invariant fails at the start")
        need(shown(invariant["step"], here, held, then), "the invariant is not shown to be kept")
        return held

    def derivation(self, evidence: Any, reading: Any) -> None:
        """Raises Refused unless every step holds and they give the conclusion."""
        formal, more = reading["statement"], evidence.get("definitions", [])
        self.spend(len(more) * len(formal["definitions"]) // 8)
        more = [d for d in more if d not in formal["definitions"]]
        steps, invariant = evidence["steps"], evidence.get("invariant")
        s = self.about(formal, {}, more)
        self.e.fits(s.bounds)  # raises Refused where one is no size
        given, conclusion = ({*map(self.e.slack, part)} for part in (s.hypotheses, s.conclusion))
        if invariant is not None:
            given |= self.induction(s, formal, invariant, more)
            steps = [*invariant["base"], *invariant["step"], *steps]
        known = self.steps(s, evidence["steps"], given, self.quotients(s))
        need(conclusion and all(_known(c, known) for c in conclusion), "it is not concluded")
        used = {step["of"] for step in steps if step["rule"] == "fact"}
        need(
            used == set(reading["facts"]), "the facts listed are not those that the derivation uses"
        )


# --- Ledger -----------------------------------------------------------------------------------
def _digest(ledger: dict[str, Any]) -> str:
    content = {k: v for k, v in ledger.items() if k not in ("environment", "digest")}
    form: dict[str, Any] = {"sort_keys": True, "ensure_ascii": False, "allow_nan": False}
    text = json.dumps(content, separators=(",", ":"), **form)
    return hashlib.sha256(text.encode()).hexdigest()


def check_ledger(ledger: dict[str, Any]) -> list[Result]:
    """The digest's result, then one for each verdict that rests on evidence to be checked.

    Raises BadLedger where the outline cannot be read; malformed evidence is refused.
    """
    try:
        claims, sealed = ledger["claims"], ledger["digest"] == _digest(ledger)
        need(ledger["schema"] == 1 and isinstance(claims, list), "another outline", error=BadLedger)
        pairs = [(claim["id"], reading) for claim in claims for reading in claim["readings"]]
        fallen = [(c, (r.get("sensitivity") or {}).get("corrupted")) for c, r in pairs]
        pairs += [(f"{c}, corrupted", r) for c, r in fallen if r]
        readings = {(str(name), str(reading["name"])): reading for name, reading in pairs}
        known = all(r["verdict"] in OPEN or r["verdict"] in EVIDENCE for _, r in pairs)
        known = known and len(readings) == len(pairs)
        need(known, "an unknown verdict, or two readings of one name", error=BadLedger)
    except MALFORMED as error:
        raise BadLedger(f"not a ledger: {type(error).__name__}: {error}") from None
    said = "accepted" if sealed else "it is not the digest of the content"
    results, book = [Result("(ledger)", "digest", "", sealed, said)], _Book(readings)
    for key, reading in readings.items():
        if reading["verdict"] in EVIDENCE:
            said = book.reason(key)
            results.append(Result(*key, reading["verdict"], said == "accepted", said))
    return results


def main(argv: list[str]) -> int:
    """Check the ledger argv[0]: 0 its verdicts stand, 1 some is refused, 2 bad input."""
    try:
        need(
            argv and argv[1:] in ([], ["--json"]),
            "usage: checker.py LEDGER [--json]",
            error=BadLedger,
        )
        with Path(argv[0]).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        need(len(data) <= MAX_BYTES, "more than {} bytes", MAX_BYTES, error=BadLedger)
        gc.disable()  # nothing here is cyclic, and looking for it takes a third of the time
        results = check_ledger(json.loads(data))
    except (OSError, *MALFORMED) as error:
        print(f"bad input: {short(str(error))}", file=sys.stderr)
        return 2
    refused = [r for r in results if not r.accepted]
    if argv[1:]:
        print(json.dumps([r._asdict() for r in results], indent=1))
    else:
        for r in refused:
            where = f"{short(r.claim)} {short(r.reading)} {r.verdict}"
            print(f"refused: {where}: {ascii(r.reason)[1:-1]}")
        stand = sum(r.accepted for r in results[1:])
        print(f"{stand} of {len(results) - 1} verdicts {', '.join(EVIDENCE)} stand")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
