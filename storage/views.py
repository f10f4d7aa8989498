"""The tables as a person would ask them: names beside ids, times in UTC, weeks by their Monday."""

from __future__ import annotations

from typing import NamedTuple

_SHARE = "1.0 * {takes} / nullif({gives} + {takes}, 0)"


class Dates(NamedTuple):
    """How an engine writes moments (from milliseconds), dates, the Monday of a day, and three decimals."""

    moment: str
    date: str
    monday: str
    rounded: str


SQLITE = Dates(
    moment="strftime('%Y-%m-%d %H:%M:%S', {} / 1000, 'unixepoch')",
    date="date({} / 1000, 'unixepoch')",
    monday="date({} * 86400, 'unixepoch', 'weekday 0', '-6 days')",
    rounded="round({}, 3)",
)
POSTGRES = Dates(
    moment="to_char(to_timestamp({} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')",
    date="to_char(to_timestamp({} / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
    monday="to_char(date_trunc('week', to_timestamp({} * 86400) AT TIME ZONE 'UTC'), 'YYYY-MM-DD')",
    rounded="round(CAST({} AS NUMERIC), 3)",
)


def _count(label: str) -> str:
    return f"sum(CASE label WHEN '{label}' THEN count ELSE 0 END)"


def views(dates: Dates) -> str:
    """The definitions of all views."""
    return _messages(dates) + _balances(dates) + _people(dates)


def _messages(dates: Dates) -> str:
    return f"""
        CREATE VIEW said AS
            SELECT m.id, {dates.moment.format("m.time")} AS time,
                coalesce(c.name, m.community) AS community, coalesce(h.name, m.channel) AS channel,
                coalesce(nullif(a.display, ''), a.name, m.author) AS author, m.text, l.label, l.kind, l.p_take,
                m.reply_to, m.url, m.author AS account, m.community AS community_id, m.channel AS channel_id
            FROM message m LEFT JOIN community c ON c.id = m.community LEFT JOIN channel h ON h.id = m.channel
                LEFT JOIN account a ON a.id = m.author LEFT JOIN label l ON l.message = m.id
            WHERE m.system = 0 AND m.removed = '';
        CREATE VIEW own_said AS
            SELECT * FROM said WHERE account IN (SELECT account FROM tally WHERE count > 0);
    """


def _balances(dates: Dates) -> str:
    gives, takes, unsure = _count("give"), _count("take"), _count("unsure")
    share = dates.rounded.format(_SHARE.format(gives=gives, takes=takes))
    counts = f"{gives} AS gives, {takes} AS takes, {unsure} AS unsure, {share} AS take_share"
    return f"""
        CREATE VIEW balance_by_week AS
            SELECT brand, {dates.monday.format("day")} AS week, {counts} FROM tally GROUP BY brand, week;
        CREATE VIEW balance_by_channel AS
            SELECT t.brand, coalesce(c.name, t.community) AS community, coalesce(h.name, t.channel) AS channel, {counts}
            FROM tally t LEFT JOIN community c ON c.id = t.community LEFT JOIN channel h ON h.id = t.channel
            GROUP BY t.brand, t.community, t.channel, c.name, h.name;
    """


def _people(dates: Dates) -> str:
    latest = "FROM forecast f WHERE f.brand = g.brand AND f.member = g.account ORDER BY f.day DESC LIMIT 1"
    return f"""
        CREATE VIEW contact AS
            SELECT e.brand, {dates.moment.format("e.time")} AS time,
                coalesce(nullif(a.display, ''), a.name, e.account) AS member, e.account,
                CASE e.inbound WHEN 1 THEN 'to us' ELSE 'from us' END AS direction, e.means, l.label, l.kind,
                coalesce(c.name, e.community) AS community, m.text, m.url, e.message
            FROM exchange e LEFT JOIN account a ON a.id = e.account LEFT JOIN community c ON c.id = e.community
                LEFT JOIN message m ON m.id = e.message LEFT JOIN label l ON l.message = e.message;
        CREATE VIEW relationship AS
            SELECT g.brand, coalesce(nullif(a.display, ''), a.name, g.account) AS member, g.account,
                sum(g.in_count) AS contacted_us, sum(g.out_count) AS we_contacted, sum(g.gave) AS we_gave,
                sum(g.took) AS we_took, {dates.date.format("min(g.in_first)")} AS first_contact,
                {dates.date.format("max(g.in_last)")} AS last_contact,
                (SELECT {dates.rounded.format("f.p_30d")} {latest}) AS p_30d, (SELECT f.state {latest}) AS state
            FROM ledger g LEFT JOIN account a ON a.id = g.account GROUP BY g.brand, g.account, a.display, a.name;
    """
