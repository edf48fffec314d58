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
      json.place().field(name).element(texts.size()).fail_expected(words::a_string, describe(text));
    }
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

}  // namespace

void check_format(const JsonObject& head, std::string_view version) {
  const Message format = head.has("format") ? describe(head.field("format")) : words::nothing;
  if (format.text() != in_quotes(kFormatName)) {
    head.place().field("format").fail({words::other_format, {{"expected", in_quotes(kFormatName)}, {"found", format}}},
                                      words::open_saved_file);
  }
  if (const Message found = describe(head.field("version")); found.text() != version) {
    head.place().field("version").fail({words::expected_found, {{"expected", version}, {"found", found}}},
                                       words::open_with_newer);
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
    json.place().field("kind").fail_expected(known_kinds(), describe(json.field("kind")));
  }
  std::set<std::string_view> names(kind->fields.begin(), kind->fields.end());
  names.insert("kind");
  json.allow_only(names);
  const Place place = json.place().field(kind->fields.front());
  if (const std::size_t tokens = json.array(kind->fields.front()).size();
      tokens != static_cast<std::size_t>(config.vocab_size)) {
    place.fail({words::token_count, {{"tokens", tokens}, {"size", config.vocab_size}}});
  }
  std::vector<std::vector<std::string>> lists;
  for (const std::string_view name : kind->fields) lists.push_back(texts_of(json, name));
  return kind->read(std::move(lists), place.text());
}

void check_file_holds(const ModelConfig& config, std::size_t most_elements, std::size_t tensors, const Place& place) {
  if (parameter_count(config) > static_cast<double>(most_elements)) {
    place.fail(words::more_than_file);
  }
  // A block has several tensors; this bounds the table, check_tensor_names does the rest.
  if (static_cast<std::size_t>(config.num_layers) > tensors) {
    place.field("num_layers").fail({words::layers_missing, {{"layers", config.num_layers}, {"tensors", tensors}}});
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
    tensor.place().field("shape").fail_expected(expected, found.size() > 60 ? Message(words::another) : found);
  }
}

void check_finite(std::span<const float> values, const Place& place, std::size_t first) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      place.element(first + i).fail_expected(words::a_finite_number, describe_number(double{values[i]}));
    }
  }
}

}  // namespace glassgpt
