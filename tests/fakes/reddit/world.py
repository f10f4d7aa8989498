"""Subreddits, accounts and posts made up for tests, answered as Reddit answers."""

import itertools
import json
from urllib.parse import parse_qs, urlsplit

PAGE = 100
BASE = 1_740_992_400  # 2025-03-03 09:00 UTC


def base36(number):
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


class World:
    """Grows by :meth:`post` and :meth:`comment`; everything else answers requests."""

    def __init__(self):
        self.things = {}
        self.numbers = itertools.count(1000)
        self.closed = {}
        self.queue, self.log, self.inbox = [], [], []
        self.rules, self.about = {}, {}
        self.acts, self.refusals = [], []
        self.reach = 1000
        self.fold = None  # comments of a thread beyond this many are folded away

    # -- growing -------------------------------------------------------------------------------

    def post(self, subreddit, author, title, text="", minutes=0, **fields):
        return self._add("t3", subreddit, author, minutes, title=title, selftext=text, is_self=True,
                         url="", num_comments=0, **fields)  # fmt: skip

    def comment(self, parent, author, body, minutes=0, **fields):
        above = self.things[parent]["data"]
        link = parent if parent.startswith("t3_") else above["link_id"]
        return self._add("t1", above["subreddit"], author, minutes, body=body, parent_id=parent, link_id=link, **fields)

    def _add(self, kind, subreddit, author, minutes, **fields):
        native = base36(next(self.numbers))
        name = f"{kind}_{native}"
        link = fields.get("link_id", name)[3:]
        tail = f"_/{native}/" if kind == "t1" else "a_title/"
        self.things[name] = {"kind": kind, "data": {
            "id": native, "name": name, "subreddit": subreddit, "author": author, "created_utc": BASE + minutes * 60,
            "edited": False, "permalink": f"/r/{subreddit}/comments/{link}/{tail}", "banned_by": None,
            "approved_by": None, "likes": None, "score": 1, **({"replies": ""} if kind == "t1" else {}), **fields,
        }}  # fmt: skip
        return name

    def edit(self, name, **fields):
        self.things[name]["data"].update(fields)

    def delete(self, name, word="[deleted]"):
        """By the author (``[deleted]``) or by a moderator (``[removed]``)."""
        key = "body" if name.startswith("t1") else "selftext"
        self.edit(name, **{key: word}, **({"author": "[deleted]"} if word == "[deleted]" else {}))

    def rule(self, name, word, moderator="maude", minutes=0):
        """A moderator's entry in the log: removecomment, approvelink, ..."""
        self.log.append({"kind": "modaction", "data": {
            "id": f"ModAction_{len(self.log)}", "action": word, "mod": moderator, "target_fullname": name,
            "created_utc": BASE + minutes * 60, "subreddit": self.things[name]["data"]["subreddit"],
        }})  # fmt: skip

    # -- answering -----------------------------------------------------------------------------

    def answer(self, method, uri, form):
        parts = urlsplit(uri)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        path = [part for part in parts.path.split("/") if part]
        if path and (found := self.closed.get("/".join(path[:2]).lower())):
            return found[0], json.dumps(found[1])
        body = self._post(parts.path, form) if method == "POST" else self._get(path, query)
        return (404, '{"message": "Not Found", "error": 404}') if body is None else (200, json.dumps(body))

    def _post(self, path, form):
        if "morechildren" in path:
            wanted = form["children"].split(",")
            things = [self._bare(f"t1_{each}") for each in wanted if f"t1_{each}" in self.things]
            return {"json": {"errors": [], "data": {"things": things}}}
        self.acts.append((path.strip("/"), form))
        return {"json": {"errors": self.refusals}}

    def _get(self, path, query):
        match path:
            case ["r", name, "comments" | "new" as kind]:
                key = "body" if kind == "comments" else "title"
                return self._listing(query, lambda d: key in d and d["subreddit"].lower() == name.lower())
            case ["user", name, "comments" | "submitted" as kind]:
                key = "body" if kind == "comments" else "title"
                return self._listing(query, lambda d: key in d and d["author"].lower() == name.lower())
            case ["api", "info"]:
                return _page([self._bare(name) for name in query["id"].split(",") if name in self.things], None)
            case ["comments", link, *rest]:
                return self._thread(f"t3_{link}", f"t1_{rest[1]}" if rest else None)
            case ["message", _]:
                held = [self.things[name]["data"] | {"context": "/r/x/comments/"} for name in self.inbox]
                return _page([{"kind": "t1", "data": each} for each in held[::-1]], None)
        return self._about(path)

    def _about(self, path):
        """What is said of a subreddit or an account, and what its moderators see."""
        name = path[1] if len(path) > 1 else ""
        kinds = {
            ("user", "about"): lambda: {
                "kind": "t2",
                "data": {"subreddit": {"public_description": self.about.get(name, "")}},
            },
            ("r", "about", "modqueue"): lambda: _page([self._bare(each) for each in self.queue], None),
            ("r", "about", "log"): lambda: _page(self.log[::-1], None),
            ("r", "about", "rules"): lambda: {"rules": self.rules.get(name, []), "site_rules": []},
            ("r", "about"): lambda: {"kind": "t5", "data": {"description": self.about.get(f"r/{name}", "")}},
        }
        made = kinds.get((*path[:1], *path[2:]))
        return made() if made else None

    def _bare(self, name):
        thing = self.things[name]
        return {"kind": thing["kind"], "data": {**thing["data"], **({"replies": ""} if name.startswith("t1") else {})}}

    def _listing(self, query, wanted):
        names = [name for name, thing in self.things.items() if wanted(thing["data"])][::-1][: self.reach]
        start = names.index(query["after"]) + 1 if query.get("after") in names else 0
        shown = names[start : start + min(int(query.get("limit", 25)), PAGE)]
        more = start + len(shown) < len(names)
        return _page([self._bare(name) for name in shown], shown[-1] if more and shown else None)

    def _thread(self, link, comment):
        if link not in self.things or (comment and comment not in self.things):
            return None
        below = [n for n, t in self.things.items() if t["data"].get("link_id") == link]
        open_ = set(below if self.fold is None or comment else below[: self.fold])
        tops = [comment] if comment else [n for n in below if self.things[n]["data"]["parent_id"] == link]
        children = [self._nested(name, below, open_) for name in tops if name in open_]
        folded = [n for n in below if n not in open_]
        if folded:
            children.append({"kind": "more", "data": {
                "count": len(folded), "name": "t1_more", "id": "more", "parent_id": link, "depth": 0,
                "children": [name[3:] for name in folded],
            }})  # fmt: skip
        return [_page([self._bare(link)], None), _page(children, None)]

    def _nested(self, name, below, open_):
        thing = self._bare(name)
        replies = [
            self._nested(n, below, open_) for n in below if self.things[n]["data"]["parent_id"] == name and n in open_
        ]
        if replies:
            thing["data"]["replies"] = _page(replies, None)
        return thing


def _page(children, after):
    return {"kind": "Listing", "data": {"children": children, "after": after, "before": None, "dist": len(children)}}
