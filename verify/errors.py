"""The errors that pl-verify raises on purpose.

A message says what was given, which relation it violates, where, and what to do, in one line:

    new.json: claims[3]: eta = -0.1 was given; it violates eta > 0; give a positive step size

The location grows outwards as an error rises (`at`). Errors cross process boundaries unchanged.
Not covered: a verdict is no error. A refuted or ill-typed claim is a result and raises nothing.
"""

from typing import ClassVar, Self

__all__ = ["InputError", "PlVerifyError"]


class PlVerifyError(Exception):
    """Base of every error that pl-verify raises on purpose.

    `what` says what was given or what happened and may stand alone. `violates` is the relation that
    does not hold, in symbols where possible; `where` is a file, a claim or a field; `remedy` tells
    the reader what to do. Empty parts are left out of the message.
    """

    exit_status: ClassVar[int] = 1
    """Status with which the command line ends when this error reaches it."""

    def __init__(self, what: str, *, violates: str = "", where: str = "", remedy: str = "") -> None:
        # Only `what` goes to Exception: unpickling calls the class with `args`, then restores
        # the attributes.
        super().__init__(what)
        self.what = what
        self.violates = violates
        self.where = where
        self.remedy = remedy

    def at(self, where: str) -> Self:
        """Put `where` in front of the location, and return the error to be raised again.

        >>> str(InputError("row 2 has 3 entries", where="W1").at("data.csv"))
        'data.csv: W1: row 2 has 3 entries'
        """
        self.where = f"{where}: {self.where}" if self.where else where
        return self

    def __str__(self) -> str:
        violates = f"it violates {self.violates}" if self.violates else ""
        sentence = "; ".join(part for part in (self.what, violates, self.remedy) if part)
        message = f"{self.where}: {sentence}" if self.where else sentence
        # A value quoted in the message may hold line breaks; an error is one line.
        return " ".join(message.split())


class InputError(PlVerifyError):
    """What the user gave cannot be used: a wrong name, file, shape, value or option."""

    exit_status: ClassVar[int] = 2
