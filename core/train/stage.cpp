#include "stage.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "../text/batch.h"

namespace glassgpt {

namespace {

/// \f$ \sum_i c_i \log c_i \f$, where c_i is how often the i-th value is seen.
double sum_of_logs(std::vector<std::uint64_t> seen) {
  std::sort(seen.begin(), seen.end());
  double sum = 0;
  for (auto it = seen.begin(); it != seen.end();) {
    const auto next = std::upper_bound(it, seen.end(), *it);
    const auto count = static_cast<double>(next - it);
    sum += count * std::log(count);
    it = next;
  }
  return sum;
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
  std::vector<std::uint64_t> tokens;
  std::vector<std::uint64_t> before;
  std::vector<std::uint64_t> pairs;
  for (std::size_t e = 0; e < data.sequences.count(); ++e) {
    const std::span<const TokenId> ids = data.sequences[e];
    for (std::size_t i = answers_only ? data.answer_start(e) : 1; i < ids.size(); ++i) {
      tokens.push_back(static_cast<std::uint64_t>(ids[i]));
      before.push_back(static_cast<std::uint64_t>(ids[i - 1]));
      pairs.push_back(before.back() << 32U | tokens.back());
    }
  }
  if (tokens.empty()) return {};
  const auto count = static_cast<double>(tokens.size());
  // H(Y) = log n - sum c log c / n, and H(Y | X) = (sum over x of c log c - sum over pairs of c log c) / n.
  return {.words = std::log(count) - sum_of_logs(std::move(tokens)) / count,
          .order = (sum_of_logs(std::move(before)) - sum_of_logs(std::move(pairs))) / count};
}

Stage stage_of(double loss, const StageLosses& losses, const Known& known, bool questions) {
  if (known.reaches(kStageShare)) return questions ? Stage::answers : Stage::facts;
  if (loss < losses.order) return Stage::order;
  return loss < losses.words ? Stage::words : Stage::noise;
}

}  // namespace glassgpt
