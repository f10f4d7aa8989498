"""A parcel as an e-mail: text for those who read text, HTML with the picture inside, other files attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.render.clean import line, visible
from bot.render.embeds import Card, Parcel
from bot.render.html_base import fill

_MARKUP = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable("image")
# What keeps Discord from calling people is only in the way here.
_PINGS = re.compile("(?<=@)\u200b")
_PICTURE = "picture"


def to_mail(parcel: Parcel, sender: Address, recipient: Address, subject: str) -> EmailMessage:
    """The message, without date and id; every text of others in it is shown literally."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, recipient
    mail["Subject"] = line(subject, 200)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(to_text(parcel))
    files = dict(parcel.files)
    shown = next((card.image for card in parcel.cards if card.image in files), "")
    mail.add_alternative(to_html(parcel, shown), subtype="html")
    if shown:
        page = mail.get_payload()[1]  # type: ignore[index]
        page.add_related(  # type: ignore[union-attr]
            files.pop(shown), "image", "png", cid=f"<{_PICTURE}>", filename=shown, disposition="inline"
        )
    for name, content in files.items():
        mail.add_attachment(content, "application", "octet-stream", filename=line(name, 100))
    return mail


def subject_of(parcel: Parcel) -> str:
    """What the message is about, in one line."""
    return line(" ".join(_spoken(parcel.cards[0].title if parcel.cards else parcel.line))) or "Digest"


def to_text(parcel: Parcel) -> str:
    """The parcel as plain text."""
    parts = [_plain(parcel.line)]
    for card in parcel.cards:
        parts += [_plain(card.title).upper(), _plain(card.text)]
        parts += [f"{_plain(field.name)}\n{_plain(field.value)}" for field in card.fields]
        parts.append(_plain(card.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def to_html(parcel: Parcel, picture: str = "") -> str:
    """The parcel as HTML that mail programs show: no script, no outer style, nothing loaded from anywhere."""
    return fill(
        "mail.html", line=_page(parcel.line), cards=[_card(card) for card in parcel.cards],
        picture=f"cid:{_PICTURE}" if picture else "",
    )  # fmt: skip


def _card(card: Card) -> dict[str, object]:
    return {
        "title": _plain(card.title),
        "color": f"#{card.color & 0xFFFFFF:06x}",
        "text": _page(card.text),
        "fields": [(_plain(field.name), _page(field.value)) for field in card.fields],
        "footer": _plain(card.footer),
    }


def _page(text: str) -> Markup:
    return Markup(_MARKUP.render(_PINGS.sub("", visible(text))))  # noqa: S704  raw HTML is off, so it shows literally


def _plain(text: str) -> str:
    return "\n".join(_spoken(text)).strip()


def _spoken(text: str) -> Iterator[str]:
    """The lines of a text without its Markdown; links keep their address."""
    for block in _MARKUP.parse(_PINGS.sub("", visible(text))):
        if block.type in ("fence", "code_block"):
            yield from block.content.splitlines()
        if block.type != "inline":
            continue
        words, target = "", ""
        for token in block.children or ():
            target = str(token.attrGet("href") or "") if token.type == "link_open" else target
            words += f" <{target}>" if token.type == "link_close" else ""
            words += "\n" if token.type in ("softbreak", "hardbreak") else token.content
        yield from words.split("\n")
