#include "nearest_examples.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
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
      number_of_.try_emplace(key, number_of_.size());
      return true;
    });
    weights_.resize(number_of_.size());
    seen_in_.resize(number_of_.size());
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

  /// The share of the weight that an example has.
  [[nodiscard]] double share(std::span<const PackedTokenId> example) {
    double sum = 0;
    each_in(example, [&](std::size_t sequence) { sum += weights_[sequence]; });
    return total_ > 0 ? std::min(sum / total_, 1.0) : 0;
  }

  [[nodiscard]] bool has(PackedTokenId token) const { return number_of_.count(std::uint64_t{token}) > 0; }

 private:
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
      const auto it = number_of_.find(key);
      if (it == number_of_.end()) return false;  // none that goes on from it is in the text either
      if (std::exchange(seen_in_[it->second], example_) != example_) found(it->second);
      return true;
    });
  }

  std::unordered_map<std::uint64_t, std::size_t> number_of_;  ///< by key, from 0
  std::vector<double> weights_;
  double total_ = 0;
  std::vector<std::size_t> seen_in_;  ///< the last example that each was found in
  std::size_t example_ = 0;           ///< looked at now, from 1
};

/// Of an example, how near it is and where it stands.
struct Candidate {
  double share = 0;
  std::size_t dataset = 0;
  std::size_t example = 0;
};

}  // namespace

std::vector<NearExample> find_nearest_examples(std::span<const TokenId> text, std::span<const EncodedDataset> data,
                                               std::size_t count) {
  TextSequences sequences(text);
  sequences.weigh(data);
  std::vector<Candidate> candidates;
  for (std::size_t d = 0; d < data.size(); ++d) {
    for (std::size_t i = 0; i < data[d].sequences.count(); ++i) {
      const double share = sequences.share(data[d].sequences[i]);
      if (share > 0) candidates.push_back({.share = share, .dataset = d, .example = i});
    }
  }
  const auto ids_of = [&](const Candidate& it) { return data[it.dataset].sequences[it.example]; };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
    return a.share != b.share ? a.share > b.share : ids_of(a).size() < ids_of(b).size();
  });

  std::vector<NearExample> nearest;
  std::vector<Candidate> firsts;  // of each of these
  for (const Candidate& it : candidates) {
    const std::span<const PackedTokenId> ids = ids_of(it);
    const auto same = std::find_if(firsts.begin(), firsts.end(), [&](const Candidate& first) {
      const std::span<const PackedTokenId> others = ids_of(first);
      return first.dataset == it.dataset && std::equal(ids.begin(), ids.end(), others.begin(), others.end());
    });
    if (same != firsts.end()) {
      nearest[static_cast<std::size_t>(same - firsts.begin())].examples.push_back(it.example);
      continue;
    }
    if (firsts.size() == count) {
      if (firsts.empty() || it.share < firsts.back().share) break;
      continue;  // another like the last one may still come
    }
    firsts.push_back(it);
    NearExample near = {.share = it.share,
                        .dataset = it.dataset,
                        .examples = {it.example},
                        .source = data[it.dataset].examples[it.example].source,
                        .shared = {}};
    for (const PackedTokenId id : ids) near.shared.push_back(sequences.has(id) ? 1 : 0);
    nearest.push_back(std::move(near));
  }
  return nearest;
}

}  // namespace glassgpt
