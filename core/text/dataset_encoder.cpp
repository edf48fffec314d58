#include "dataset_encoder.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "../base/error.h"

namespace glassgpt {

namespace {

/// The place of the last word, before the punctuation and the `</s>` that end a text; 1 if there is none.
std::size_t last_word(const Tokenizer& tokenizer, std::span<const TokenId> ids) {
  for (std::size_t i = ids.size(); i > 1; --i) {
    if (ids[i - 1] != kEndId && !tokenizer.is_punctuation(ids[i - 1])) return i - 1;
  }
  return 1;
}

}  // namespace

DatasetEncoder::DatasetEncoder(const Tokenizer& tokenizer, const ExampleRange& examples, int max_seq_len)
    : tokenizer_(&tokenizer), parts_(examples), cutter_(tokenizer, max_seq_len) {
  example_.source = static_cast<std::uint32_t>(examples.first);
  constexpr int most = std::numeric_limits<PackedTokenId>::max();
  if (tokenizer.size() > most) {
    throw Error("vocabulary", "it has " + std::to_string(tokenizer.size()) + " tokens",
                "take one of at most " + std::to_string(most));
  }
  encoded_.reserve(examples.end - examples.first);
}

bool DatasetEncoder::advance() {
  const std::size_t enough = bytes_done() + TextParts::kPartBytes;
  while (bytes_done() < enough) {
    if (!parts_.next()) return false;
    const Encoding part = tokenizer_->encode(parts_.text(), parts_.where());
    ids_.insert(ids_.end(), part.ids.begin(), part.ids.end());
    unknown_tokens_ += static_cast<std::uint32_t>(part.unknown.size());
    if (parts_.ends_prompt()) example_.answer_start = static_cast<std::uint32_t>(ids_.size());
    if (parts_.ends_example() && !example_.is_piece && ids_.size() < 2) {
      throw Error(parts_.place(), words::nothing_to_predict, words::give_one_word);
    }
    if (!parts_.is_chat()) {
      append_pieces();
    } else if (parts_.ends_example()) {
      append_question();
    }
    if (!parts_.ends_example()) continue;
    ids_.clear();
    unknown_tokens_ = 0;
    example_ = {.source = example_.source + 1};
  }
  return true;
}

/// The example is a prompt with its answer, complete.
void DatasetEncoder::append_question() {
  const std::size_t size = std::min(ids_.size(), cutter_.most_tokens());
  example_.tokens_cut = static_cast<std::uint32_t>(ids_.size() - size);
  example_.is_question = true;
  example_.unknown_tokens = unknown_tokens_;
  if (example_.answer_start >= size) example_.answer_start = 1;
  example_.ending_start = example_.tokens_cut == 0 ? example_.answer_start : static_cast<std::uint32_t>(size);
  encoded_.append(std::span(ids_).first(size), example_);
}

/// The example is a text, of which some is still to be appended.
void DatasetEncoder::append_pieces() {
  std::span<const TokenId> rest = ids_;
  const bool is_all = parts_.ends_example();
  while (const std::size_t size = cutter_.first_piece(rest, is_all)) {
    const std::span<const TokenId> piece = rest.first(size);
    const bool is_last = is_all && size == rest.size();
    example_.is_piece = example_.continues || !is_last;
    example_.unknown_tokens = unknown_of(piece, example_);
    example_.ending_start = static_cast<std::uint32_t>(last_word(*tokenizer_, piece));
    encoded_.append(piece, example_);
    if (is_last) return;
    example_.continues = true;
    example_.first_token += static_cast<std::uint32_t>(size - 1);
    rest = rest.subspan(size - 1);
  }
  ids_.erase(ids_.begin(), ids_.end() - static_cast<std::ptrdiff_t>(rest.size()));
}

/// Of a whole text it is known; in a piece, a `<unk>` that the text itself has counts as well.
std::uint32_t DatasetEncoder::unknown_of(std::span<const TokenId> piece, const EncodedExample& example) const {
  if (!example.is_piece) return unknown_tokens_;
  const std::span<const TokenId> own = piece.subspan(example.continues ? 1 : 0);
  return static_cast<std::uint32_t>(std::count(own.begin(), own.end(), kUnknownId));
}

DatasetEncoding::DatasetEncoding(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len, Executor executor)
    : tokenizer_(&tokenizer),
      max_seq_len_(max_seq_len),
      executor_(std::move(executor)),
      ranges_({&dataset}),
      examples_(dataset.examples.size()) {
  hand_out_ranges();
}

bool DatasetEncoding::advance() {
  executor_.run(parts_.size(), [this](std::size_t i) {
    Part& part = parts_[i];
    part.has_more = part.has_more && part.encoder.advance();
  });
  for (; !parts_.empty() && !parts_.front().has_more; parts_.pop_front()) {
    DatasetEncoder& encoder = parts_.front().encoder;
    bytes_before_ += encoder.bytes();
    examples_before_ = encoder.next_example();
    if (encoder.bytes() == bytes()) {
      encoded_ = encoder.take();  // the only one
    } else {
      if (encoded_.examples.empty()) reserve(encoder);
      encoded_.append(encoder.encoded());
    }
  }
  hand_out_ranges();
  return !parts_.empty();
}

std::size_t DatasetEncoding::bytes_done() const {
  std::size_t bytes = bytes_before_;
  for (const Part& part : parts_) bytes += part.encoder.bytes_done();
  return bytes;
}

std::size_t DatasetEncoding::next_example() const {
  return parts_.empty() ? examples_before_ : parts_.front().encoder.next_example();
}

/// Room for all ranges, if they are as the first one: to grow by doubling takes three times the memory. Not before
/// there is a first one: until then, the texts of the datasets before may need it.
void DatasetEncoding::reserve(const DatasetEncoder& first) {
  constexpr double kMargin = 1.05;
  const auto ids = static_cast<double>(first.encoded().sequences.ids.size());
  const double share = static_cast<double>(first.bytes()) / static_cast<double>(bytes());
  encoded_.sequences.ids.reserve(static_cast<std::size_t>(kMargin * ids / share));
  encoded_.reserve(examples_);
}

/// As many as there are threads.
void DatasetEncoding::hand_out_ranges() {
  while (parts_.size() < executor_.threads) {
    const std::optional<ExampleRange> range = ranges_.next();
    if (!range) return;
    parts_.push_back({.encoder = DatasetEncoder(*tokenizer_, *range, max_seq_len_)});
  }
}

EncodedDataset encode_dataset(const Tokenizer& tokenizer, const Dataset& dataset, int max_seq_len) {
  DatasetEncoder encoder(tokenizer, all_examples(dataset), max_seq_len);
  while (encoder.advance()) {
  }
  return encoder.take();
}

}  // namespace glassgpt
