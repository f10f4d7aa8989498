import sys

import pytest

from bot.cli import main


@pytest.fixture
def givetake(monkeypatch, capsys, tmp_path):
    """Run the command line in an empty folder: ``givetake("demo")`` gives (exit code, output, errors)."""
    monkeypatch.chdir(tmp_path)
    for name in ("GIVETAKE_CONFIG", "GIVETAKE_DB"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str):
        monkeypatch.setattr(sys, "argv", ["givetake", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        found = capsys.readouterr()
        return stopped.value.code or 0, found.out, found.err

    return run
