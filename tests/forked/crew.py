"""Several processes make what one makes, and tell what it would."""

from __future__ import annotations

import json
import multiprocessing
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rotative import crew, jobs, press, writers
from rotative.problems import Problems, RotativeError
from tests.conftest import ROOT


def killed() -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def faulty() -> int:
    problems = Problems()
    problems.error("no-such-format", "first")
    problems.error("no-such-format", "second")
    problems.raise_errors()
    return 0


def told(error: pytest.ExceptionInfo[RotativeError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_tasks_come_back_with_what_came_of_them() -> None:
    done = crew.together(lambda task: task * task, [1, 2, 3], weigh=int, most=2)
    assert sorted(done) == [(1, 1), (2, 4), (3, 9)]


def test_a_killed_hand_is_told() -> None:
    work: dict[int, Callable[[], int]] = {0: os.getpid, 1: killed, 2: os.getpid}
    with pytest.raises(RotativeError) as error:
        list(crew.together(lambda task: work[task](), [0, 1, 2], weigh=int, most=2))
    assert told(error) == ["worker-lost"]


def test_a_word_is_heard_by_who_works_aside() -> None:
    with crew.word() as (tell, hear), crew.aside(lambda: hear() * 2) as errand:
        tell("late " * 50_000)
        assert errand.wait() == "late " * 100_000


def test_a_word_to_one_who_was_killed_is_told_to_nobody() -> None:
    with crew.word() as (tell, _), crew.aside(killed) as errand:
        tell("late " * 50_000)
        with pytest.raises(RotativeError) as error:
            errand.wait()
    assert told(error) == ["worker-lost"]


def test_hands_go_with_a_parent_that_is_killed() -> None:
    script = """
import os, time
from rotative import crew
def do(_):
    print(os.getpid(), flush=True)
    time.sleep(60)
list(crew.together(do, [1, 2], weigh=int, most=2))
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        for _ in range(2):
            assert parent.stdout.readline()
        parent.kill()
        # It ends with the last of those that may write to it.
        assert select.select([parent.stdout], [], [], 20)[0]
        assert parent.stdout.read() == b""


def test_a_hand_tells_all_problems_it_found() -> None:
    with pytest.raises(RotativeError) as error:
        list(crew.together(lambda _: faulty(), [1, 2], weigh=int, most=2))
    assert told(error) == ["no-such-format"] * 2


def test_something_is_done_aside() -> None:
    with crew.aside(os.getpid) as errand:
        assert errand.wait() != os.getpid()


@pytest.mark.parametrize(
    ("work", "codes"), [(killed, ["worker-lost"]), (faulty, ["no-such-format"] * 2)]
)
def test_what_goes_wrong_aside_is_told(work: Callable[[], int], codes: list[str]) -> None:
    with crew.aside(work) as errand, pytest.raises(RotativeError) as error:
        _ = errand.wait()
    assert told(error) == codes


def test_nobody_works_on_once_the_context_is_left() -> None:
    def forever() -> None:
        threading.Event().wait()

    with crew.aside(forever):
        pass
    assert multiprocessing.active_children() == []


def test_a_process_with_threads_has_but_its_own_hands() -> None:
    event = threading.Event()
    thread = threading.Thread(target=event.wait)
    thread.start()
    try:
        assert crew.hands() == 1
    finally:
        event.set()
        thread.join()


def test_the_files_are_the_same_whoever_makes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = jobs.find(ROOT / "book", ["poutine-kim"])
    made = {}
    for hands in (1, 2):
        monkeypatch.setattr(writers, "hands", lambda number=hands: number)
        out = tmp_path / str(hands)
        result = press.build(job, press.Order(out, ("epub", "print", "screen", "ticket")))
        assert result.state == "built", result.problems
        files = sorted((out / result.edition).iterdir())
        made[hands] = {path.name: path.read_bytes() for path in files}
    records = [json.loads(files.pop("poutine-kim.build.json")) for files in made.values()]
    assert made[1] == made[2]
    assert records[0] == records[1]
