#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace glassgpt {

/// One training example: running text, or a prompt with its answer.
struct Example {
  std::string text;      ///< plain text; empty for a prompt with its answer
  std::string prompt;    ///< what the user says
  std::string answer;    ///< what the assistant replies
  bool is_chat = false;  ///< whether it is a prompt with its answer

  /// What the model is trained on: the text, or `User: <prompt> Assistant: <answer>`, and ` </s>` unless it ends so.
  [[nodiscard]] std::string training_text() const;
};

/// The text that stands before the answer when a person asks: `User: <prompt> Assistant:`.
std::string chat_prompt(std::string_view prompt);

/// Examples in order. Their texts lie end to end in a few large blocks, and each example costs twelve bytes more, so
/// that millions of short ones take little more memory than their file does.
class ExampleList {
 public:
  /// Goes through the examples, which it makes as it comes to them.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Example;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Example;

    Iterator(const ExampleList& list, std::size_t i) : list_(&list), i_(i) {}
    Example operator*() const { return (*list_)[i_]; }
    Iterator& operator++() {
      ++i_;
      return *this;
    }
    bool operator==(const Iterator& other) const { return i_ == other.i_; }

   private:
    const ExampleList* list_;
    std::size_t i_;
  };

  ExampleList() = default;
  ExampleList(std::initializer_list<Example> examples);

  [[nodiscard]] std::size_t size() const { return places_.size(); }
  [[nodiscard]] bool empty() const { return places_.empty(); }
  /// A copy of example i, from 0. @throws Error if its text was discarded
  [[nodiscard]] Example operator[](std::size_t i) const;
  [[nodiscard]] Iterator begin() const { return {*this, 0}; }
  [[nodiscard]] Iterator end() const { return {*this, size()}; }

  /// Of example i, without a copy of its text: whether it is a prompt with its answer, and the bytes of it.
  [[nodiscard]] bool is_chat(std::size_t i) const { return places_[i].prompt_size != kNoPrompt; }
  [[nodiscard]] std::size_t text_size(std::size_t i) const { return text_of(i).size(); }
  /// Writes Example::training_text() of example i. @throws Error if its text was discarded
  void read_training_text(std::size_t i, std::string& text) const;
  /// Of example i, if it is a prompt with its answer: bytes of chat_prompt(), which its training text begins with.
  [[nodiscard]] std::size_t chat_prompt_size(std::size_t i) const;
  /// Bytes of all of them.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }
  /// Examples that are prompts with answers.
  [[nodiscard]] std::size_t chats() const;

  /// Adds an example after the last one. @throws std::length_error if one is larger than 4 GB
  void push_back(const Example& example);
  /// Likewise one that is plain text.
  void push_back_text(std::string_view text) { append(text, {}, kNoPrompt); }
  /// Adds the examples of another list after the last one.
  void append(ExampleList more);
  /// Keeps the first examples only.
  void shorten(std::size_t size);

  /// Gives up the texts that stand before an example, whose memory is given back a block at a time.
  /// @param i  its number, at most size()
  void discard_texts_before(std::size_t i);

 private:
  static constexpr std::uint32_t kNoPrompt = 0xFFFFFFFF;

  /// Where the text of an example is; it ends where the next one of the block begins, or with the block.
  struct Place {
    std::uint32_t block = 0;
    std::uint32_t begin = 0;
    std::uint32_t prompt_size = kNoPrompt;  ///< of the text, the first bytes, which the answer follows
  };

  void check_kept(std::size_t i) const;
  void append(std::string_view first, std::string_view second, std::uint32_t prompt_size);
  [[nodiscard]] std::string_view text_of(std::size_t i) const;
  /// A block with room for so many bytes.
  std::string& block_for(std::size_t size);

  std::vector<std::string> blocks_;
  std::vector<Place> places_;
  std::size_t bytes_ = 0;
  std::size_t discarded_ = 0;  ///< examples
};

}  // namespace glassgpt
