"""The tables, as append-only migrations (each runs once, in a transaction of its own).

Times are integer milliseconds since 1970-01-01 UTC, days integer UTC days since then. Message text
lives in ``message.text`` alone. The definitions are SQLite's; :mod:`storage.postgres.schema` translates them.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from storage.views import POSTGRES, SQLITE, views

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


@MIGRATIONS()
def m010_reviews(db: Database) -> None:
    """What people decide about flagged messages, and who did what when.

    ``review.judged`` and ``verdict.judged`` are digests of the text that was looked at; ``shown`` is the version
    that the card in the moderators' channel shows.
    """
    db.executescript("""
        CREATE TABLE verdict (
            message TEXT PRIMARY KEY, label TEXT NOT NULL, actor TEXT NOT NULL, name TEXT NOT NULL,
            time INTEGER NOT NULL, judged BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE review (
            id INTEGER PRIMARY KEY AUTOINCREMENT, message TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
            priority TEXT NOT NULL, flagged INTEGER NOT NULL, label TEXT NOT NULL, p_take REAL NOT NULL,
            kind TEXT NOT NULL, evidence TEXT NOT NULL, model TEXT NOT NULL, judged BLOB NOT NULL,
            until INTEGER, actor TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', decided INTEGER,
            version INTEGER NOT NULL DEFAULT 1, looked BLOB,
            card_channel TEXT, card_message TEXT, shown INTEGER NOT NULL DEFAULT 0, sending INTEGER
        );
        CREATE INDEX review_state ON review (state, flagged);
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY, review INTEGER NOT NULL, message TEXT NOT NULL, time INTEGER NOT NULL,
            actor TEXT NOT NULL, name TEXT NOT NULL, deed TEXT NOT NULL, detail TEXT NOT NULL
        );
        CREATE INDEX audit_review ON audit (review, id);
        CREATE INDEX message_edited ON message (edited) WHERE edited IS NOT NULL;
    """)


@MIGRATIONS()
def m011_digests(db: Database) -> None:
    """What is sent when and where, and what became of each sending."""
    db.executescript("""
        CREATE TABLE digest (
            id INTEGER PRIMARY KEY AUTOINCREMENT, brand TEXT NOT NULL, cron TEXT NOT NULL, zone TEXT NOT NULL,
            target TEXT NOT NULL, days INTEGER NOT NULL, created INTEGER NOT NULL, actor TEXT NOT NULL,
            name TEXT NOT NULL
        );
        CREATE TABLE delivery (
            digest INTEGER NOT NULL, period TEXT NOT NULL, due INTEGER NOT NULL, state TEXT NOT NULL,
            nonce TEXT NOT NULL, begun INTEGER, tries INTEGER NOT NULL DEFAULT 0, message TEXT, done INTEGER,
            late INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', PRIMARY KEY (digest, period)
        ) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m012_wishes(db: Database) -> None:
    """What people wish about themselves, and what was set up by command rather than by file."""
    db.executescript("""
        CREATE TABLE wish (
            account TEXT PRIMARY KEY, stored INTEGER NOT NULL DEFAULT 1, forecast INTEGER, time INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m020_people(db: Database) -> None:
    """Which accounts belong to one person, who must not come back, and where copies of this file lie."""
    db.executescript("""
        CREATE TABLE link (
            a TEXT NOT NULL, b TEXT NOT NULL, reason TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (a, b)
        ) WITHOUT ROWID;
        CREATE INDEX link_b ON link (b);
        CREATE TABLE rejection (
            a TEXT NOT NULL, b TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (a, b)
        ) WITHOUT ROWID;
        CREATE TABLE crm (account TEXT PRIMARY KEY, crm TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE profile (account TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE forgotten (hash TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE backup (path TEXT PRIMARY KEY, time INTEGER NOT NULL) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m021_policies(db: Database) -> None:
    """What each community puts up with: as confirmed, as proposed from its rules, and what rules speak of."""
    db.executescript("""
        CREATE TABLE policy (
            community TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, time INTEGER NOT NULL,
            PRIMARY KEY (community, state)
        ) WITHOUT ROWID;
        CREATE TABLE flair (message TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m022_acts(db: Database) -> None:
    """What was done, or would have been done, on a platform in the moderators' name."""
    db.executescript("""
        CREATE TABLE act (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, message TEXT NOT NULL, deed TEXT NOT NULL,
            state TEXT NOT NULL, detail TEXT NOT NULL, UNIQUE (message, deed)
        );
    """)


@MIGRATIONS()
def m030_forecasts(db: Database) -> None:
    """What was forecast when and by which model, so that it can be scored later."""
    db.executescript("""
        CREATE TABLE forecast_model (
            brand TEXT NOT NULL, fitted INTEGER NOT NULL, prior TEXT NOT NULL, weights BLOB NOT NULL,
            PRIMARY KEY (brand, fitted, prior)
        ) WITHOUT ROWID;
        CREATE TABLE forecast (
            brand TEXT NOT NULL, member TEXT NOT NULL, day INTEGER NOT NULL, p_30d REAL NOT NULL, state TEXT,
            seen TEXT, model TEXT NOT NULL, PRIMARY KEY (brand, day, member)
        ) WITHOUT ROWID;
    """)


@MIGRATIONS()
def m031_private_threads(db: Database) -> None:
    """Which threads only those read who were invited; unknown of what was stored before."""
    db.executescript("ALTER TABLE channel ADD COLUMN private INTEGER")


@MIGRATIONS()
def m040_views(db: Database) -> None:
    """The tables as a person would ask them."""
    db.executescript(views(SQLITE if isinstance(db, Database) else POSTGRES))


@MIGRATIONS()
def m050_counts(db: Database) -> None:
    """Counts over everybody, so that a report counts no messages: what was said by day, and who ever wrote."""
    db.executescript("""
        CREATE TABLE author (account TEXT PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO author SELECT author, min(time) FROM message WHERE author IS NOT NULL GROUP BY author;
        CREATE TABLE community_day (
            community TEXT NOT NULL, day INTEGER NOT NULL, messages INTEGER NOT NULL, replies INTEGER NOT NULL,
            PRIMARY KEY (community, day)
        ) WITHOUT ROWID;
        INSERT INTO community_day
            SELECT community, time / 86400000, count(*), count(reply_to) FROM message GROUP BY 1, 2;
    """)
