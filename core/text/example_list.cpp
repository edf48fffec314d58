#include "example_list.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "../base/error.h"
#include "ascii.h"
#include "tokenizer.h"

namespace glassgpt {

namespace {

// A block is as large as all before it together, between these: few are needed, and little of the last one is unused.
constexpr std::size_t kLeastBlock = 4096;
constexpr std::size_t kMostBlock = std::size_t{64} << 20U;

// What stands around a prompt.
constexpr std::string_view kUser = "User: ";
constexpr std::string_view kAssistant = " Assistant:";

bool ends_with_end_token(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  if (!text.ends_with(kEndToken)) return false;
  text.remove_suffix(kEndToken.size());
  return text.empty() || is_space(text.back());
}

void end_text(std::string& text) {
  if (!ends_with_end_token(text)) text.append(" ").append(kEndToken);
}

}  // namespace

std::string Example::training_text() const {
  std::string whole = is_chat ? chat_prompt(prompt) + " " + answer : text;
  end_text(whole);
  return whole;
}

std::string chat_prompt(std::string_view prompt) {
  return std::string(kUser).append(prompt).append(kAssistant);
}

ExampleList::ExampleList(std::initializer_list<Example> examples) {
  for (const Example& example : examples) push_back(example);
}

void ExampleList::check_kept(std::size_t i) const {
  if (i >= discarded_) return;
  throw Error("example " + std::to_string(i + 1), "its text was given up once it was encoded", "set the data anew");
}

void ExampleList::read_training_text(std::size_t i, std::string& text) const {
  check_kept(i);
  const std::string_view its = text_of(i);
  if (is_chat(i)) {
    const std::size_t prompt_size = places_[i].prompt_size;
    text.assign(kUser).append(its.substr(0, prompt_size)).append(kAssistant);
    text.append(" ").append(its.substr(prompt_size));
  } else {
    text.assign(its);
  }
  end_text(text);
}

std::size_t ExampleList::chat_prompt_size(std::size_t i) const {
  return kUser.size() + places_[i].prompt_size + kAssistant.size();
}

Example ExampleList::operator[](std::size_t i) const {
  check_kept(i);
  const std::string_view text = text_of(i);
  const std::size_t prompt_size = places_[i].prompt_size;
  if (prompt_size == kNoPrompt) return {.text = std::string(text), .prompt = {}, .answer = {}};
  return {.text = {},
          .prompt = std::string(text.substr(0, prompt_size)),
          .answer = std::string(text.substr(prompt_size)),
          .is_chat = true};
}

std::size_t ExampleList::chats() const {
  return static_cast<std::size_t>(
      std::count_if(places_.begin(), places_.end(), [](const Place& it) { return it.prompt_size != kNoPrompt; }));
}

void ExampleList::push_back(const Example& example) {
  if (!example.is_chat) return push_back_text(example.text);
  if (example.prompt.size() >= kNoPrompt) throw std::length_error("prompt");
  append(example.prompt, example.answer, static_cast<std::uint32_t>(example.prompt.size()));
}

void ExampleList::append(std::string_view first, std::string_view second, std::uint32_t prompt_size) {
  std::string& block = block_for(first.size() + second.size());
  places_.push_back({.block = static_cast<std::uint32_t>(blocks_.size() - 1),
                     .begin = static_cast<std::uint32_t>(block.size()),
                     .prompt_size = prompt_size});
  block.append(first).append(second);
  bytes_ += first.size() + second.size();
}

void ExampleList::append(ExampleList more) {
  if (empty()) {
    *this = std::move(more);
    return;
  }
  const auto before = static_cast<std::uint32_t>(blocks_.size());
  std::move(more.blocks_.begin(), more.blocks_.end(), std::back_inserter(blocks_));
  bytes_ += more.bytes_;
  places_.reserve(places_.size() + more.places_.size());
  for (Place place : more.places_) {
    place.block += before;
    places_.push_back(place);
  }
}

void ExampleList::shorten(std::size_t size) {
  if (size >= places_.size()) return;
  const Place end = places_[size];
  for (std::size_t i = size; i < places_.size(); ++i) bytes_ -= text_size(i);
  places_.resize(size);
  blocks_.resize(end.block + 1);
  blocks_.back().resize(end.begin);
}

void ExampleList::discard_texts_before(std::size_t i) {
  discarded_ = std::max(discarded_, i);
  const std::size_t first = i < places_.size() ? places_[i].block : blocks_.size();
  for (std::size_t block = 0; block < first; ++block) std::string().swap(blocks_[block]);
}

std::string_view ExampleList::text_of(std::size_t i) const {
  const Place& place = places_[i];
  const bool is_last = i + 1 == places_.size() || places_[i + 1].block != place.block;
  const std::string_view block = blocks_[place.block];
  return block.substr(place.begin, (is_last ? block.size() : places_[i + 1].begin) - place.begin);
}

std::string& ExampleList::block_for(std::size_t size) {
  if (size >= kNoPrompt) throw std::length_error("example");
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < size) {
    std::string block;
    block.reserve(std::max(size, std::clamp(bytes_, kLeastBlock, kMostBlock)));
    blocks_.push_back(std::move(block));
  }
  return blocks_.back();
}

}  // namespace glassgpt
