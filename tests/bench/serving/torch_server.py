"""What somebody would write instead of `glassgpt serve`: the model in PyTorch, with a cache of keys and values, and
FastAPI in front of it. For tests/bench/serve.mjs.

usage: torch_server.py MODEL.safetensors PORT THREADS

It reads the exported file, whose vocabulary has to be words without punctuation, and answers /v1/completions alone, whole
or as a stream. Each request is continued by itself, in the thread that the framework gives it.
"""

import json
import sys
from collections.abc import Iterator
from typing import Optional

import numpy
import torch
import uvicorn
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from torch.nn.functional import layer_norm, relu

UNKNOWN, END = 0, 1


class Model:
    """The weights of a file (docs/model-format.md), and one step of its network."""

    def __init__(self, file: str):
        with open(file, "rb") as source:
            header = json.loads(source.read(int.from_bytes(source.read(8), "little")))
            numbers = source.read()
        metadata = header.pop("__metadata__")
        self.config = json.loads(metadata["config"])
        self.tokens = json.loads(metadata["tokenizer"])["tokens"]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.weights = {}
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            values = numpy.frombuffer(numbers, numpy.float32, (end - begin) // 4, begin)
            self.weights[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())

    def read(self, ids: list[int], cache: list) -> torch.Tensor:
        """Logits after some tokens. @param cache  a pair of keys and values of each layer, which they are added to"""
        w, heads = self.weights, self.config["num_heads"]
        past = cache[0][0].shape[1] if cache else 0
        x = w["token_embedding"][ids] + w["position_embedding"][past:past + len(ids)]
        for i in range(self.config["num_layers"]):
            block = f"blocks.{i}."
            q, k, v = ((x @ w[block + "attention." + name]).unflatten(1, (heads, -1)).transpose(0, 1)
                       for name in ("query", "key", "value"))
            if past > 0:
                k, v = torch.cat((cache[i][0], k), 1), torch.cat((cache[i][1], v), 1)
                cache[i] = (k, v)
            else:
                cache.append((k, v))
            scores = q @ k.transpose(1, 2) / q.shape[2] ** 0.5
            if len(ids) > 1:
                scores += torch.full(scores.shape[1:], -torch.inf).triu(past + 1)
            z = (scores.softmax(2) @ v).transpose(0, 1).flatten(1)
            x = self.normed(x + z @ w[block + "attention.output"], block + "norm1")
            hidden = relu(x @ w[block + "ffn.w1"] + w[block + "ffn.b1"])
            x = self.normed(x + hidden @ w[block + "ffn.w2"] + w[block + "ffn.b2"], block + "norm2")
        return x[-1] @ w["output_projection"]

    def normed(self, x: torch.Tensor, name: str) -> torch.Tensor:
        return layer_norm(x, x.shape[1:], self.weights[name + ".gamma"], self.weights[name + ".beta"], 1e-5)


class Request(BaseModel):
    prompt: str
    max_tokens: int = 80
    temperature: float = 0
    seed: Optional[int] = None
    stream: bool = False


def continued(model: Model, request: Request) -> Iterator[str]:
    """The text of one token after another. When the context is full, the older half of it is forgotten."""
    generator = torch.Generator()
    if request.seed is not None:
        generator.manual_seed(request.seed)
    context = [model.ids.get(word, UNKNOWN) for word in request.prompt.split()]
    new, cache = context, []
    for _ in range(request.max_tokens):
        if len(context) > model.config["max_seq_len"]:
            context = context[len(context) // 2:]
            new, cache = context, []
        with torch.inference_mode():
            logits = model.read(new, cache)
            if request.temperature > 0:
                chosen = torch.multinomial((logits / request.temperature).softmax(0), 1, generator=generator).item()
            else:
                chosen = logits.argmax().item()
        if chosen == END:
            return
        context.append(chosen)
        new = [chosen]
        yield " " + model.tokens[chosen]


def application(model: Model) -> FastAPI:
    app = FastAPI()

    def event(text: str, finish_reason: Optional[str]) -> str:
        choice = {"index": 0, "text": text, "finish_reason": finish_reason}
        return f"data: {json.dumps({'object': 'text_completion', 'choices': [choice]}, separators=(',', ':'))}\n\n"

    def events(request: Request) -> Iterator[str]:
        for text in continued(model, request):
            yield event(text, None)
        yield event("", "stop")
        yield "data: [DONE]\n\n"

    # Not asynchronous: the framework gives each request a thread, so that one does not hold up the others.
    @app.post("/v1/completions")
    def complete(request: Request):
        if request.stream:
            return StreamingResponse(events(request), media_type="text/event-stream")
        text = "".join(continued(model, request))
        return {"object": "text_completion", "choices": [{"index": 0, "text": text, "finish_reason": "stop"}]}

    @app.get("/health")
    def health():
        return {"status": "ok"}

    return app


if __name__ == "__main__":
    file, port, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    uvicorn.run(application(Model(file)), host="127.0.0.1", port=int(port), log_level="warning")
