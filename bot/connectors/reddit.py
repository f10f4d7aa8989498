"""One session with Reddit through praw: the login, the addresses, and patience with whatever Reddit answers.

praw is synchronous and not thread safe: make and use a :class:`Reddit` on one thread. No praw object
leaves the modules ``bot.connectors.reddit*``.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import msgspec

from storage.errors import SourceError

if TYPE_CHECKING:
    import praw

R = TypeVar("R")
#: Told in one line what is waited for, and for how many seconds.
Tell = Callable[[str], None]

_REST = "It is left out; the others go on."
_LONGEST_WAIT = 300.0
_WITHOUT_HINT = 30.0


class Login(msgspec.Struct, frozen=True):
    """How to reach Reddit. ``client_id`` and ``client_secret`` suffice for reading.

    A moderator's or the brand's own login adds ``refresh_token``, or ``username`` and ``password``. ``url``
    replaces all of Reddit's addresses. ``timeout`` is in seconds.
    """

    client_id: str
    client_secret: str
    user_agent: str
    refresh_token: str = ""
    username: str = ""
    password: str = ""
    url: str = ""
    timeout: int = 16

    @property
    def acts(self) -> bool:
        """Whether somebody is logged in, so that there is an inbox and acting is possible."""
        return bool(self.refresh_token or (self.username and self.password))


class PlaceClosedError(SourceError):
    """One subreddit or account cannot be read; the others can."""


class PlaceGoneError(PlaceClosedError):
    """Reddit knows nothing at that address."""


class LoginRefusedError(SourceError):
    """Reddit does not accept the credentials, or no longer."""


class StoppedError(Exception):
    """Somebody asked to stop while Reddit was waited for; nothing is lost."""


class Reddit:
    """A session that retries what may pass and puts into words what will not."""

    def __init__(
        self,
        login: Login,
        *,
        tell: Tell = lambda line: None,
        stopped: threading.Event | None = None,
        patience: float = 900.0,
        first_wait: float = 2.0,
    ) -> None:
        """``patience`` is how many seconds one answer is waited for; ``stopped`` ends any wait at once."""
        self.login, self.tell, self.stopped = login, tell, stopped or threading.Event()
        self.patience, self.first_wait = patience, first_wait
        self.praw = _session(login)

    def ask(self, question: Callable[[], R], about: str) -> R:
        """The answer to ``question``; ``about`` names its subject to people (``r/maker``, ``u/acme``).

        Raises PlaceClosedError, LoginRefusedError, SourceError when patience ran out, StoppedError.
        """
        waited, wait = 0.0, self.first_wait
        while True:
            if self.stopped.is_set():
                raise StoppedError
            try:
                return question()
            except Exception as error:
                pause, why = _passing(error, wait)
                if pause is None:
                    _explain(error, about)
                if waited + pause > self.patience:
                    raise SourceError(
                        f"Reddit did not answer about {about} for {waited:.0f} seconds ({why}).",
                        "Run the same command later; it goes on where it was.",
                    ) from error
                self.tell(f"Reddit {why}; asking again about {about} in {pause:.0f} s")
                waited, wait = waited + pause, min(wait * 2, _LONGEST_WAIT)
                if self.stopped.wait(pause):
                    raise StoppedError from error


def _session(login: Login) -> praw.Reddit:
    import praw  # noqa: PLC0415  praw loads only where it is used

    if not login.client_id:
        raise LoginRefusedError(
            "There is no Reddit app to log in with.",
            "Make one at reddit.com/prefs/apps and set GIVETAKE_REDDIT_CLIENT_ID and _CLIENT_SECRET.",
        )
    if not login.user_agent:
        raise LoginRefusedError(
            "Reddit wants to know who asks.", 'Set reddit.user_agent, such as "linux:acme-audit:1.0 (by /u/acme)".'
        )
    settings: dict[str, Any] = dict.fromkeys(("reddit_url", "oauth_url", "short_url"), login.url) if login.url else {}
    if login.refresh_token:
        settings["refresh_token"] = login.refresh_token
    elif login.username and login.password:
        settings |= {"username": login.username, "password": login.password}
    return praw.Reddit(
        client_id=login.client_id, client_secret=login.client_secret or None, user_agent=login.user_agent,
        check_for_updates=False, timeout=login.timeout, ratelimit_seconds=300, **settings,
    )  # fmt: skip


def _passing(error: Exception, wait: float) -> tuple[float | None, str]:
    """How long to wait before asking again, and why; None for an error that stays."""
    from prawcore import exceptions as core  # noqa: PLC0415

    jitter = wait * (1 + random.random() / 2)  # noqa: S311  spreads clients, guards nothing
    if isinstance(error, core.TooManyRequests):
        return _hinted(error.retry_after), "asks for a pause"
    if isinstance(error, core.BadJSON):
        return jitter, "broke off in the middle of its answer"
    if isinstance(error, core.ServerError):
        return jitter, f"has trouble of its own (HTTP {error.response.status_code})"
    if isinstance(error, core.RequestException):
        return jitter, "could not be reached in time"
    if isinstance(error, core.ResponseException) and error.response.status_code >= 500:
        return jitter, f"has trouble of its own (HTTP {error.response.status_code})"
    return None, ""


def _hinted(seconds: str | None) -> float:
    try:
        return min(max(float(seconds or _WITHOUT_HINT), 0.1), _LONGEST_WAIT)
    except ValueError:
        return _WITHOUT_HINT


def _explain(error: Exception, about: str) -> NoReturn:
    """Raise what the error means to a user, or the error itself where it is none of Reddit's."""
    from praw.exceptions import PRAWException  # noqa: PLC0415
    from prawcore import exceptions as core  # noqa: PLC0415

    if isinstance(error, core.OAuthException | core.InvalidToken) or _is_401(error):
        raise LoginRefusedError(
            "Reddit refuses the login.", "Check client id and secret, or renew the refresh token."
        ) from error
    if isinstance(error, core.InsufficientScope):
        raise PlaceClosedError(f"The login may not read {about}.", "Renew the token with more scopes.") from error
    if isinstance(error, core.ResponseException):
        _explain_answer(error, about)
    if isinstance(error, KeyError) and isinstance(error.__context__, core.ResponseException):
        _explain_answer(error.__context__, about)  # praw looks for details that the answer does not hold
    if isinstance(error, PRAWException | core.PrawcoreException | ValueError):
        raise PlaceClosedError(f"Reddit's answer about {about} was not understood: {error}.") from error
    raise error


def _is_401(error: Exception) -> bool:
    """Whether it is a 401 without a header that says why: prawcore does not expect one and fails on it."""
    return isinstance(error, KeyError) and error.args == (401,)


def _explain_answer(error: Exception, about: str) -> NoReturn:
    response = error.response  # type: ignore[attr-defined]
    code = int(response.status_code)
    if code == 401:
        raise LoginRefusedError("Reddit refuses the login.", "Check the credentials or renew the token.") from error
    reason = _reason(response.content)
    words = {
        "private": "is private", "quarantined": "is quarantined", "banned": "was banned by Reddit",
        "gold_only": "is for paying members only",
    }.get(reason)  # fmt: skip
    account = about.startswith("u/")
    if words is None and code in (301, 302, 404, 410):
        raise PlaceGoneError(f"{about} does not exist or was deleted.", _REST) from error
    if words is None and code in (403, 451):
        words = "is suspended or hides its posts" if account else "may not be read with this login"
    if words is None:
        words = f"cannot be read (HTTP {code})"
    raise PlaceClosedError(f"{about} {words}.", _REST) from error


def _reason(content: bytes) -> str:
    try:
        body = msgspec.json.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return str(body.get("reason") or "") if isinstance(body, dict) else ""
