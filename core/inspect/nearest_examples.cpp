#include "nearest_examples.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "../text/encoded_dataset.h"

namespace glassgpt {

namespace {

/// Most tokens of a sequence.
constexpr std::size_t kLongestSequence = 3;
/// Each has so many bits of a sequence's key.
constexpr unsigned kTokenBits = 16;

/// The distinct sequences of a text, and what each of them weighs.
class TextSequences {
 public:
  explicit TextSequences(std::span<const TokenId> text) {
    each_of(text, [&](std::uint64_t key) {
      const std::size_t place = place_of(key);
      if (!has(key, place)) keys_.insert(keys_.begin() + static_cast<std::ptrdiff_t>(place), key);
      return true;
    });
    weights_.resize(keys_.size());
    seen_in_.resize(keys_.size());
  }

  /// Makes the weights.
  void weigh(std::span<const EncodedDataset> data) {
    std::vector<std::size_t> counts(weights_.size());
    std::size_t examples = 0;
    for (const EncodedDataset& dataset : data) {
      examples += dataset.sequences.count();
      for (std::size_t i = 0; i < dataset.sequences.count(); ++i) {
        each_in(dataset.sequences[i], [&](std::size_t sequence) { counts[sequence] += 1; });
      }
    }
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const std::size_t with = std::max<std::size_t>(counts[i], 1);
      weights_[i] = std::log(static_cast<double>(examples + 1) / static_cast<double>(with));
      total_ += weights_[i];
    }
  }

  /// The share of the weight that an example has: the same sequences give the same bits, in whatever order it has them.
  [[nodiscard]] double share(std::span<const PackedTokenId> example) {
    bool has_any = false;
    each_in(example, [&](std::size_t) { has_any = true; });
    if (!has_any) return 0;
    double sum = 0;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      if (seen_in_[i] == example_) sum += weights_[i];
    }
    return sum / total_;
  }

  [[nodiscard]] bool has(PackedTokenId token) const { return has(token, place_of(token)); }

 private:
  /// Where a key stands, or would stand.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    return static_cast<std::size_t>(std::lower_bound(keys_.begin(), keys_.end(), key) - keys_.begin());
  }
  [[nodiscard]] bool has(std::uint64_t key, std::size_t place) const {
    return place < keys_.size() && keys_[place] == key;
  }

  /// Calls visit(key) of the sequences of ids from each place on, the shorter ones first, as long as it returns true.
  template <typename Id, typename Visit>
  static void each_of(std::span<const Id> ids, Visit visit) {
    for (std::size_t begin = 0; begin < ids.size(); ++begin) {
      std::uint64_t key = 0;
      const std::size_t end = std::min(ids.size(), begin + kLongestSequence);
      for (std::size_t i = begin; i < end && ids[i] != kUnknownId; ++i) {
        // The id 0 is the unknown one: sequences of other lengths have other keys.
        key = key << kTokenBits | static_cast<std::uint64_t>(ids[i]);
        if (!visit(key)) break;
      }
    }
  }

  /// Calls found(number) once for each sequence of the text that an example has.
  template <typename Found>
  void each_in(std::span<const PackedTokenId> example, Found found) {
    ++example_;
    each_of(example, [&](std::uint64_t key) {
      const std::size_t sequence = place_of(key);
      if (!has(key, sequence)) return false;  // none that goes on from it is in the text either
      if (std::exchange(seen_in_[sequence], example_) != example_) found(sequence);
      return true;
    });
  }

  std::vector<std::uint64_t> keys_;  ///< rising
  std::vector<double> weights_;      ///< of each
  double total_ = 0;
  std::vector<std::size_t> seen_in_;  ///< the last example that each was found in
  std::size_t example_ = 0;           ///< looked at now, from 1
};

}  // namespace

std::vector<NearExample> find_nearest_examples(std::span<const TokenId> text, std::span<const EncodedDataset> data,
                                               std::size_t count) {
  TextSequences sequences(text);
  sequences.weigh(data);
  std::vector<NearExample> nearest;
  const auto ids_of = [&](const NearExample& it) { return data[it.dataset].sequences[it.examples.front()]; };
  for (std::size_t d = 0; d < data.size(); ++d) {
    for (std::size_t i = 0; i < data[d].sequences.count(); ++i) {
      const std::span<const PackedTokenId> ids = data[d].sequences[i];
      const double share = sequences.share(ids);
      if (share == 0) continue;
      const auto same = std::find_if(nearest.begin(), nearest.end(), [&](const NearExample& other) {
        const std::span<const PackedTokenId> its = ids_of(other);
        return other.dataset == d && std::equal(ids.begin(), ids.end(), its.begin(), its.end());
      });
      if (same != nearest.end()) {
        same->examples.push_back(i);
        continue;
      }
      const auto place = std::find_if(nearest.begin(), nearest.end(), [&](const NearExample& other) {
        return share > other.share || (share == other.share && ids.size() < ids_of(other).size());
      });
      if (place == nearest.end() && nearest.size() >= count) continue;
      nearest.insert(place, {.share = share, .dataset = d, .examples = {i}, .source = 0, .shared = {}});
      if (nearest.size() > count) nearest.pop_back();
    }
  }
  for (NearExample& near : nearest) {
    near.source = data[near.dataset].examples[near.examples.front()].source;
    for (const PackedTokenId id : ids_of(near)) near.shared.push_back(sequences.has(id) ? 1 : 0);
  }
  return nearest;
}

}  // namespace glassgpt
