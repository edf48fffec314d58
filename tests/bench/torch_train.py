"""A work's training step in PyTorch, on one thread: python3 torch_train.py WORK SECONDS prints JSON.

The same model from PyTorch's own parts: its TransformerEncoderLayer is our block, with post-LayerNorm and ReLU (and,
unlike ours, biases in attention), and a causal mask makes the encoder a decoder.
"""

import json
import sys
import time

import torch
from torch import nn

from works import WORKS, Work

WARM_UP_STEPS = 3
LEARNING_RATE = 5e-4
CLIP_NORM = 5.0


class LanguageModel(nn.Module):
    def __init__(self, work: Work):
        super().__init__()
        self.tokens = nn.Embedding(work.vocabulary, work.dim)
        self.positions = nn.Embedding(work.length, work.dim)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(work.dim, work.heads, work.hidden, dropout=0.0, activation="relu",
                                       batch_first=True, norm_first=False)
            for _ in range(work.layers))
        self.output = nn.Linear(work.dim, work.vocabulary, bias=False)
        self.register_buffer("mask", nn.Transformer.generate_square_subsequent_mask(work.length))

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        x = self.tokens(ids) + self.positions.weight
        for block in self.blocks:
            x = block(x, src_mask=self.mask)
        return self.output(x)


def main() -> None:
    work, seconds = WORKS[sys.argv[1]], float(sys.argv[2])
    torch.set_num_threads(1)
    torch.manual_seed(1)
    model = LanguageModel(work)
    adam = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
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
    while (elapsed := time.perf_counter() - began) < seconds:
        step()
        steps += 1
    print(json.dumps({"tokens_per_second": steps * work.tokens_per_step() / elapsed}))


if __name__ == "__main__":
    main()
