"""What a PostgreSQL store costs beside a SQLite file: the same import into both, and a copy from one to the other.

The server is a throw-away cluster on loopback with the settings that it comes with (every commit reaches the disk), on
the same processors. Its processor time is counted with ours.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from analyzers.exchanges import Rules
from benchmarks.imports import dumps
from benchmarks.measure import AbsentError, Cost, Measure, cost, median, ratio
from bot.connectors.files import ImportOptions, open_sources
from bot.services.collect import collect
from bot.services.copy import copy
from bot.services.derive import Deriver
from storage.models import Brand
from storage.store import Store
from tests.databases import NoServerError, Server, own_server
from tests.factories import KeywordClassifier

_TICKS = os.sysconf("SC_CLK_TCK")


def measure(repeats: int) -> list[Measure]:
    with tempfile.TemporaryDirectory(prefix="givetake-bench-", ignore_cleanup_errors=True) as folder:
        try:
            with own_server(Path(folder), settings=()) as (url, data, process):
                return measured(Server(url, data), process, Path(folder, "files"), repeats)
        except NoServerError as error:
            raise AbsentError(str(error)) from error


def measured(server, process, folder, repeats):
    folder.mkdir()
    paths = [str(path) for path in dumps(folder)]
    costs = {name: [] for name in ("file", "server", "file, a brand", "server, a brand", "copy to the server")}
    for _ in range(repeats):
        file = folder / "a.db"
        for name in (name for name in costs if name != "copy to the server"):
            brand = name.endswith("a brand")
            where = str(file) if name.startswith("file") else server.database()
            if name.startswith("file"):
                for left in folder.glob("a.db*"):
                    left.unlink()
            costs[name].append(both(process, lambda where=where, brand=brand: imported(where, paths, brand)))
        target = server.database()
        costs["copy to the server"].append(both(process, lambda target=target, file=file: copy(str(file), target)))
        server.clear()
    with Store(file) as store:
        held = store.totals().messages
    server.close()
    detail = {"messages": held} | {f"{name}, wall s": median(each, "wall") for name, each in costs.items()}
    detail |= {f"{name}, CPU s of both sides": median(each) for name, each in costs.items()}
    plain = costs["server"], costs["file"]
    branded = costs["server, a brand"], costs["file, a brand"]
    how = "Two real comment dumps, median of the pairs; the server keeps its own settings and shares the processors."
    return [
        Measure("import into PostgreSQL, time", "into SQLite", ratio(*plain, "wall"), 2.0, repeats, detail, how),
        Measure("import into PostgreSQL, processor", "into SQLite", ratio(*plain), 2.0, repeats, {}, how),
        Measure(
            "import and derive into PostgreSQL, time", "into SQLite", ratio(*branded, "wall"), 2.0, repeats, {}, how
        ),
        Measure(
            "copy SQLite to PostgreSQL, time", "import into SQLite",
            ratio(costs["copy to the server"], costs["file"], "wall"), 2.0, repeats, {}, "Copy, read back and compare.",
        ),
    ]  # fmt: skip


def imported(where, paths, brand):
    with Store(where) as store:
        busy = Brand(name="Busy", accounts=("reddit:geosynchronousorbit", "reddit:bad_apricot"))
        deriver = Deriver(store, busy, Rules(), KeywordClassifier()) if brand else None
        collect(store, open_sources(paths, options=ImportOptions()), deriver)


def both(process, action):
    """The cost of an action, with what the server and its children spent on it."""
    before = server_seconds(process)
    spent = cost(action)
    return Cost(spent.cpu + server_seconds(process) - before, spent.wall)


def server_seconds(process):
    """Processor time of a server, of its processes and of those that ended."""
    total = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(path.parent.name) == process:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == process:
            total += sum(map(int, fields[11:13]))
    return total / _TICKS
