"""What is in the database, for people who look into it: what each table holds, and questions ready to ask."""

from __future__ import annotations

from storage.engine import Conn
from storage.models import Noun
from storage.store import Store

#: What one row of each table or view is.
MEANINGS: dict[str, str] = {
    "said": "One message, with names, UTC time and its label. The view to begin with.",
    "own_said": "The messages of the brand among `said`.",
    "balance_by_week": "Gives, takes and their share for one brand and week (its Monday).",
    "balance_by_channel": "Gives, takes and their share for one brand and channel.",
    "contact": "One contact between brand and member: who to whom, how, with which words.",
    "relationship": "One brand and member: counts both ways, first and last contact, the latest forecast.",
    "community": "A guild, a subreddit, a mailing list.",
    "channel": "A channel, thread or forum post inside a community.",
    "account": "One login on one platform.",
    "account_role": "A Discord role that an account holds.",
    "message": "One message as it was read; `text` is the only place where words are kept.",
    "author_day": "How many messages an account wrote in a community on a day.",
    "author": "When an account first wrote anything.",
    "community_day": "How many messages, and replies among them, a community saw on a day.",
    "source": "An export or feed, and how far it was read.",
    "problem": "A record that could not be read.",
    "derivation": "By which rules a brand's derived rows were made; `stale` asks for making them again.",
    "label": "Whether a message is a give or a take, how sure, of which kind and why.",
    "exchange": "One contact, by ids.",
    "ledger": "The sums of one relationship in one community: mergeable, whatever the order.",
    "tally": "How many of the brand's messages carry a label on a day, by channel, account and kind.",
    "verdict": "What a person decided about a message; it beats the label.",
    "review": "A message that moderators are asked about.",
    "audit": "Who did what with a review, and when.",
    "digest": "An order for a digest: when, where to, about how many days.",
    "delivery": "One sending of one digest, and what became of it.",
    "wish": "What people wish about themselves: text kept or not, forecast shown or not.",
    "setting": "What was set up by command rather than by file.",
    "link": "Two accounts that belong to one person, and why.",
    "rejection": "Two accounts of which a person said that they are not one's.",
    "crm": "The number of an account in the operator's own customer list.",
    "profile": "What an account says of itself.",
    "forgotten": "A fingerprint of somebody who must not come back.",
    "backup": "Where copies of this file lie.",
    "policy": "What a community puts up with: confirmed, or proposed from its rules.",
    "flair": "The flair of a message.",
    "act": "What was done, or would have been done, on a platform in the moderators' name.",
    "forecast_model": "The weights of a forecast, by the day it was fitted.",
    "forecast": "What was forecast of a member on a day: kept, so that it can be scored.",
}


class Query(Noun, frozen=True):
    """A question with its SQL; ``:name`` in it is asked for."""

    name: str
    title: str
    sql: str


QUERIES: tuple[Query, ...] = (
    Query(
        name="takes",
        title="The brand's takes, the latest first, and why they count as takes",
        sql="SELECT time, community, channel, author, kind, round(p_take, 2) AS p_take, text, url FROM own_said "
        "WHERE label = 'take' ORDER BY time DESC",
    ),
    Query(
        name="balance_by_month",
        title="Gives and takes by month",
        sql="SELECT strftime('%Y-%m', day * 86400, 'unixepoch') AS month, sum(count * (label = 'give')) AS gives, "
        "sum(count * (label = 'take')) AS takes FROM tally GROUP BY month ORDER BY month",
    ),
    Query(
        name="conversation",
        title="Everything said between the brand and somebody, by part of their name",
        sql="SELECT time, direction, means, label, kind, community, text, url FROM contact "
        "WHERE member LIKE '%' || :name || '%' ORDER BY time",
    ),
    Query(
        name="quiet",
        title="Whom we heard from often, and have not heard from for long",
        sql="SELECT member, contacted_us, we_gave, we_took, last_contact, state FROM relationship "
        "WHERE contacted_us >= 5 ORDER BY last_contact LIMIT 100",
    ),
    Query(
        name="kinds",
        title="What the gives and the takes are",
        sql="SELECT label, kind, sum(count) AS messages FROM tally GROUP BY label, kind "
        "HAVING messages > 0 ORDER BY messages DESC",
    ),
    Query(
        name="words",
        title="Messages of anybody that contain some words",
        sql="SELECT time, community, channel, author, label, text, url FROM said "
        "WHERE text LIKE '%' || :words || '%' ORDER BY time DESC LIMIT 500",
    ),
)


class Column(Noun, frozen=True):
    """A column with its declared type (empty in views)."""

    name: str
    type: str


class Entry(Noun, frozen=True):
    """A table or view with its columns and what one row of it is."""

    name: str
    view: bool
    meaning: str
    columns: tuple[Column, ...]


def catalogue() -> list[Entry]:
    """All views, then all tables, as a new database has them, by name."""
    with Store() as store:
        rows = store.conn.execute(
            "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE '\\_sqlite%' ESCAPE '\\' ORDER BY type = 'table', name"
        ).fetchall()
        return [_entry(store.conn, name, kind == "view") for name, kind in rows]


def _entry(conn: Conn, name: str, view: bool) -> Entry:
    columns = conn.execute("SELECT name, type FROM pragma_table_info(?)", (name,)).fetchall()
    return Entry(
        name=name, view=view, meaning=MEANINGS.get(name, ""), columns=tuple(Column(name=c, type=t) for c, t in columns)
    )
