#include <memory>

#include "core/store/json_reader.h"
#include "core/store/model_json.h"
#include "tokenizer.h"

namespace {

using namespace glassgpt;

/// The `tokenizer` object of a model file, for as many tokens as it has.
std::shared_ptr<const Tokenizer> read_tokenizer(std::string_view text) {
  const Json json = parse_json(text, Place("model"));
  const JsonObject object(json, Place("model").field("tokenizer"));
  ModelConfig config;
  config.vocab_size = static_cast<int>(object.array("tokens").size());
  return tokenizer_from_json(object, config);
}

std::string written(const Tokenizer& tokenizer) {
  FileSections file(1);
  JsonWriter json(file, JsonWriter::Layout::compact);
  write_tokenizer(json, tokenizer);
  return file.front().text;
}

}  // namespace

/// The first line is the `tokenizer` object of a model file, the rest a text to split by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = glassgpt::fuzz::text_of(data, size);
  const std::size_t line = input.find('\n');
  std::shared_ptr<const Tokenizer> tokenizer;
  if (!glassgpt::fuzz::reads([&] { tokenizer = read_tokenizer(input.substr(0, line)); })) return 0;

  const std::string text = written(*tokenizer);
  glassgpt::fuzz::require(written(*read_tokenizer(text)) == text, "a tokenizer is kept by its file");
  glassgpt::fuzz::check_text(*tokenizer, line == std::string_view::npos ? "" : input.substr(line + 1));
  return 0;
}
