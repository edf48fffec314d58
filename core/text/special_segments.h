#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tokenizer.h"

namespace glassgpt {

/// Bytes of the special token that a text begins with, 0 if it begins with none.
std::size_t special_size(std::string_view text);

/// A special token, or what stands between two of them.
struct Segment {
  std::string_view text;    ///< never empty
  bool is_special = false;  ///< whether it is `<unk>` or `</s>`
};

/// Cuts a text at its special tokens, wherever they stand: between unknown characters, which are written as `<unk>`,
/// what was part of a longer stretch stands alone. One space beside each of them belongs to no segment: it is
/// SegmentDetokenizer's.
/// @param text  well-formed UTF-8; the segments point into it
std::vector<Segment> split_at_special_tokens(std::string_view text);

/// Writes the tokens of kinds that keep white space: as they are, and special tokens between spaces.
class SegmentDetokenizer : public Detokenizer {
 public:
  std::string append(std::string_view token) override;

 protected:
  /// What a token adds to the text within a segment.
  virtual std::string text_of(std::string_view token) { return std::string(token); }

 private:
  bool at_start_ = true;
  bool after_special_ = false;
};

}  // namespace glassgpt
