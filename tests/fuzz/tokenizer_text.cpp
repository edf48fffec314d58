#include <algorithm>

#include "core/text/tokenizer_kinds.h"
#include "tokenizer.h"

/// The first byte chooses a kind of tokenizer and how many tokens it may have; the rest of the first line is a text to
/// learn its vocabulary from, what follows is one to split by it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace glassgpt;
  if (size == 0) return 0;
  const std::size_t choice = data[0];
  const TokenizerKind& kind = tokenizer_kinds()[choice / 2 % tokenizer_kinds().size()];
  const std::size_t most = std::max<std::size_t>(choice % 2 == 0 ? 4 : 400, kind.least_size);

  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  const std::size_t line = text.find('\n');
  const std::unique_ptr<TokenizerBuilder> builder = kind.builder();
  if (!fuzz::reads([&] { builder->add(text.substr(0, line), "text"); })) return 0;
  const TokenizerBuilder::Result result = builder->build(most);
  fuzz::require(static_cast<std::size_t>(result.tokenizer->size()) <= most, "a vocabulary keeps within its limit");
  fuzz::check_text(*result.tokenizer, line == std::string_view::npos ? "" : text.substr(line + 1));
  fuzz::check_text(*result.tokenizer, text.substr(0, line));
  return 0;
}
