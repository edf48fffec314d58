#include <algorithm>

#include "core/text/tokenizer_kinds.h"
#include "tokenizer.h"

/// The first line is a text to learn a vocabulary from, for each kind of tokenizer, the rest one to split by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace glassgpt;
  const std::string_view input = fuzz::text_of(data, size);
  const std::size_t line = input.find('\n');
  for (const TokenizerKind& kind : tokenizer_kinds()) {
    const std::unique_ptr<TokenizerBuilder> builder = kind.builder();
    if (!fuzz::reads([&] { builder->add(input.substr(0, line), "text"); })) continue;
    for (const std::size_t some : {std::size_t{4}, std::size_t{400}}) {
      const std::size_t most = std::max(some, kind.least_size);
      const TokenizerBuilder::Result result = builder->build(most);
      fuzz::require(static_cast<std::size_t>(result.tokenizer->size()) <= most, "a vocabulary keeps within its limit");
      fuzz::check_text(*result.tokenizer, line == std::string_view::npos ? "" : input.substr(line + 1));
      fuzz::check_text(*result.tokenizer, input.substr(0, line));
    }
  }
  return 0;
}
