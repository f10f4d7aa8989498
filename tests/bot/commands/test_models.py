"""evaluate and train: the classifier measured and made from the command line."""

import json

from analyzers.classifier.settings import Settings
from bot.services.retune import tuned
from storage.models import Label, Reason
from storage.reviews import Judged

ROWS = [
    {"id": "1", "text": "Follow my channel https://youtube.com/@me and subscribe!", "label": "take", "kind": "ask"},
    {"id": "2", "text": "Set the baud rate to 115200 and hold the button.", "label": "give", "kind": "answer"},
    {"id": "3", "text": "Thanks a lot, that fixed it.", "label": "give", "kind": "thanks"},
    {"id": "4", "text": "My new album is out, buy it at https://me.bandcamp.com", "label": "take", "kind": "promo"},
]


def rows(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return path


def test_evaluate_tells_every_figure(givetake, tmp_path):
    code, out, _ = givetake("evaluate", rows(tmp_path), "--format", "json", "--picture", tmp_path / "r.svg")
    found = json.loads(out)
    assert code == 0
    assert found["schema"] == "givetake/evaluation@1"
    assert (found["all"]["messages"], found["all"]["takes"]) == (4, 2)
    assert found["all"]["f1"] == 1.0
    assert (tmp_path / "r.svg").read_text().startswith("<svg")
    assert givetake("evaluate", rows(tmp_path))[1].startswith("givetake-fast")
    assert givetake("evaluate", "--verdicts", "--db", tmp_path / "n.db")[0] == 11
    assert givetake("evaluate")[0] == 2
    assert givetake("evaluate", tmp_path / "no.jsonl")[0] == 4
    assert givetake("evaluate", rows(tmp_path), "--picture", tmp_path / "r.gif")[0] == 2


def test_train_makes_the_same_bytes_twice(givetake, tmp_path):
    for name in ("a.bin", "b.bin"):
        assert givetake("train", rows(tmp_path), "--out", tmp_path / name)[0] == 0
    assert (tmp_path / "a.bin").read_bytes() == (tmp_path / "b.bin").read_bytes()
    assert givetake("evaluate", rows(tmp_path), "--model", tmp_path / "a.bin")[0] == 0
    assert givetake("evaluate", rows(tmp_path), "--model", rows(tmp_path))[0] == 12


def verdicts(human, count, p, community="reddit:r/a"):
    label = Label(label="take", p_take=p, kind="promo", reasons=(Reason(text="answers somebody", push=-0.4),))
    return [Judged(community=community, human=human, time=n, label=label) for n in range(count)]


def test_verdicts_move_a_community_and_five_clicks_do_not():
    shipped = Settings()
    assert tuned(verdicts("give", 5, 0.8), shipped) == {}
    moved = tuned(verdicts("give", 60, 0.6), shipped)
    assert moved.keys() == {"reddit:r/a"}
    assert moved["reddit:r/a"].thresholds.take > shipped.thresholds.take
    assert moved["reddit:r/a"].context.answers < shipped.context.answers
    assert tuned(verdicts("unsure", 60, 0.6), shipped) == {}
