"""Commands about one person: accounts that are linked, what is held of them, and forgetting them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import options as o

if TYPE_CHECKING:
    from bot.app import App

Who = Annotated[str, typer.Argument(metavar="ACCOUNT", help="Account id (discord:1234, reddit:name) or a name.")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="The other account.")]

app = typer.Typer(help="People: their accounts, what is held of them, and forgetting them.", no_args_is_help=True)


@app.command("list")
def list_(
    config: o.ConfigFile = None, db: o.Database = None, format: o.Form = o.Format.TEXT, out: o.Out = None
) -> None:
    """List the linked accounts, with the reason of each link."""
    from bot.commands.session import configuration, opened, write
    from bot.render.rows import render_rows

    with opened(configuration(config), db) as made:
        rows = [(link.a, link.b, link.reason) for link in made.store.links()]
    empty = "Nobody is linked yet. Candidates: givetake member suggest"
    write(render_rows(("account", "other", "reason"), rows, format.value, empty=empty), out)


@app.command("show")
def show(
    who: Who, config: o.ConfigFile = None, db: o.Database = None, format: o.Form = o.Format.TEXT, out: o.Out = None
) -> None:
    """Show how a relationship stands as a whole and on each platform."""
    from bot.commands.answer import Answer
    from bot.commands.session import configuration, need_brand, opened, write
    from bot.render.people import render_standing
    from bot.services.link import find_account, members
    from bot.services.standing import on_platform

    settings = configuration(config)
    with opened(settings, db) as made:
        need_brand(made.config)
        account = find_account(made.store, who)
        member = members(made.store, [account])[account]
        report = Answer(None, None, format, None, None, None).report(made)
        found = [("all", each) for each in report.relationships if each.member.id == member.id]
        for platform in sorted({key.split(":", 1)[0] for key in member.accounts}) if found else ():
            parts = on_platform(made.store, made.brand, report.as_of, made.forecaster(), platform)
            found += [(platform, each) for each in parts if each.member.id == member.id]
    write(render_standing(member, found, format.value), out)


@app.command("link")
def link(who: Who, other: Other, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Say that two accounts are one person; unlink takes it back."""
    from bot.commands.session import configuration, opened
    from bot.services import link as service

    with opened(configuration(config), db) as made:
        a, b = (service.find_account(made.store, text) for text in (who, other))
        member = service.link(made.store, _own(made), a, b, reason="said by the operator", time=_now())
    typer.echo(f"{member.name} is {', '.join(member.accounts)}.")


@app.command("unlink")
def unlink(
    who: Who,
    other: Annotated[str, typer.Argument(metavar="[OTHER]", help="The other account (default: all).")] = "",
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Take back the link between two accounts, or all links of one."""
    from bot.commands.session import configuration, opened
    from bot.services import link as service

    with opened(configuration(config), db) as made:
        a = service.find_account(made.store, who)
        gone = service.unlink(made.store, a, service.find_account(made.store, other) if other else None)
    typer.echo("\n".join(f"{link.a} and {link.b} are two people again." for link in gone))


@app.command("suggest")
def suggest(
    config: o.ConfigFile = None, db: o.Database = None, format: o.Form = o.Format.TEXT, out: o.Out = None
) -> None:
    """Suggest which accounts may be one person, with reasons; accept or reject them one by one."""
    from bot.commands.session import configuration, opened, write
    from bot.render.rows import render_rows
    from bot.services.link import suggestions

    with opened(configuration(config), db) as made:
        rows = [(each.a, each.b, "; ".join(each.reasons)) for each in suggestions(made.store, _own(made))]
    write(render_rows(("account", "other", "reasons"), rows, format.value, empty="Nobody to suggest."), out)


@app.command("accept")
def accept(who: Who, other: Other, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Accept a suggestion: the two accounts are one person."""
    from bot.commands.session import configuration, opened
    from bot.services import link as service

    with opened(configuration(config), db) as made:
        a, b = (service.find_account(made.store, text) for text in (who, other))
        member = service.accept(made.store, _own(made), a, b, time=_now())
    typer.echo(f"{member.name} is {', '.join(member.accounts)}.")


@app.command("reject")
def reject(who: Who, other: Other, config: o.ConfigFile = None, db: o.Database = None) -> None:
    """Reject a suggestion: it is not made again."""
    from bot.commands.session import configuration, opened
    from bot.services import link as service

    with opened(configuration(config), db) as made:
        a, b = (service.find_account(made.store, text) for text in (who, other))
        service.reject(made.store, a, b, time=_now())
    typer.echo(f"{a} and {b} are two people.")


@app.command("export")
def export(who: Who, config: o.ConfigFile = None, db: o.Database = None, out: o.Out = None) -> None:
    """Write everything that is held of a person as JSON, all their linked accounts together."""
    from datetime import UTC, datetime

    import msgspec

    from bot.commands.session import configuration, opened, write
    from bot.services.link import find_account
    from bot.services.rights import export as service
    from bot.services.rights import whole_person

    with opened(configuration(config), db) as made:
        accounts = whole_person(made.store, find_account(made.store, who))
        held = service(made.store, accounts, now=datetime.now(UTC))
    write(msgspec.json.format(msgspec.json.encode(held)).decode(), out)


@app.command("forget")
def forget(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; there is no way back.")] = False,
    only: Annotated[bool, typer.Option("--only", help="This account alone, not those linked to it.")] = False,
    every_word: Annotated[
        bool, typer.Option("--every-word", help="Take their name out of all texts even if it is an ordinary word.")
    ] = False,
    config: o.ConfigFile = None,
    db: o.Database = None,
) -> None:
    """Forget a person for good: every table, the file's bytes, the backups; they are not imported again."""
    from datetime import UTC, datetime

    from bot.commands.session import configuration, opened
    from bot.render.people import render_forgotten
    from bot.services.rights import forget as service
    from bot.services.rights import wanted

    with opened(configuration(config), db) as made:
        accounts = wanted(made.store, who, only=only)
        if not yes:
            typer.confirm(f"Forget {', '.join(accounts)} for good?", abort=True)
        deriver = made.deriver() if made.config.brand.accounts or made.config.brand.roles else None
        done = service(made.store, accounts, deriver, now=datetime.now(UTC), every_word=every_word)
    typer.echo(render_forgotten(done.messages, done.others, done.words, len(done.backups), done.lost))
    if done.lost:
        raise typer.Exit(code=1)


@app.command("crm")
def crm(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="CSV with account,crm to read (default: write it).")
    ] = None,
    config: o.ConfigFile = None,
    db: o.Database = None,
    out: o.Out = None,
) -> None:
    """Read your own ids for people from a CSV file (account,crm), or write them as one."""
    from bot.commands.session import configuration, opened, write
    from bot.render.rows import render_rows
    from bot.services.crm import give, listed

    with opened(configuration(config), db) as made:
        if file is None:
            write(render_rows(("account", "member", "name", "crm"), listed(made.store), "csv"), out)
            return
        count = give(made.store, file)
    typer.echo(f"{count} ids were read.")


def _own(made: App) -> frozenset[str]:
    brand = made.brand
    return made.store.own_accounts(brand.accounts, brand.roles)


def _now() -> int:
    import time

    return int(time.time() * 1000)
