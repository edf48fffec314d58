#pragma once

#include <cmath>
#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/session.h"

// What PyTorch computed for a few tiny models: fixtures/pytorch/make_fixtures.py says what the files hold.

namespace glassgpt::testing {

inline nlohmann::json read_fixture(const std::string& name) {
  const std::string path = std::string(GLASSGPT_FIXTURES) + "/pytorch/" + name + ".json";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot open " + path);
  return nlohmann::json::parse(file);
}

/// The word of an id in the session of a fixture: `<unk>`, `</s>`, w2, w3 …
inline std::string fixture_word(TokenId id) {
  if (id == kUnknownId) return "<unk>";
  return id == kEndId ? "</s>" : "w" + std::to_string(id);
}

/// The words of ids with spaces between them.
inline std::string fixture_text(const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) text += (text.empty() ? "" : " ") + fixture_word(id);
  return text;
}

/// A session with the model that a fixture begins with, opened from a file as docs/model-format.md describes it.
inline Session fixture_session(const nlohmann::json& fixture) {
  using nlohmann::json;
  json tokens = json::array();
  for (TokenId id = 0; id < fixture.at("config").at("vocab_size"); ++id) tokens.push_back(fixture_word(id));
  json tensors = json::object();
  for (const auto& [name, tensor] : fixture.at("initial").items()) {
    json shape = {tensor.size()};
    json data = tensor;
    if (tensor.at(0).is_array()) {
      shape.push_back(tensor.at(0).size());
      data = json::array();
      for (const json& row : tensor) data.insert(data.end(), row.begin(), row.end());
    }
    tensors[name] = {{"shape", shape}, {"data", data}};
  }
  const json file = {{"format", "glassgpt"},
                     {"version", 1},
                     {"config", fixture.at("config")},
                     {"tokenizer", {{"kind", "word"}, {"tokens", tokens}}},
                     {"tensors", tensors}};
  Session session;
  session.open("fixture.json", file.dump());
  return session;
}

/// PyTorch's probabilities [T][V] after each input of example i of the first batch: the softmax of its logits.
inline std::vector<std::vector<double>> fixture_probabilities(const nlohmann::json& fixture, std::size_t i) {
  const nlohmann::json& examples = fixture.at("batches").at(0);
  std::size_t row = 0;
  for (std::size_t before = 0; before < i; ++before) row += examples.at(before).at("inputs").size();
  std::vector<std::vector<double>> rows;
  for (std::size_t t = 0; t < examples.at(i).at("inputs").size(); ++t) {
    auto values = fixture.at("first_step").at("logits").at(row + t).get<std::vector<double>>();
    double sum = 0;
    for (double& value : values) sum += value = std::exp(value);
    for (double& value : values) value /= sum;
    rows.push_back(std::move(values));
  }
  return rows;
}

}  // namespace glassgpt::testing
