"""Reddit's "request my data" package: the requester's own ``comments.csv`` and ``posts.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.connectors.exports.csv_rows import Row, Rows
from bot.connectors.exports.gathering import Bad, Gathering, Portable
from bot.connectors.exports.reddit_dumps import Post, add_post
from bot.connectors.exports.splitting import lines

_SHARED = {"id", "permalink", "date", "subreddit", "body"}


def is_reddit_package(columns: Sequence[str]) -> bool:
    """Whether a CSV of these columns is the package's comments or posts (``comment_headers.csv`` lacks the text)."""
    names = set(columns)
    return names >= _SHARED and bool(names & {"parent", "title"}) and "author" not in names


def owner(statistics: Iterable[bytes]) -> str | None:
    """The account name in the lines of the package's ``statistics.csv``."""
    for row in Rows(lines(iter(statistics))):
        if isinstance(row, dict) and row.get("statistic") == "account name":
            return row.get("value") or None
    return None


class RedditPackage(Portable):
    """Reads the comments and posts of one account."""

    source = ("_rows",)

    def __init__(self, rows: Iterator[Row | Bad], author: str) -> None:
        """``author`` is the requester's Reddit name (``reddit:`` and ``u/`` in front do no harm)."""
        self._rows = rows
        self._author = author.removeprefix("reddit:").removeprefix("/").removeprefix("u/")

    def records(self) -> Iterator[Row | Bad]:
        """Each row."""
        return self._rows

    def add(self, record: Row, into: Gathering) -> None:
        """Put one comment or post into the batch."""
        post = Post(
            id=record.get("id"),
            created_utc=record.get("date"),
            subreddit=record.get("subreddit", "").removeprefix("r/") or None,
            author=self._author,
            permalink=record.get("permalink"),
            url=record.get("url"),
        )
        if "title" in record:
            post.title, post.selftext = record["title"], record.get("body")
        else:
            post.body, post.parent_id = record.get("body"), record.get("parent")
        add_post(post, into)
