"""``python -m bot`` is the same as ``givetake``."""

from bot.cli import main

main()
