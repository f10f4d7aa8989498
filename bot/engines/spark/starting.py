"""A Spark session that keeps quiet, and what is missing when there can be none."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import EngineError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: All cores of this machine; a task that dies is tried four times.
LOCAL = "local[*,4]"
JAVA = 17
_NEEDED = ("pyspark", "pyarrow", "pandas")
_MASTER = re.compile(r"local(-cluster)?(\[[^\]]+\])?|spark://[^/]+|k8s://.+|yarn")
_PATIENCE = 5.0


@contextmanager
def session(master: str | None = None) -> Iterator[SparkSession]:
    """A session on ``master`` (default: this machine); one that is running already is used and left running.

    What Spark says goes to a file, which stays only if something fails. Raises UsageError and EngineError.
    """
    check(master or LOCAL)
    from py4j.protocol import Py4JError  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415  only where Spark is used
    from pyspark.sql import SparkSession  # noqa: PLC0415

    running, log = SparkSession.getActiveSession(), _new_log()
    failed = False
    try:
        with nullcontext(running) if running else _started(master or LOCAL, log) as opened:
            yield opened
    except (PySparkException, Py4JError, ConnectionRefusedError, ConnectionResetError) as error:
        failed = True
        raise EngineError(f"Spark gave up: {reason(error)}", f"Its own words are in {log}.") from error
    finally:
        if not failed:
            log.unlink(missing_ok=True)


def _new_log() -> Path:
    handle, name = tempfile.mkstemp(prefix="givetake-spark-", suffix=".log")
    os.close(handle)
    return Path(name)


def check(master: str) -> None:
    """Raise EngineError or UsageError, with the remedy, when Spark cannot start."""
    if missing := [name for name in _NEEDED if not find_spec(name)]:
        raise EngineError(f"The Spark engine needs {missing[0]}.", 'Install it with: pip install "givetake[spark]"')
    if not _MASTER.fullmatch(master):
        raise UsageError(f"{master!r} is no Spark master.", "Write local[4], spark://HOST:7077, yarn or k8s://...")
    version = java_version()
    if version < JAVA:
        found = f"this is Java {version}" if version else "there is none"
        raise EngineError(
            f"Spark needs Java {JAVA} or newer, and {found}.",
            f"Install it (Debian: apt install openjdk-{JAVA}-jre-headless), or set JAVA_HOME.",
        )
    if master.startswith("spark://"):
        _reach(master)


def java_version() -> int:
    """The main version of the Java that Spark would use; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if not java:
        return 0
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=60).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _reach(master: str) -> None:
    """Raise EngineError unless one of the masters answers."""
    complaint = ""
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=_PATIENCE):
                return
        except (OSError, ValueError, OverflowError) as error:
            complaint = getattr(error, "strerror", None) or str(error)
    raise EngineError(
        f"The Spark master {master} does not answer ({complaint}).", "Check host and port, and that it runs."
    )


@contextmanager
def _started(master: str, log: Path) -> Iterator[SparkSession]:
    from pyspark import SparkConf, SparkContext  # noqa: PLC0415  only where Spark is used
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
    from pyspark.sql import SparkSession  # noqa: PLC0415

    conf = SparkConf(loadDefaults=False).setMaster(master).setAppName("givetake").setAll(settings(master))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    with log.open("wb") as words:
        gateway = launch_gateway(  # type: ignore[no-untyped-call]  # pyspark has no types here
            conf, {"stdout": words, "stderr": words}
        )
    try:
        spark = SparkSession(SparkContext(conf=conf, gateway=gateway))
        yield spark
        spark.stop()
    finally:
        _end(gateway, SparkContext)


def settings(master: str) -> list[tuple[str, str]]:
    """What this program asks of Spark; everything else is the installation's (``spark-defaults.conf``)."""
    quiet = [("spark.ui.enabled", "false"), ("spark.ui.showConsoleProgress", "false"), ("spark.log.level", "WARN")]
    here = [("spark.driver.bindAddress", "127.0.0.1"), ("spark.driver.host", "127.0.0.1")]
    return quiet + (here if master.startswith("local") else [])


def _end(gateway: Any, context: Any) -> None:
    """End the virtual machine, so that its log is whole and another one may start; it may be gone already."""
    with suppress(Exception):
        context._active_spark_context.stop()
    with suppress(Exception):
        gateway.shutdown()
    context._gateway = context._jvm = context._active_spark_context = None
    gateway.proc.stdin.close()
    try:
        gateway.proc.wait(30)
    except subprocess.TimeoutExpired:
        gateway.proc.kill()


def reason(error: BaseException) -> str:
    """The one line of a long complaint that says what happened."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception): ", line)]
    chosen = (raised or lines or [type(error).__name__])[-1 if raised else 0]
    return f"{chosen[:300].rstrip('.')}."
