"""The calculator of PostScript functions (ISO 32000-2, 7.10.5)."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator

Stack = list[float]
Step = Callable[[Stack], None]

# What PostScript itself allows (ISO 32000-2, annex C).
DEEPEST = 100
_TOKEN = re.compile(r"[{}]|[^\s{}]+")


def program(text: str) -> Callable[[Stack], Stack]:
    """Return a calculator function's text as a function of a stack.

    Raises ValueError for an operator that does not exist.
    """
    tokens = iter(_TOKEN.findall(text))
    next(tokens, "")  # the opening brace
    run = _procedure(tokens)

    def calculate(stack: Stack) -> Stack:
        run(stack)
        return stack

    return calculate


def _procedure(tokens: Iterator[str]) -> Step:
    steps: list[Step] = []
    blocks: list[Step] = []
    for word in tokens:
        if word == "}":
            break
        if word == "{":
            blocks.append(_procedure(tokens))
        elif word in ("if", "ifelse"):
            steps.append(_choice(blocks))
            blocks = []
        else:
            steps.append(_STEPS[word] if word in _STEPS else _pushed(float(word)))

    def run(stack: Stack) -> None:
        for step in steps:
            step(stack)
            if len(stack) > DEEPEST:
                raise ValueError("the calculator's stack overflows")

    return run


def _choice(blocks: list[Step]) -> Step:
    def run(stack: Stack) -> None:
        chosen = blocks[0] if stack.pop() else blocks[1] if len(blocks) > 1 else None
        if chosen is not None:
            chosen(stack)

    return run


def _pushed(number: float) -> Step:
    return lambda stack: stack.append(number)


def _one(work: Callable[[float], float]) -> Step:
    return lambda stack: stack.append(work(stack.pop()))


def _two(work: Callable[[float, float], float]) -> Step:
    def run(stack: Stack) -> None:
        second = stack.pop()
        stack.append(work(stack.pop(), second))

    return run


def _whole(work: Callable[[int, int], int]) -> Step:
    return _two(lambda a, b: work(int(a), int(b)))


def _copy(stack: Stack) -> None:
    count = int(stack.pop())
    stack.extend(stack[-count:] if count > 0 else [])


def _index(stack: Stack) -> None:
    stack.append(stack[-1 - int(stack.pop())])


def _roll(stack: Stack) -> None:
    turns, count = int(stack.pop()), int(stack.pop())
    if count > 0:
        top = stack[-count:]
        cut = -turns % count
        stack[-count:] = top[cut:] + top[:cut]


def _exchange(stack: Stack) -> None:
    stack[-2:] = stack[:-3:-1]


def _shift(number: int, by: int) -> int:
    by = max(-64, min(64, by))
    return number << by if by >= 0 else number >> -by


_STEPS: dict[str, Step] = {
    "abs": _one(abs),
    "add": _two(operator.add),
    "and": _whole(operator.and_),
    "atan": _two(lambda a, b: math.degrees(math.atan2(a, b)) % 360),
    "bitshift": _whole(_shift),
    "ceiling": _one(math.ceil),
    "copy": _copy,
    "cos": _one(lambda a: math.cos(math.radians(a))),
    "cvi": _one(int),
    "cvr": _one(float),
    "div": _two(operator.truediv),
    "dup": lambda stack: stack.append(stack[-1]),
    "eq": _two(operator.eq),
    "exch": _exchange,
    "exp": _two(operator.pow),
    "false": _pushed(0),
    "floor": _one(math.floor),
    "ge": _two(operator.ge),
    "gt": _two(operator.gt),
    "idiv": _whole(lambda a, b: int(a / b)),
    "index": _index,
    "le": _two(operator.le),
    "ln": _one(math.log),
    "log": _one(math.log10),
    "lt": _two(operator.lt),
    "mod": _whole(lambda a, b: int(math.fmod(a, b))),
    "mul": _two(operator.mul),
    "ne": _two(operator.ne),
    "neg": _one(operator.neg),
    "not": _one(lambda a: 0.0 if a else 1.0),
    "or": _whole(operator.or_),
    "pop": lambda stack: stack.__delitem__(-1),
    "roll": _roll,
    "round": _one(round),
    "sin": _one(lambda a: math.sin(math.radians(a))),
    "sqrt": _one(math.sqrt),
    "sub": _two(operator.sub),
    "true": _pushed(1),
    "truncate": _one(math.trunc),
    "xor": _whole(operator.xor),
}
