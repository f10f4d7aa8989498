"""Where a community's written rules come from: Reddit, or a text file."""

from __future__ import annotations

from pathlib import Path

from analyzers.policies import Rule
from bot.config_reddit import RedditSection
from bot.connectors import reddit_reading as reading
from bot.connectors.reddit import Reddit
from bot.services.reddit_live import setup
from storage.errors import SourceError, UsageError
from storage.models import Brand


def from_reddit(section: RedditSection, brand: Brand, community: str) -> list[Rule]:
    """The rules of a subreddit. Raises UsageError for another community, and the errors of :meth:`Reddit.ask`."""
    if not community.startswith("reddit:r/"):
        raise UsageError(f"{community} is no subreddit.", "Name a text file of its rules with --rules.")
    made = setup(section, brand)
    reddit = Reddit(made.login, patience=made.patience)
    return [Rule(name=each.name, text=each.text) for each in reading.rules(reddit, community.removeprefix("reddit:r/"))]


def from_file(path: Path) -> list[Rule]:
    """The rules in a text file, one a paragraph. Raises SourceError."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read: {error}.", "Check the path; it must be text in UTF-8.") from error
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return [Rule(name=part.partition("\n")[0], text=part.partition("\n")[2]) for part in parts]
