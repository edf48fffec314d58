#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../base/words.h"
#include "dataset.h"
#include "example_ranges.h"

namespace glassgpt {

/// Goes through the training texts of datasets in parts that take a tokenizer little time each, however long a text is.
///
/// A text is parted only before ASCII white space that something else stands before, and no special token, where no
/// kind of tokenizer sees one piece: the pieces of its parts are those of the whole. A prompt and its answer are parts
/// of their own.
class TextParts {
 public:
  /// Bytes of a part, from which on it ends as soon as it can.
  static constexpr std::size_t kPartBytes = 32'768;

  /// @param datasets  to outlive it, all of their examples
  explicit TextParts(const std::vector<const Dataset*>& datasets);
  /// @param range  of a dataset that is to outlive it
  explicit TextParts(const ExampleRange& range) : ranges_{range}, example_(range.first), bytes_(range.bytes) {}

  /// Moves to the next part, at first to the first one. @return whether there is one
  /// @throws Error that names the example if its text is not UTF-8
  bool next();

  /// The part's text, until next() is called.
  [[nodiscard]] std::string_view text() const { return std::string_view(text_).substr(begin_, end_ - begin_); }
  /// Whether the example that it is of is a prompt with its answer.
  [[nodiscard]] bool is_chat() const { return examples().is_chat(example_); }
  /// The place of the example, as errors name it: `facts.txt, example 3`. Until next() is called.
  [[nodiscard]] const std::string& where() const { return where_; }
  /// Likewise, to be told in other languages.
  [[nodiscard]] Message place() const;
  /// Whether it is the first, or the last, of its example.
  [[nodiscard]] bool begins_example() const { return begin_ == 0; }
  [[nodiscard]] bool ends_example() const { return end_ == text_.size(); }
  /// Whether an answer begins behind it.
  [[nodiscard]] bool ends_prompt() const { return end_ == prompt_size_; }

  /// Bytes of the examples' texts in the parts so far, and in all of them.
  [[nodiscard]] std::size_t bytes_done() const;
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  [[nodiscard]] const ExampleList& examples() const { return ranges_[range_].dataset->examples; }
  void begin_example();

  std::vector<ExampleRange> ranges_;
  std::size_t range_ = 0;
  std::size_t example_ = 0;      ///< of the range's dataset
  std::string text_;             ///< of the example
  std::string where_;            ///< likewise
  std::size_t prompt_size_ = 0;  ///< what stands before the answer; 0 of a text without one
  std::size_t begin_ = 0;        ///< of the part, in the text
  std::size_t end_ = 0;
  bool begun_ = false;
  std::size_t bytes_before_ = 0;  ///< of the examples before
  std::size_t bytes_ = 0;
};

}  // namespace glassgpt
