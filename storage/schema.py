"""The tables, as append-only migrations (each runs once, in a transaction of its own).

Times are integer milliseconds since 1970-01-01 UTC, days integer UTC days since then. Message text
lives in ``message.text`` alone.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("givetake")


@MIGRATIONS()
def m001_conversation(db: Database) -> None:
    """What was said, where and by whom."""
    db.executescript("""
        CREATE TABLE community (
            id TEXT PRIMARY KEY, name TEXT NOT NULL,
            messages INTEGER NOT NULL DEFAULT 0, replies INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE TABLE channel (
            id TEXT PRIMARY KEY, community TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
            topic TEXT NOT NULL, parent TEXT
        ) WITHOUT ROWID;
        CREATE TABLE account (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, display TEXT NOT NULL, bot INTEGER NOT NULL, roles TEXT
        ) WITHOUT ROWID;
        CREATE TABLE account_role (
            role TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (role, account)
        ) WITHOUT ROWID;
        CREATE TABLE message (
            seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, community TEXT NOT NULL, channel TEXT NOT NULL,
            author TEXT, time INTEGER NOT NULL, text TEXT NOT NULL, reply_to TEXT, thread TEXT,
            mentions TEXT, reactions TEXT, system INTEGER NOT NULL, edited INTEGER, removed TEXT NOT NULL,
            url TEXT, digest BLOB
        );
        CREATE INDEX message_channel_time ON message (channel, time, id);
        CREATE INDEX message_author_time ON message (author, time);
        CREATE INDEX message_reply_to ON message (reply_to) WHERE reply_to IS NOT NULL;
        CREATE INDEX message_thread ON message (thread) WHERE thread IS NOT NULL;
        CREATE TABLE author_day (
            community TEXT NOT NULL, account TEXT NOT NULL, day INTEGER NOT NULL, messages INTEGER NOT NULL,
            PRIMARY KEY (account, community, day)
        ) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m002_sources(db: Database) -> None:
    """Where it came from, how far we read, and what could not be read."""
    db.executescript("""
        CREATE TABLE source (
            id TEXT PRIMARY KEY, position INTEGER NOT NULL, done INTEGER NOT NULL, digest TEXT
        ) WITHOUT ROWID;
        CREATE TABLE problem (
            source TEXT NOT NULL, position INTEGER NOT NULL, reason TEXT NOT NULL, excerpt TEXT NOT NULL,
            PRIMARY KEY (source, position)
        ) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m003_derived(db: Database) -> None:
    """What follows from the messages, a brand's definition and the rules: it can always be rebuilt."""
    db.executescript("""
        CREATE TABLE derivation (
            brand TEXT PRIMARY KEY, rules TEXT NOT NULL, stale INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE label (
            message TEXT PRIMARY KEY, label TEXT NOT NULL, p_take REAL NOT NULL, kind TEXT NOT NULL,
            evidence TEXT NOT NULL, model TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE exchange (
            brand TEXT NOT NULL, message TEXT NOT NULL, account TEXT NOT NULL, inbound INTEGER NOT NULL,
            community TEXT NOT NULL, time INTEGER NOT NULL, means TEXT NOT NULL, about TEXT,
            PRIMARY KEY (brand, message, account, inbound)
        ) WITHOUT ROWID;
        CREATE INDEX exchange_account ON exchange (brand, account, time);
        CREATE INDEX exchange_about ON exchange (about) WHERE about IS NOT NULL;
        CREATE TABLE ledger (
            brand TEXT NOT NULL, account TEXT NOT NULL, community TEXT NOT NULL, at INTEGER,
            in_count INTEGER NOT NULL, in_first INTEGER, in_last INTEGER, in_days BLOB NOT NULL,
            in_decayed BLOB NOT NULL, received INTEGER NOT NULL, asked INTEGER NOT NULL,
            out_count INTEGER NOT NULL, out_first INTEGER, out_last INTEGER, out_days BLOB NOT NULL,
            out_decayed BLOB NOT NULL, gave INTEGER NOT NULL, took INTEGER NOT NULL, last_give INTEGER,
            PRIMARY KEY (brand, account, community)
        ) WITHOUT ROWID;
        CREATE TABLE tally (
            brand TEXT NOT NULL, community TEXT NOT NULL, channel TEXT NOT NULL, account TEXT NOT NULL,
            day INTEGER NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (brand, day, community, channel, account, label, kind)
        ) WITHOUT ROWID;
    """)
