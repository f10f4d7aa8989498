"""Open the database read-only in Datasette, with its tables explained and questions ready to ask."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.address import is_address
from storage.catalogue import QUERIES, catalogue
from storage.errors import SourceError, UsageError
from storage.store import Store

if TYPE_CHECKING:
    from datasette.app import Datasette

#: Nobody downloads the file from the browser, and no question runs for ever.
_SETTINGS = {
    "allow_download": False,
    "sql_time_limit_ms": 10_000,
    "max_returned_rows": 2_000,
    "allow_csv_stream": False,
}


def explorer(database: str) -> Datasette:
    """The Datasette application over ``database``.

    Raises SourceError (no such file), UsageError (Datasette is not installed), StoreError (not our database).
    """
    if is_address(database):
        raise UsageError(
            "givetake explore reads SQLite files.",
            "Make one with: givetake db copy ADDRESS copy.db, or read the same views with psql.",
        )
    path = Path(database)
    if not path.is_file():
        raise SourceError(f"There is no database {database}.", "Name one with --db, or make one with givetake import.")
    with Store(database):
        pass  # brings the views up to date
    try:
        from datasette.app import Datasette  # noqa: PLC0415  an extra
    except ImportError as error:
        raise UsageError("Datasette is not installed.", "Install it with: pip install 'givetake[explore]'") from error
    return Datasette(files=[database], metadata=metadata(path.stem), settings=_SETTINGS)


def metadata(name: str) -> dict[str, Any]:
    """What Datasette shows beside the data of the database called ``name``."""
    queries = {each.name: {"title": each.title, "sql": each.sql} for each in QUERIES}
    tables = {each.name: {"description": each.meaning} for each in catalogue()}
    return {
        "title": "givetake",
        "description": "Read-only. Begin with the questions below, or with the view 'said'.",
        "databases": {name: {"queries": queries, "tables": tables}},
    }
