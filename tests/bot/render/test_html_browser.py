"""The page in a browser: no script of others runs, nothing is complained about, axe finds nothing serious."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from analyzers.reports import build_report
from bot.render.html import render_html
from tests.analyzers import kiln
from tests.bot.render import hostile
from tests.bot.render.attacks import PAYLOADS, RUN

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
FLAGS += ["--disable-background-networking", "--disable-component-update"]
FLAGS += ["--enable-logging=stderr", "--virtual-time-budget=4000"]
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def browse(text: str, folder: Path) -> tuple[str, list[str]]:
    """The page after its scripts ran, and what its console says."""
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", path.as_uri()],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, [row for row in done.stderr.splitlines() if "CONSOLE" in row]


def title(dom: str) -> str:
    return re.search(r"<title>(.*?)</title>", dom, re.DOTALL)[1]


def test_a_payload_would_be_noticed(tmp_path):
    dom, _ = browse(f"<!doctype html><title>calm</title><img src=x onerror={RUN}>", tmp_path)
    assert title(dom) == "PWNED"


def test_a_broken_policy_would_be_noticed(tmp_path):
    report = build_report(kiln.evidence(), kiln.relationships(), kiln.foresight(), kiln.reviews())
    text = render_html(report, charts=False).replace("</main>", "</main><script>alert(1)</script>")
    _, complaints = browse(text, tmp_path)
    assert any("Content Security Policy" in row for row in complaints)


def test_an_audit_runs_its_script_and_complains_about_nothing(tmp_path):
    dom, complaints = browse(
        render_html(build_report(kiln.evidence(), kiln.relationships(), kiln.foresight(), kiln.reviews())), tmp_path
    )
    assert complaints == []
    button = re.search(r'<button[^>]*id="theme"[^>]*>', dom)[0]
    assert "hidden" not in button


def test_no_payload_runs(tmp_path):
    words = list(PAYLOADS)
    report = build_report(hostile.evidence(words), hostile.relationships(words))
    said = {each.member.id: hostile.contacts(words) for each in report.relationships[:10]}
    dom, complaints = browse(render_html(report, said), tmp_path)
    assert "give and take" in title(dom)
    assert complaints == []


@pytest.mark.skipif("GIVETAKE_AXE" not in os.environ, reason="set GIVETAKE_AXE to the path of axe.min.js")
def test_axe_finds_nothing_serious(tmp_path):
    axe = Path(os.environ["GIVETAKE_AXE"]).read_text("utf-8")
    text = render_html(build_report(kiln.evidence(), kiln.relationships(), kiln.foresight(), kiln.reviews()))
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    run = "axe.run().then(r => { document.title = 'AXE ' + r.violations.map(v => v.impact + ' ' + v.id).join(', ') })"
    dom, _ = browse(text.replace("</body>", f"<script>{axe}</script><script>{run}</script></body>"), tmp_path)
    assert title(dom).strip() == "AXE"
