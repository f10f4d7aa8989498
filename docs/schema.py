"""Write the database's tables and ready questions as Markdown (called by cog in docs/schema.md)."""

from __future__ import annotations

from storage.catalogue import QUERIES, Entry, catalogue


def views() -> str:
    """The views."""
    return _entries(each for each in catalogue() if each.view)


def tables() -> str:
    """The tables."""
    return _entries(each for each in catalogue() if not each.view)


def queries() -> str:
    """The ready questions."""
    return "\n".join(f"**{each.title}** (`{each.name}`)\n\n```sql\n{each.sql}\n```\n" for each in QUERIES)


def _entries(found) -> str:
    return "\n".join(map(_entry, found))


def _entry(each: Entry) -> str:
    columns = ", ".join(f"`{column.name}`" for column in each.columns)
    return f"### {each.name}\n\n{each.meaning}\n\n{columns}\n"
