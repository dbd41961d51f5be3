"""Building on other machines: bundles go to a Dask cluster, artefacts come back and are checked.

Workers need Rotative of the same version and share no disk with the editor. A worker that dies
in the middle loses nothing: the scheduler gives its bundles to another one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rotative import bundle, manuscript, press
from rotative.bundle import Product
from rotative.digests import sha256
from rotative.files import OUT, claimed, write_together
from rotative.jobs import Job
from rotative.manuscript import edition_id
from rotative.manuscript.intake import shown
from rotative.press import Order, Result
from rotative.problems import Problem, Problems, RotativeError, fail, library
from rotative.record import versions
from rotative.status import Judge
from rotative.writers import FORMATS

LOCAL = "local:"
RETRIES = 3
"""How many workers may die over one edition before it is given up."""
PATIENCE = 30
"""Seconds to wait for the scheduler to answer."""


def build_all(wanted: Sequence[Job], order: Order, address: str) -> Iterator[Result]:
    """Build editions on the cluster at `tcp://…`, or with `local:N` on N processes here.

    Results come in the order asked for, the same bytes as a local build's. Raises RotativeError
    when the cluster cannot be reached.
    """
    judge = Judge(order.out)
    done = {job.path: press.unchanged(job, order, judge) for job in wanted}
    stale = [job for job in wanted if done[job.path] is None]
    with _client(address) if stale else _nobody() as client:
        waiting = {job.path: _send(client, job, order) for job in stale}
        for job in wanted:
            result = done[job.path]
            yield result or _fetched(waiting[job.path], job, order)
    judge.digests.save()


@contextmanager
def _nobody() -> Iterator[None]:
    yield None


@contextmanager
def _client(address: str) -> Iterator[Any]:
    with library("a cluster needs Dask", "cluster"):
        import distributed
    dask: Any = distributed  # it ships types for some of its functions only
    if address.startswith(LOCAL):
        number = int(address.removeprefix(LOCAL))
        with (
            dask.LocalCluster(number, threads_per_worker=1, dashboard_address=None) as cluster,
            dask.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = dask.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "start one with `dask scheduler`, or name it as tcp://host:8786"
        message = f"no cluster answers at {address}: {error}"
        raise fail("no-cluster", message, None, hint) from error
    with client:
        _check_versions(client)
        yield client


def _check_versions(client: Any) -> None:
    """Refuse workers that would set other pages."""
    mine, problems = versions(), Problems()
    for worker, theirs in client.run(_versions_there).items():
        other = [name for name in mine if theirs.get(name) != mine[name]]
        if other:
            there = ", ".join(f"{name} {theirs.get(name, 'missing')}" for name in other)
            hint = f"install {', '.join(f'{name}=={mine[name]}' for name in other)} there"
            problems.error("other-versions", f"worker {worker} has {there}", hint=hint)
    problems.raise_errors()


def _versions_there() -> Mapping[str, str]:
    return versions()


def _send(client: Any, job: Job, order: Order) -> Callable[[], Result | Product]:
    """Send an edition, and return what waits for what comes of it."""
    start, problems = time.perf_counter(), Problems()
    try:
        copy = press.read(job, order, problems)
    except RotativeError as error:
        found = tuple(dict.fromkeys((*problems, *error.problems)))
        failed = Result(edition_id(job.path), "failed", problems=found)
        return lambda: replace(failed, seconds=time.perf_counter() - start)
    data = bundle.pack(job, copy, order)
    named = shown(manuscript.base(job.path, job.publication))
    future = client.submit(bundle.build, data, named, retries=RETRIES, pure=False)
    waited: Callable[[], Product] = future.result
    return waited


def _fetched(wait: Callable[[], Result | Product], job: Job, order: Order) -> Result:
    try:
        came = wait()
    except RotativeError as error:
        return Result(edition_id(job.path), "failed", problems=error.problems)
    except Exception as error:  # noqa: BLE001 - whatever a worker or the way to it may raise
        hint = "look at the worker's log, or build it here"
        problem = Problem("worker-lost", f"the cluster did not build it: {error}", hint=hint)
        return Result(edition_id(job.path), "failed", problems=(problem,))
    return came if isinstance(came, Result) else _kept(came, order)


def _kept(product: Product, order: Order) -> Result:
    """Check what came back, and write it as a local build would have."""
    result, folder = product.result, order.out / product.result.edition
    if result.state == "failed":
        return result
    for name, digest in product.digests.items():
        if sha256(product.files[name]) != digest:
            problem = Problem(
                "worker-lost", f"{name} was damaged on its way", hint="build it again"
            )
            return Result(result.edition, "failed", problems=(problem,))
    with claimed(folder):
        write_together({folder / name: data for name, data in product.files.items()}, option=OUT)
    names = {name: str(folder / f"{result.edition}{FORMATS[name]}") for name in result.artefacts}
    return replace(result, artefacts=names)
