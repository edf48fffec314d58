#include "stage.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "../text/encoded_dataset.h"

namespace glassgpt {

namespace {

/// \f$ c \log c \f$, 0 for 0.
double times_log(std::size_t count) {
  return count == 0 ? 0 : static_cast<double>(count) * std::log(static_cast<double>(count));
}

/// Calls `take` with each token that the loss counts and the one before it, in the order of the data.
template <typename Take>
void each_pair(const EncodedDataset& data, bool answers_only, Take take) {
  for (std::size_t e = 0; e < data.sequences.count(); ++e) {
    const std::span<const PackedTokenId> ids = data.sequences[e];
    for (std::size_t i = answers_only ? data.answer_start(e) : 1; i < ids.size(); ++i) {
      take(static_cast<std::size_t>(ids[i - 1]), static_cast<std::size_t>(ids[i]));
    }
  }
}

}  // namespace

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::words:
      return "words";
    case Stage::order:
      return "order";
    case Stage::facts:
      return "facts";
    case Stage::answers:
      return "answers";
    case Stage::noise:
      break;
  }
  return "noise";
}

StageLosses stage_losses(const EncodedDataset& data, bool answers_only) {
  if (data.sequences.ids.empty()) return {};
  const auto most = static_cast<std::size_t>(*std::max_element(data.sequences.ids.begin(), data.sequences.ids.end()));
  std::vector<std::size_t> tokens(most + 1);  // how often each is seen
  std::vector<std::size_t> ends(most + 2);    // those after each token end there, once they stand in `after`
  each_pair(data, answers_only, [&](std::size_t before, std::size_t token) {
    tokens[token] += 1;
    ends[before + 1] += 1;
  });
  std::partial_sum(ends.begin(), ends.end(), ends.begin());
  const std::size_t total = ends.back();
  if (total == 0) return {};
  std::vector<PackedTokenId> after(total);  // the tokens after the first one, then those after the second, and so on
  each_pair(data, answers_only,
            [&](std::size_t before, std::size_t token) { after[ends[before]++] = static_cast<PackedTokenId>(token); });

  std::vector<std::size_t> pairs(most + 1);  // of one token before, how often each is seen after it
  std::vector<std::size_t> seen;             // those that are
  double of_tokens = 0;
  double of_before = 0;
  double of_pairs = 0;
  std::size_t begin = 0;
  for (std::size_t token = 0; token <= most; ++token) {
    of_tokens += times_log(tokens[token]);
    of_before += times_log(ends[token] - begin);
    for (; begin < ends[token]; ++begin) {
      const auto next = static_cast<std::size_t>(after[begin]);
      if (pairs[next]++ == 0) seen.push_back(next);
    }
    std::sort(seen.begin(), seen.end());
    for (const std::size_t next : seen) of_pairs += times_log(std::exchange(pairs[next], 0));
    seen.clear();
  }
  // H(Y) = log n - sum c log c / n, and H(Y | X) = (sum over x of c log c - sum over pairs of c log c) / n.
  const auto count = static_cast<double>(total);
  return {.words = std::log(count) - of_tokens / count, .order = (of_before - of_pairs) / count};
}

Stage stage_of(double loss, const StageLosses& losses, const Known& known, bool questions) {
  if (known.reaches(kStageShare)) return questions ? Stage::answers : Stage::facts;
  if (loss < losses.order) return Stage::order;
  return loss < losses.words ? Stage::words : Stage::noise;
}

}  // namespace glassgpt
