"""A crew: forked processes that share what was made ready, and do parts of one edition's work.

Forked, because engine, sheet and faces are loaded by then; not forked from a process with threads,
whose locks would stay held, nor from a process that is one of several already.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rotative.dataclass import dataclass
from rotative.problems import fail

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Task = TypeVar("Task")
Result = TypeVar("Result")
# What a worker inherits: nothing but the index of a task need travel to it.
_work: Callable[[int], Any] = bool


def hands() -> int:
    """Return how many processes may work at once."""
    from multiprocessing import parent_process

    alone = _threads() == 1 and parent_process() is None
    # Elsewhere libraries of the system do not bear it.
    if not alone or sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def _threads() -> int:
    """Return how many threads there are, those of libraries too where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names are enough
    except OSError:
        return threading.active_count()


def together(
    do: Callable[[Task], Result], tasks: Sequence[Task], *, weigh: Callable[[Task], int], most: int
) -> Iterator[tuple[Task, Result]]:
    """Yield tasks with what came of them, as they are done by `most` processes, heaviest first.

    Raises RotativeError when a process was killed, and whatever a task raises.
    """
    if min(len(tasks), most) < 2:
        yield from ((task, do(task)) for task in tasks)
        return
    from concurrent.futures import as_completed
    from concurrent.futures.process import BrokenProcessPool

    global _work  # noqa: PLW0603 - forked processes find it there
    _work = lambda index: do(tasks[index])  # noqa: E731
    order = sorted(range(len(tasks)), key=lambda index: -weigh(tasks[index]))
    gc.freeze()  # or looking for garbage would copy all of it
    pool = _pool(min(len(tasks), most))
    try:
        futures = {pool.submit(_do, index): index for index in order}
        for future in as_completed(futures):
            yield tasks[futures[future]], future.result()
    except BrokenProcessPool as error:
        hint = "build again: what was laid out by then is kept"
        raise fail("worker-lost", "a process laying out pages was killed", None, hint) from error
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()
        _work = bool


def _pool(size: int) -> ProcessPoolExecutor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(size, get_context("fork"), initializer=_serve_the_parent)


def _serve_the_parent() -> None:
    """Let an interruption end the parent alone, which ends its crew; end where it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    # Otherwise it would wait for work for ever: the end of the pipe that closes is its own, too.
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)


def _do(index: int) -> Any:
    return _work(index)


@dataclass(frozen=True, slots=True)
class Errand(Generic[Result]):
    """Something that is done in another process."""

    _here: Any

    def is_done(self, within: float) -> bool:
        """Tell whether there is nothing to wait for, within so many seconds."""
        return bool(self._here.poll(within))

    def wait(self) -> Result:
        """Return what came of it, or of its next step, or raise what it raised.

        Raises RotativeError when its process was killed.
        """
        try:
            done, error = self._here.recv()
        except EOFError:
            hint = "build again, or fewer formats at once"
            raise fail("worker-lost", "a process making a format was killed", None, hint) from None
        if error:
            raise error
        result: Result = done
        return result


def aside(do: Callable[[], Result]) -> AbstractContextManager[Errand[Result]]:
    """Do something in a process of its own meanwhile; the process ends with the context."""
    return stepwise(lambda: iter((do(),)))


@contextmanager
def stepwise(do: Callable[[], Iterator[Result]]) -> Iterator[Errand[Result]]:
    """Do something aside that has several outcomes, each of which is waited for by itself."""
    from multiprocessing import get_context

    fork = get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_tell, args=(do, there), daemon=True)
    process.start()
    there.close()

    try:
        yield Errand(here)
    finally:
        process.kill()
        process.join()
        here.close()


@contextmanager
def word() -> Iterator[tuple[Callable[[Any], None], Callable[[], Any]]]:
    """Give what tells a word, once, to one who works aside, and what that one waits for it with."""
    from multiprocessing import Pipe

    here, there = Pipe(duplex=False)

    def tell(told: Any) -> None:
        here.close()  # or nobody would notice that the other end is gone
        with suppress(BrokenPipeError):  # which `aside` tells
            there.send(told)

    try:
        yield tell, here.recv
    finally:
        here.close()
        there.close()


def _tell(do: Callable[[], Iterator[Any]], there: Any) -> None:
    _serve_the_parent()
    try:
        for done in do():
            there.send((done, None))
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        there.send((None, error))
