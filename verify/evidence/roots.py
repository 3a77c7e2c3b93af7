"""Certified roots of a scalar function of one variable x > 0.

What is proved, by balls and never by floats:

- existence: the function has different signs at two points and is defined between them;
- uniqueness in an interval: it has no zero on closed pieces that cover the interval, except for
  one piece on which its derivative has one sign;
- smallest root: the same for (0, root). Pieces are halved on a logarithmic scale, so that roots
  of the order 1e-300 cost no more than others; (0, eps] is covered by a form of the function that
  is continuous and positive (or negative) at 0, which the caller gives;
- refinement: Newton's interval operator N(Y) = m - f(m)/f'(Y), contained in Y, encloses the root.

`Undecided` says honestly where none of this succeeded. Notation: f, x as above; Y, N enclosures.
Not covered: roots of even multiplicity (undecided), roots at exactly an end of the interval.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from flint import arb

from verify.arithmetic import precision, to_arb, to_fraction
from verify.errors import InputError
from verify.evidence._newton import Smooth, refine, refine_near, split
from verify.evidence._univariate import Univariate, bind
from verify.language import Expr

__all__ = [
    "Excluded",
    "NoRoot",
    "Root",
    "Smooth",
    "Undecided",
    "Univariate",
    "bind",
    "bits_to_decide",
    "decimal_ends",
    "enclose_root",
    "growing_root",
    "grows",
    "refine_near",
    "sign_at",
    "smallest_root",
]

_PRECISIONS = (64, 256, 1024)  # bits of the search; a piece that 64 cannot decide gets more
_MOST_PIECES = 4_000
_DEEPEST = 15  # (0, eps] is tried with eps = upper / 2^(2^k), k up to this


@dataclass(frozen=True)
class Excluded:
    """No zero on [low, high] (on (low, high] where low = 0), and how that was shown."""

    low: Fraction
    high: Fraction
    how: str  # "sign": f is not 0; "monotone": f' is not 0, equal signs at the ends; "near zero"


@dataclass(frozen=True)
class Root:
    """low <= root <= high, of relative width at most 10^-digits.

    sense: "unique" in the interval searched, or "smallest" positive; isolating: the piece with a
    sign change at its ends and a derivative of one sign; excluded: the rest of what was searched.
    """

    low: Fraction
    high: Fraction
    digits: int
    sense: str
    isolating: tuple[Fraction, Fraction]
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True)
class NoRoot:
    """f has no zero on the interval searched; sign is its sign there."""

    sign: int
    excluded: tuple[Excluded, ...]


@dataclass(frozen=True)
class Undecided:
    """Neither was shown: where, and why."""

    low: Fraction
    high: Fraction
    reason: str


@dataclass
class _Sweep:
    """The state of a search from left to right."""

    sign: int
    excluded: list[Excluded] = field(default_factory=list)
    isolated: list[tuple[arb, arb]] = field(default_factory=list)
    pieces: int = 0

    def exclude(self, low: arb, high: arb, how: str) -> None:
        left, right = to_fraction(low), to_fraction(high)
        if self.excluded and (last := self.excluded[-1]).how == how and last.high == left:
            self.excluded[-1] = Excluded(last.low, right, how)
        else:
            self.excluded.append(Excluded(left, right, how))


def enclose_root(
    f: Expr | Univariate, symbol: str, interval: tuple[Fraction, Fraction], *, digits: int = 50
) -> Root | NoRoot | Undecided:
    """The only zero of f in [low, high], 0 < low < high; NoRoot where there is none.

    f: an expression in `symbol` alone (see `bind`), or its `Univariate` where it is made once for
    several calls. Several zeros are Undecided, with the reason.
    """
    low, high = interval
    if not 0 < low < high or digits < 1:
        raise InputError(
            f"interval [{low}, {high}] and {digits} digits were given",
            violates="0 < low < high and digits >= 1",
            where="enclose_root",
            remedy="for zeros next to 0 use smallest_root",
        )
    function = f if isinstance(f, Univariate) else Univariate(f, symbol)
    with precision(_PRECISIONS[-1]):
        start, end = to_arb(low).lower(), to_arb(high).upper()
    sign = function.sign(start)
    if sign == 0:
        return Undecided(low, high, "the sign at the lower end is not certain")
    sweep = _Sweep(sign)
    failure = _sweep(function, start, end, sweep, first_only=False)
    if failure:
        return failure
    if len(sweep.isolated) > 1:
        return Undecided(low, high, f"there are {len(sweep.isolated)} roots, not one")
    result = _result(function, sweep, digits, "unique")
    if isinstance(result, Root) and not low <= result.low <= result.high <= high:
        return Undecided(low, high, "the root may be an end of the interval")
    return result


def smallest_root(
    f: Expr, symbol: str, upper: Fraction, *, digits: int = 50, near_zero: Expr | None = None
) -> Root | NoRoot | Undecided:
    """The smallest zero of f in (0, upper]; NoRoot where there is none.

    near_zero: an expression with 0 < near_zero => 0 < f for x > 0, continuous at 0 with a
    positive value there, such as f / x^p; f itself by default. f must be positive near 0.
    """
    if upper <= 0 or digits < 1:
        raise InputError(
            f"upper = {upper} and {digits} digits were given",
            violates="upper > 0 and digits >= 1",
            where="smallest_root",
            remedy="give the end of the interval (0, upper]",
        )
    function = Univariate(f, symbol)
    with precision(max(_PRECISIONS[-1], upper.denominator.bit_length() + 64)):
        end = to_arb(upper).upper()
    with precision(_PRECISIONS[0]):
        eps = _clear_of_zero(Univariate(near_zero or f, symbol), end)
    if eps is None:
        return Undecided(Fraction(0), upper, "no (0, eps] was found on which f is positive")
    sweep = _Sweep(1)
    sweep.exclude(arb(0), eps, "near zero")
    failure = _sweep(function, eps, end, sweep, first_only=True)
    return failure or _result(function, sweep, digits, "smallest")


def growing_root(
    f: Expr, symbol: str, level: Fraction, *, digits: int = 50
) -> Root | NoRoot | Undecided:
    """The only x > 0 with f(x) = level, where f `grows`: unique on all of (0, oo).

    A bracket is sought among powers of 2; outside it f < level or f > level since f grows.
    """
    if not grows(f, symbol):
        raise InputError(
            f"{f!r}"[:200] + " was given",
            violates="f is built from nonnegative constants by + * sqrt exp and powers",
            where="growing_root",
            remedy="use enclose_root with an interval",
        )
    equation = f - level
    function = Univariate(equation, symbol)
    bracket = _bracket(function)
    if bracket is None:
        return Undecided(Fraction(0), Fraction(2**2**_DEEPEST), "f passes the level nowhere here")
    result = enclose_root(function, symbol, bracket, digits=digits)
    if not isinstance(result, Root):
        return result
    before = Excluded(Fraction(0), bracket[0], "monotone")
    return replace(result, excluded=(before, *result.excluded))


def _bracket(function: Univariate) -> tuple[Fraction, Fraction] | None:
    """Neighbours among 1 and 2^(+-2^k) between which an increasing function changes its sign."""
    ends: dict[int, Fraction] = {}
    for direction in (1, -1):
        # Upwards until f > 0, remembering the last f < 0; downwards only if none was met.
        x = Fraction(1)
        for k in range(_DEEPEST + 2):
            sign = function.sign(to_arb(x))
            if sign:
                ends[sign] = x
            if sign == direction or len(ends) == 2:
                break
            x = Fraction(2) ** (direction * 2**k)
        if len(ends) == 2:
            return ends[-1], ends[1]
    return None


def sign_at(f: Expr, symbol: str, x: Fraction) -> int:
    """The certain sign of f at x > 0: 1 or -1; 0 where it could not be decided."""
    function = Univariate(f, symbol)
    # As many bits again as x itself needs: f is of the order of x - root or smaller.
    size = x.numerator.bit_length() + x.denominator.bit_length()
    for bits in (256, 256 + 2 * size, 1024 + 4 * size):
        with precision(bits):
            value = function.value(to_arb(x))
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
    return 0


def bits_to_decide(f: Expr, symbol: str, x: Fraction) -> int:
    """About the least number of binary digits that show the sign of f at x > 0; 0: over 2^15."""
    function = Univariate(f, symbol)

    def shows(bits: int) -> bool:
        with precision(bits):
            value = function.value(to_arb(x))
            return bool(value > 0 or value < 0)

    enough = next((bits for bits in (256 << i for i in range(8)) if shows(bits)), 0)
    step = enough // 4 if enough > 256 else 0
    while step > 31:  # between half of it and itself
        enough -= step if shows(enough - step) else 0
        step //= 2
    return enough


def grows(f: Expr, symbol: str) -> bool:
    """Whether f >= 0 and f is nondecreasing for x >= 0, by its structure alone.

    Sums, products, roots, exponentials and positive powers of such functions are such functions.
    """
    if f.op == "q":
        return f.value >= 0
    if f.op == "s":
        return f.name == symbol
    if f.op == "pow":
        e = f.args[1]
        return e.op == "q" and e.value >= 0 and grows(f.args[0], symbol)
    return f.op in ("def", "add", "mul", "sqrt", "exp") and all(grows(a, symbol) for a in f.args)


def decimal_ends(root: Root) -> tuple[str, str]:
    """The enclosure as decimals with an exponent, rounded outwards to `digits` + 3 digits."""
    return _decimal(root.low, root.digits + 3, -1), _decimal(root.high, root.digits + 3, 1)


def _decimal(q: Fraction, digits: int, direction: int) -> str:
    exponent = len(str(q.numerator)) - len(str(q.denominator)) - digits + 1
    scaled = q / Fraction(10) ** exponent
    whole = str(scaled.__floor__() if direction < 0 else scaled.__ceil__())
    return f"{whole[0]}.{whole[1:]}e{exponent + len(whole) - 1}"


def _result(
    function: Univariate, sweep: _Sweep, digits: int, sense: str
) -> Root | NoRoot | Undecided:
    excluded = tuple(sweep.excluded)
    if not sweep.isolated:
        return NoRoot(sweep.sign, excluded)
    a, b = sweep.isolated[0]
    refined = refine(function, a, b, digits)
    if refined is None:
        return Undecided(to_fraction(a), to_fraction(b), "the root could not be refined")
    return Root(*refined, digits, sense, (to_fraction(a), to_fraction(b)), excluded)


def _clear_of_zero(function: Univariate, upper: arb) -> arb | None:
    """A point eps with f > 0 on [0, eps], from the ball [0, eps]; nearly the largest such."""

    def clear(halvings: int) -> arb | None:
        eps = (upper * arb(2) ** -halvings).mid()
        return eps if function.value(arb(0).union(eps)) > 0 else None

    open_, found = 0, None
    for k in range(_DEEPEST + 1):
        if (found := clear(2**k)) is not None:
            break
        open_ = 2**k
    closed = 2**k
    while found is not None and closed - open_ > 8:
        middle = (open_ + closed) // 2
        if (eps := clear(middle)) is not None:
            closed, found = middle, eps
        else:
            open_ = middle
    return found


def _sweep(
    function: Univariate, low: arb, high: arb, sweep: _Sweep, *, first_only: bool
) -> Undecided | None:
    """Cover [low, high] from the left by pieces without a zero, and pieces that isolate one."""
    pending = [(low, high)]
    while pending:
        a, b = pending.pop()
        sweep.pieces += 1
        if sweep.pieces > _MOST_PIECES:
            return Undecided(to_fraction(a), to_fraction(high), "too many pieces were needed")
        decided = _decide(function, a, b, sweep.sign)
        if decided == "root":
            sweep.isolated.append((a, b))
            sweep.sign = -sweep.sign
            if first_only:
                return None
        elif decided:
            sweep.exclude(a, b, decided)
        else:
            middle = split(a, b)
            if middle is None:
                reason = "f and f' are both too close to 0 here"
                return Undecided(to_fraction(a), to_fraction(b), reason)
            pending += [(middle, b), (a, middle)]
    return None


def _decide(function: Univariate, a: arb, b: arb, sign: int) -> str:
    """How the piece is decided, "root" if it isolates one, "" if not at all.

    sign: the sign of f at a, known from the piece before.
    """
    for bits in _precisions(a, b):
        with precision(bits):
            piece = a.union(b)
            value, slope = function.jet(piece)
        if value > 0 or value < 0:
            return "sign"
        if slope > 0 or slope < 0:
            end = function.sign(b)
            if end:
                return "monotone" if end == sign else "root"
    return ""


def _precisions(a: arb, b: arb) -> tuple[int, ...]:
    # A narrow piece that is still open is so because of rounding: it gets more bits.
    return _PRECISIONS if b - a < a / 2**16 else _PRECISIONS[:1]
