#include "tokenizer_training.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace glassgpt {

namespace {

/// Reads the next parts, some tens of kilobytes. @return whether anything may be left
bool read_parts(TextParts& parts, TokenizerBuilder& builder) {
  const std::size_t enough = parts.bytes_done() + TextParts::kPartBytes;
  while (parts.bytes_done() < enough) {
    if (!parts.next()) return false;
    builder.add(parts.text(), parts.where());
  }
  return true;
}

}  // namespace

TokenizerTraining::TokenizerTraining(const TokenizerKind& kind, std::vector<const Dataset*> datasets, Executor executor)
    : executor_(std::move(executor)), ranges_(std::move(datasets)) {
  for (std::size_t i = 0; i < executor_.threads; ++i) {
    counters_.push_back({.builder = kind.builder(), .parts = TextParts(ExampleRange())});
  }
  hand_out_ranges();
}

bool TokenizerTraining::advance() {
  executor_.run(counters_.size(), [this](std::size_t i) {
    Counter& counter = counters_[i];
    counter.has_more = counter.has_more && read_parts(counter.parts, *counter.builder);
  });
  hand_out_ranges();
  if (std::any_of(counters_.begin(), counters_.end(), [](const Counter& counter) { return counter.has_more; })) {
    return true;
  }
  for (std::size_t i = 1; i < counters_.size(); ++i) {
    counters_.front().builder->join(*counters_[i].builder);
    bytes_before_ += counters_[i].parts.bytes();
  }
  counters_.erase(counters_.begin() + 1, counters_.end());
  return false;
}

std::size_t TokenizerTraining::bytes_done() const {
  std::size_t bytes = bytes_before_;
  for (const Counter& counter : counters_) bytes += counter.parts.bytes_done();
  return bytes;
}

void TokenizerTraining::hand_out_ranges() {
  for (Counter& counter : counters_) {
    if (counter.has_more) continue;
    const std::optional<ExampleRange> range = ranges_.next();
    if (!range) return;
    bytes_before_ += counter.parts.bytes();
    counter.parts = TextParts(*range);
    counter.has_more = true;
  }
}

}  // namespace glassgpt
