"""What can be read of Reddit: listings page by page, whole threads, single things, inboxes, rules, profiles."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import islice
from typing import Any, Literal

import msgspec

from bot.connectors.reddit import PlaceClosedError, PlaceGoneError, Reddit
from bot.connectors.reddit_convert import Found, found

Kind = Literal["comments", "submissions", "inbox", "mentions"]
#: As many as Reddit gives at once.
PAGE = 100


class Feed(msgspec.Struct, frozen=True):
    """One listing that grows at its head: of a subreddit, of an account, or of our own inbox."""

    kind: Kind
    subreddit: str = ""
    account: str = ""

    @property
    def id(self) -> str:
        """The source it is to the store."""
        return f"reddit:{self.about}:{self.kind}"

    @property
    def about(self) -> str:
        """Whose it is, for people."""
        return f"r/{self.subreddit}" if self.subreddit else f"u/{self.account}" if self.account else "the inbox"

    @property
    def path(self) -> str:
        """Where it is at Reddit."""
        if self.subreddit:
            return f"r/{self.subreddit}/{'comments/' if self.kind == 'comments' else 'new'}"
        if self.account:
            return f"user/{self.account}/{'comments' if self.kind == 'comments' else 'submitted'}"
        return "message/mentions" if self.kind == "mentions" else "message/inbox/"


class Rule(msgspec.Struct, frozen=True):
    """A rule of a subreddit, as its moderators wrote it."""

    name: str
    text: str


def page(reddit: Reddit, feed: Feed, after: str | None = None) -> Found:
    """One page of a listing, the newest first. Raises the errors of :meth:`Reddit.ask`."""
    params: dict[str, str | int] = {"limit": PAGE}
    if feed.account:
        params["sort"] = "new"
    if after:
        params["after"] = after
    try:
        listing = reddit.ask(lambda: reddit.praw.get(feed.path, params=params), feed.about)
    except PlaceGoneError:
        if after is None:
            raise
        return found(feed.id, ())  # the post that marked the page is gone: the listing ends here
    things, mark = _children(listing), getattr(listing, "after", None)
    if feed.kind in ("inbox", "mentions"):
        held = [vars(thing) for thing in things]
        answers = [f"t1_{each['id']}" for each in held if "body" in each and each.get("context")]
        return msgspec.structs.replace(single(reddit, answers, feed.about), after=mark)
    return found(feed.id, things, after=mark)


def single(reddit: Reddit, fullnames: Iterable[str], about: str = "single posts") -> Found:
    """Comments and submissions by fullname (``t1_...``, ``t3_...``); those that Reddit no longer has are left out."""
    wanted, things = iter(dict.fromkeys(fullnames)), list[Any]()
    while some := list(islice(wanted, PAGE)):
        things += _children(reddit.ask(partial(reddit.praw.get, "api/info/", params={"id": ",".join(some)}), about))
    return found("reddit:single", things)


def thread(reddit: Reddit, submission: str, comment: str | None = None, *, budget: int) -> Found:
    """A submission with everything below it, or one comment with everything below that (ids without type).

    ``budget`` is how many further requests may be spent on comments that Reddit folds away.
    """
    from praw.models import Comment, Submission  # noqa: PLC0415

    def whole() -> list[Any]:
        post = Submission(reddit.praw, id=submission)
        post.comments.replace_more(limit=budget)
        return [post, *post.comments.list()]

    def below() -> list[Any]:
        answer = Comment(reddit.praw, id=comment)
        answer.link_id = f"t3_{submission}"
        answer.refresh()
        answer.replies.replace_more(limit=budget)
        return [answer, *answer.replies.list()]

    read = below if comment else whole
    return found("reddit:thread", reddit.ask(read, f"the thread {submission}"))


def rules(reddit: Reddit, subreddit: str) -> list[Rule]:
    """The rules of a subreddit, and its description as a last one."""
    about = f"r/{subreddit}"
    answer = reddit.ask(lambda: reddit.praw.request(method="GET", path=f"r/{subreddit}/about/rules"), about)
    listed = answer.get("rules", []) if isinstance(answer, dict) else []
    made = [Rule(str(each.get("short_name") or ""), str(each.get("description") or "")) for each in listed]
    card = reddit.ask(lambda: reddit.praw.request(method="GET", path=f"r/{subreddit}/about/"), about)
    text = (card.get("data") or {}).get("description") if isinstance(card, dict) else ""
    return [*made, Rule("Description", str(text))] if text else made


def profile(reddit: Reddit, account: str) -> str:
    """What a person says of themselves; empty when nothing, or when the account is closed."""
    try:
        answer = reddit.ask(lambda: reddit.praw.request(method="GET", path=f"user/{account}/about/"), f"u/{account}")
    except PlaceClosedError:
        return ""
    data = answer.get("data") if isinstance(answer, dict) else None
    own = (data or {}).get("subreddit") or {}
    return str(own.get("public_description") or "") if isinstance(own, dict) else ""


def _children(listing: Any) -> list[Any]:
    """The things of a listing; nothing of an answer that is none."""
    children = getattr(listing, "children", listing)
    return list(children) if isinstance(children, list | tuple) else []
