"""What tests share: stores in memory, and a classifier whose judgement a test can foresee."""

import os
from pathlib import Path

import pytest

from storage.store import Store

SHARED = Path(os.environ.get("GIVETAKE_SHARED") or Path(__file__).parents[2] / "shared")


@pytest.fixture
def store():
    with Store() as opened:
        yield opened


@pytest.fixture
def shared_data():
    """The optional folder of real data; tests that need it are skipped where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"no shared data folder at {SHARED} (set GIVETAKE_SHARED)")
    return SHARED / "data"
