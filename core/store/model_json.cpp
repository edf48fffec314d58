#include "model_json.h"

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../base/number_text.h"
#include "../text/tokenizer_kinds.h"
#include "../text/utf8.h"
#include "options_json.h"

namespace glassgpt {

namespace {

constexpr std::string_view kVocabSizeName = "vocab_size";
constexpr int kLeastVocabSize = 2;

/// The names of all kinds of tokenizer, as an error lists them.
std::string known_kinds() {
  std::string names;
  for (const TokenizerKind& kind : tokenizer_kinds()) names += (names.empty() ? "" : " or ") + in_quotes(kind.name);
  return names;
}

/// The texts of an array.
std::vector<std::string> texts_of(const JsonObject& json, std::string_view name) {
  std::vector<std::string> texts;
  for (const Json& text : json.array(name)) {
    if (!text.is_string()) {
      json.place().field(name).element(texts.size()).fail("expected a string, found " + describe(text));
    }
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

}  // namespace

void check_format(const JsonObject& head, std::string_view version) {
  const std::string format = head.has("format") ? describe(head.field("format")) : "nothing";
  if (format != in_quotes(kFormatName)) {
    head.place().field("format").fail(
        "this is no GlassGPT model: expected " + in_quotes(kFormatName) + ", found " + format,
        "open a .json or .safetensors file that GlassGPT saved");
  }
  if (const std::string found = describe(head.field("version")); found != version) {
    head.place().field("version").fail("expected " + std::string(version) + ", found " + found,
                                       "open the file with the version of GlassGPT that wrote it, or a newer one");
  }
}

void write_config(JsonWriter& json, const ModelConfig& config) {
  json.begin_object();
  json.key(kVocabSizeName).integer(config.vocab_size);
  write_options(json, kModelOptions, config);
  json.end_object();
}

ModelConfig config_from_json(const JsonObject& json) {
  ModelConfig config;
  config.vocab_size = static_cast<int>(json.integer(kVocabSizeName, kLeastVocabSize, kMaxVocabSize));
  read_options(json, kModelOptions, config, std::numeric_limits<int>::max());
  std::set<std::string_view> names = names_of(kModelOptions);
  names.insert(kVocabSizeName);
  json.allow_only(names);
  check_config(config, json.place().text());
  return config;
}

void write_tokenizer(JsonWriter& json, const Tokenizer& tokenizer) {
  json.begin_object();
  json.key("kind").string(tokenizer.kind());
  const std::vector<std::span<const std::string>> lists = tokenizer.fields();
  for (std::size_t i = 0; i < lists.size(); ++i) {
    json.key(find_tokenizer_kind(tokenizer.kind())->fields[i]).begin_array();
    for (const std::string& text : lists[i]) json.string(text);
    json.end_array();
  }
  json.end_object();
}

std::shared_ptr<const Tokenizer> tokenizer_from_json(const JsonObject& json, const ModelConfig& config) {
  const TokenizerKind* kind = find_tokenizer_kind(json.string("kind"));
  if (kind == nullptr) {
    json.place().field("kind").fail("expected " + known_kinds() + ", found " + describe(json.field("kind")));
  }
  std::set<std::string_view> names(kind->fields.begin(), kind->fields.end());
  names.insert("kind");
  json.allow_only(names);
  const Place place = json.place().field(kind->fields.front());
  if (const std::size_t tokens = json.array(kind->fields.front()).size();
      tokens != static_cast<std::size_t>(config.vocab_size)) {
    place.fail("there are " + std::to_string(tokens) + " tokens, but config.vocab_size is " +
               std::to_string(config.vocab_size));
  }
  std::vector<std::vector<std::string>> lists;
  for (const std::string_view name : kind->fields) lists.push_back(texts_of(json, name));
  return kind->read(std::move(lists), place.text());
}

void check_file_holds(const ModelConfig& config, std::size_t most_elements, std::size_t tensors, const Place& place) {
  if (parameter_count(config) > static_cast<double>(most_elements)) {
    place.fail("a model of these sizes has more weights than the file has room for");
  }
  // A block has several tensors; this bounds the table, check_tensor_names does the rest.
  if (static_cast<std::size_t>(config.num_layers) > tensors) {
    place.field("num_layers")
        .fail("there are " + std::to_string(config.num_layers) + " layers, but only " + std::to_string(tensors) +
              " tensors");
  }
}

void check_tensor_names(const JsonObject& tensors, const ParameterTable& table, std::set<std::string_view> others) {
  for (const Parameter& entry : table.entries()) others.insert(entry.name);
  tensors.allow_only(others);
}

std::string shape_text(const Parameter& entry) {
  return "[" + (entry.is_vector ? "" : std::to_string(entry.rows) + ",") + std::to_string(entry.cols) + "]";
}

void check_shape(const JsonObject& tensor, const Parameter& entry) {
  // As text, because [2.0] equals [2] as a value.
  const std::string expected = shape_text(entry);
  const std::string found = describe_elements(tensor.array("shape"));
  if (found != expected) {
    tensor.place().field("shape").fail("expected " + expected + ", found " + (found.size() > 60 ? "another" : found));
  }
}

void check_finite(std::span<const float> values, const Place& place, std::size_t first) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      place.element(first + i).fail("expected a finite number, found " + describe_number(double{values[i]}));
    }
  }
}

}  // namespace glassgpt
