"""Write fine-tuned teachers, averaged, as the second stage: ``deep.onnx`` in 8 bits and its tokenizer."""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from tools.encoder.minilm import MiniLM, tokenizer

_DATA = Path(__file__).resolve().parents[2] / "analyzers" / "classifier" / "data"


class _Scores(torch.nn.Module):
    """Label and kinds alone, from word pieces and their mask."""

    def __init__(self, net: MiniLM) -> None:
        super().__init__()
        self.net = net

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.net(ids, mask)[0]
        return scores


def main() -> None:
    """Average the teachers' weights, export, quantise; works in the work folder, writes into ``--to``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("teachers", nargs="+")
    parser.add_argument("--work", type=Path, default=Path())
    parser.add_argument("--to", type=Path, default=_DATA)
    options = parser.parse_args()
    weights = [torch.load(options.work / f"{name}.pt") for name in options.teachers]
    net = MiniLM(attention="eager")
    net.load_state_dict({name: torch.stack([one[name] for one in weights]).mean(0) for name in weights[0]})
    some = torch.ones(2, 9, dtype=torch.long)
    whole = options.work / "whole.onnx"
    names = {0: "messages", 1: "pieces"}
    torch.onnx.export(
        _Scores(net).eval(), (some, some), str(whole), input_names=["ids", "mask"], output_names=["scores"],
        dynamic_axes={"ids": names, "mask": names, "scores": {0: "messages"}}, opset_version=17, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(str(whole), str(options.to / "deep.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    tokenizer().save(str(options.to / "deep-tokenizer.json"), pretty=False)


if __name__ == "__main__":
    main()
