#include "encoded_dataset.h"

#include <algorithm>

#include "dataset.h"

namespace glassgpt {

void count_example(TokenCounts& counts, std::size_t ids, const EncodedExample& example,
                   const EncodedExample* previous) {
  const bool begins_text = previous == nullptr || !previous->is_piece || previous->source != example.source;
  counts.examples += 1;
  counts.questions += example.is_question ? 1 : 0;
  counts.tokens += ids + example.tokens_cut - (example.continues ? 1 : 0);
  counts.predicted_tokens += ids - 1;
  counts.answer_tokens += ids - example.answer_start;
  counts.unknown_tokens += example.unknown_tokens;
  if (example.is_piece) {
    counts.texts_cut += begins_text ? 1 : 0;
    counts.pieces += 1;
  }
  if (example.tokens_cut > 0) {
    counts.examples_cut += 1;
    counts.tokens_cut += example.tokens_cut;
    counts.context_needed = std::max(counts.context_needed, ids + example.tokens_cut - 1);
  }
}

void EncodedDataset::append(std::span<const TokenId> ids, const EncodedExample& example) {
  count_example(counts, ids.size(), example, examples.empty() ? nullptr : &examples.back());
  sequences.append(ids);
  examples.push_back(example);
}

void EncodedDataset::append(std::span<const PackedTokenId> ids, const EncodedExample& example) {
  count_example(counts, ids.size(), example, examples.empty() ? nullptr : &examples.back());
  sequences.append(ids);
  examples.push_back(example);
}

void EncodedDataset::append(const EncodedDataset& more) {
  for (std::size_t i = 0; i < more.examples.size(); ++i) append(more.sequences[i], more.examples[i]);
}

void EncodedDataset::reserve(std::size_t more) {
  sequences.starts.reserve(sequences.starts.size() + more);
  examples.reserve(examples.size() + more);
}

EncodedDataset EncodedDataset::take_out(std::size_t some) {
  EncodedDataset taken;
  std::vector<PackedTokenId>& ids = sequences.ids;
  std::vector<std::size_t>& starts = sequences.starts;
  const std::size_t all = sequences.count();
  std::size_t kept = 0;
  std::size_t begin = 0;
  counts = {};
  for (std::size_t i = 0; i < all; ++i) {
    const std::size_t size = starts[i + 1] - begin;
    const std::span<const PackedTokenId> its = std::span(ids).subspan(begin, size);
    const std::size_t j = taken.examples.size();
    if (j < some && i == spread_place(j, some, all)) {
      taken.append(its, examples[i]);
      begin += size;
      continue;
    }
    count_example(counts, size, examples[i], kept == 0 ? nullptr : &examples[kept - 1]);
    std::copy(its.begin(), its.end(), ids.begin() + static_cast<std::ptrdiff_t>(starts[kept]));
    examples[kept] = examples[i];
    begin += size;
    starts[kept + 1] = starts[kept] + size;
    ++kept;
  }
  starts.resize(kept + 1);
  ids.resize(starts.back());
  examples.resize(kept);
  return taken;
}

EncodedDataset sample_of(const EncodedDataset& data, std::size_t most) {
  const std::size_t count = data.sequences.count();
  if (count <= most) return data;
  EncodedDataset some;
  for (std::size_t j = 0; j < most; ++j) {
    const std::size_t i = spread_place(j, most, count);
    some.append(data.sequences[i], data.examples.empty() ? EncodedExample() : data.examples[i]);
  }
  return some;
}

}  // namespace glassgpt
