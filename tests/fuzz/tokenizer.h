#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/tokenizer.h"
#include "property.h"

namespace glassgpt::fuzz {

/// What every tokenizer promises of a text: a piece for each id, and ids that decoding and encoding gives back.
inline void check_text(const Tokenizer& tokenizer, std::string_view text) {
  Encoding encoding;
  if (!reads([&] { encoding = tokenizer.encode(text, "text"); })) return;
  require(tokenizer.split(text, "text").size() == encoding.ids.size(), "split gives a piece for each id");
  for (const TokenId id : encoding.ids) require(id >= 0 && id < tokenizer.size(), "ids are of the vocabulary");

  const std::string decoded = tokenizer.decode(encoding.ids);
  require(tokenizer.encode(decoded, "decoded").ids == encoding.ids, "encode(decode(ids)) == ids");

  const std::unique_ptr<Detokenizer> detokenizer = tokenizer.detokenizer();
  std::string appended;
  for (const TokenId id : encoding.ids) appended += detokenizer->append(tokenizer.token(id));
  require(appended == decoded, "text that is shown as it is generated is the decoded text");
}

}  // namespace glassgpt::fuzz
