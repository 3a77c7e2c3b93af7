"""The process in which an SMT solver runs: a script, its limits first, one answer as JSON.

Standard input: {"solver": "z3" | "cvc5", "text": SMT-LIB, "seconds": s, "megabytes": m}. Standard
output: {"status": "sat" | "unsat" | "unknown", "version": v, "model": {symbol: [kind, value]}},
kind "rational" with the exact value, or "algebraic" with a rational near it. The process that
started it (`smt.py`) imports no solver and survives whatever happens here.
"""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from typing import Any


def _limit(seconds: float, megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the parent's timeout remains
        return
    whole = math.ceil(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def _z3(text: str, seconds: float) -> dict[str, Any]:
    import z3

    solver = z3.SolverFor("QF_NRA")
    solver.set("timeout", int(1000 * seconds))
    solver.from_string(text)
    status = str(solver.check())
    model: dict[str, list[str]] = {}
    if status == "sat":
        found = solver.model()
        for symbol in found.decls():
            value = found[symbol]
            kind = "rational" if z3.is_rational_value(value) else "algebraic"
            near = value if kind == "rational" else value.approx(40)
            model[symbol.name()] = [kind, str(near.as_fraction())]
    return {"status": status, "version": z3.get_version_string(), "model": model}


def _cvc5(text: str, seconds: float) -> dict[str, Any]:
    import cvc5

    solver = cvc5.Solver()
    solver.setOption("tlimit-per", str(int(1000 * seconds)))
    solver.setOption("produce-models", "true")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "problem")
    symbols = parser.getSymbolManager()
    status = "unknown"
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, symbols).strip()
        status = said if said in ("sat", "unsat") else status
    model: dict[str, list[str]] = {}
    if status == "sat":
        for term in symbols.getDeclaredTerms():
            value = solver.getValue(term)
            if value.isRealValue():
                model[term.getSymbol()] = ["rational", str(Fraction(value.getRealValue()))]
    return {"status": status, "version": cvc5.__version__, "model": model}


def _main() -> None:
    asked = json.load(sys.stdin)
    _limit(asked["seconds"], asked["megabytes"])
    ask = {"z3": _z3, "cvc5": _cvc5}[asked["solver"]]
    json.dump(ask(asked["text"], asked["seconds"]), sys.stdout)


if __name__ == "__main__":
    _main()
