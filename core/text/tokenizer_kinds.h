#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer.h"
#include "tokenizer_builder.h"
#include "tokenizer_options.h"

namespace glassgpt {

/// A kind of tokenizer: what a model file needs to name it by, and how it comes to be.
struct TokenizerKind {
  /// As model files have it.
  std::string_view name;

  /// The lists of texts that a file keeps of it, by their names in the file; the first is `tokens`, by id.
  std::vector<std::string_view> fields;

  /// Tokens that its smallest vocabulary has.
  std::size_t least_size = 2;

  /// What makes one from training data.
  std::unique_ptr<TokenizerBuilder> (*builder)();

  /// One out of a file. @param lists  as `fields` has them
  /// @param where  what an error names as the place of the tokens
  /// @throws Error if the lists are none that such a tokenizer could have written
  std::shared_ptr<const Tokenizer> (*read)(std::vector<std::vector<std::string>> lists, std::string_view where);
};

/// All kinds, by TokenizerChoice.
std::span<const TokenizerKind> tokenizer_kinds();

/// The kind of a choice, and the choice of a kind's name.
const TokenizerKind& tokenizer_kind(TokenizerChoice choice);
TokenizerChoice tokenizer_choice(std::string_view name);

/// The kind of a name; null if there is none.
const TokenizerKind* find_tokenizer_kind(std::string_view name);

}  // namespace glassgpt
