"""A report that is handed on says how to check it."""

import hashlib
import re

from msgspec.structs import replace

from analyzers.redaction import redact
from analyzers.reports import build_report
from bot.render.report import render
from bot.render.seal import sealed
from tests.analyzers import kiln


def made(**fields):
    return redact(build_report(kiln.evidence(**fields), kiln.relationships())).report


def test_the_checksum_is_that_of_the_json_without_it():
    report = made()
    seal = sealed(report, "givetake report --redact")
    told = re.search(r"sha256 ([0-9a-f]{64})", " ".join(seal.notes))[1]
    assert told == hashlib.sha256(render(report, "json").encode()).hexdigest()
    assert replace(seal, notes=seal.notes[:-2]) == report


def test_every_format_for_people_tells_checksum_and_command():
    seal = sealed(made(), "givetake report --account discord:1 --redact")
    for form in ("text", "markdown", "json", "html"):
        text = re.sub(r"[\s\\\u200b]+", " ", render(seal, form, color=False))
        assert "checksum sha256" in text
        assert "givetake report --account discord:1 --redact" in text


def test_other_data_have_another_checksum():
    one, other = (sealed(made(questions=kiln.questions()[:n]), "x").notes[-2] for n in (3, 2))
    assert one != other
