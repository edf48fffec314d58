"""A work's training step in PyTorch, on one thread: python3 torch_train.py WORK SECONDS [--fused] prints JSON.

The same model from PyTorch's own parts: its TransformerEncoderLayer is our block, with post-LayerNorm and ReLU (and,
unlike ours, biases in attention), and a causal mask makes the encoder a decoder. With --fused, the block is written by
hand from what a current PyTorch has as one operation: query, key and value in one product, causal attention, Adam.
"""

import argparse
import json
import time

import torch
from torch import nn

from works import WORKS, Work

WARM_UP_STEPS = 3
LEARNING_RATE = 5e-4
CLIP_NORM = 5.0


class FusedBlock(nn.Module):
    def __init__(self, work: Work):
        super().__init__()
        self.heads = work.heads
        self.query_key_value = nn.Linear(work.dim, 3 * work.dim, bias=False)
        self.attention_output = nn.Linear(work.dim, work.dim, bias=False)
        self.up, self.down = nn.Linear(work.dim, work.hidden), nn.Linear(work.hidden, work.dim)
        self.norm1, self.norm2 = nn.LayerNorm(work.dim), nn.LayerNorm(work.dim)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        heads = self.query_key_value(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        seen = nn.functional.scaled_dot_product_attention(*heads, is_causal=True).transpose(1, 2).flatten(2)
        x = self.norm1(x + self.attention_output(seen))
        return self.norm2(x + self.down(nn.functional.relu(self.up(x))))


def eager_block(work: Work) -> nn.Module:
    return nn.TransformerEncoderLayer(work.dim, work.heads, work.hidden, dropout=0.0, activation="relu",
                                      batch_first=True, norm_first=False)


class LanguageModel(nn.Module):
    def __init__(self, work: Work, fused: bool):
        super().__init__()
        self.tokens = nn.Embedding(work.vocabulary, work.dim)
        self.positions = nn.Embedding(work.length, work.dim)
        self.fused = fused
        self.blocks = nn.ModuleList(FusedBlock(work) if fused else eager_block(work) for _ in range(work.layers))
        self.output = nn.Linear(work.dim, work.vocabulary, bias=False)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(work.length))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.tokens(ids) + self.positions.weight
        for block in self.blocks:
            x = block(x) if self.fused else block(x, src_mask=self.mask)
        return self.output(x)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure a work's training step in PyTorch.")
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--fused", action="store_true", help="a block written by hand, and fused Adam")
    options = parser.parse_args()
    work = WORKS[options.work]
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = LanguageModel(work, options.fused)
    adam = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, **({"fused": True} if options.fused else {}))
    ids = torch.randint(work.vocabulary, (work.batch, work.length + 1))
    inputs, targets = ids[:, :-1].contiguous(), ids[:, 1:].flatten()

    def step() -> None:
        adam.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets).backward()
        nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)
        adam.step()

    for _ in range(WARM_UP_STEPS):
        step()
    steps = 0
    began = time.perf_counter()
    while (elapsed := time.perf_counter() - began) < options.seconds:
        step()
        steps += 1
    print(json.dumps({"tokens_per_second": steps * work.tokens_per_step() / elapsed}))


if __name__ == "__main__":
    main()
