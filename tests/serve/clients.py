"""Asks a server as Python programs do, by OpenAI's package, and reads its metrics by Prometheus' parser.

usage: clients.py ADDRESS KEY

ADDRESS serves the model of the tests that answers every question with "Yes, sure."; what differs from that ends it.
"""

import sys
import urllib.request

import openai
from prometheus_client.parser import text_string_to_metric_families

address, key = sys.argv[1:]
client = openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)

assert [model.id for model in client.models.list()] == ["tiny"]
assert client.models.retrieve("tiny").owned_by == "glassgpt"

question = [{"role": "user", "content": "Why?"}]
answer = client.chat.completions.create(model="tiny", messages=question, logprobs=True, top_logprobs=2)
assert answer.choices[0].message.content == "Yes, sure.", answer
assert answer.choices[0].finish_reason == "stop"
assert answer.usage.total_tokens == answer.usage.prompt_tokens + 4
content = answer.choices[0].logprobs.content
assert [token.token for token in content] == [" Yes", ",", " sure", "."], content
assert all(token.logprob <= 0 and len(token.top_logprobs) == 2 for token in content)

stream = client.chat.completions.create(
    model="tiny", messages=question, stream=True, stream_options={"include_usage": True}
)
chunks = list(stream)
assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == "Yes, sure."
assert chunks[-1].usage.completion_tokens == 4

text = client.completions.create(model="tiny", prompt="Yes", max_tokens=2, logprobs=1, seed=3)
assert (text.choices[0].text, text.choices[0].finish_reason) == (", sure", "length"), text
parts = [chunk.choices[0].text for chunk in client.completions.create(model="tiny", prompt="Yes", stream=True)]
assert "".join(parts) == ", sure."

try:
    client.completions.create(model="tiny", prompt="Yes", temperature=-1)
    sys.exit("a temperature below 0 was taken")
except openai.BadRequestError as error:
    assert (error.param, error.code) == ("temperature", "invalid_value"), error
try:
    openai.OpenAI(base_url=f"{address}/v1", api_key="none of these keys", max_retries=0).models.list()
    sys.exit("a wrong key was taken")
except openai.AuthenticationError:
    pass

with urllib.request.urlopen(f"{address}/metrics") as reply:
    families = {family.name: family for family in text_string_to_metric_families(reply.read().decode())}
replies = {tuple(sample.labels.values()): sample.value for sample in families["glassgpt_replies"].samples}
assert replies["/v1/chat/completions", "200"] == 2 and replies["/v1/models", "401"] == 1, replies
assert families["glassgpt_reply_seconds"].type == "histogram"
assert families["glassgpt_answer_tokens"].samples[0].value == 4 + 4 + 2 + 3
assert families["process_resident_memory_bytes"].samples[0].value > 1e6
