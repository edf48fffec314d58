#include "replay.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "../base/error.h"
#include "../base/number_text.h"
#include "../base/sha256.h"
#include "../store/little_endian.h"
#include "../text/utf8.h"

namespace glassgpt {

namespace {

/// Losses are kept with six digits; the C library's logarithm may differ in the last bits of its seventeen.
constexpr double kLossTolerance = 1e-5;

/// Weights that are made into bytes at a time.
constexpr std::size_t kWeightsAtOnce = 16'384;

/// A digest as people compare them at a glance.
std::string shortened(const std::string& digest) {
  constexpr std::size_t kShown = 12;
  return digest.substr(0, kShown) + "…";
}

/// "expected in the file, found when replayed".
std::string compared(const std::string& what, const std::string& in_file, const std::string& replayed) {
  return what + ": " + in_file + " in the file, " + replayed + " replayed";
}

/// The file that the digest is of, by what `digests` says of each.
std::optional<std::size_t> find_data(const ResultData& data, const std::vector<std::string>& digests) {
  const auto found = std::find(digests.begin(), digests.end(), data.sha256);
  if (found == digests.end()) return std::nullopt;
  return static_cast<std::size_t>(found - digests.begin());
}

std::vector<std::string> digests_of(const std::vector<std::string_view>& files) {
  std::vector<std::string> digests;
  digests.reserve(files.size());
  for (const std::string_view bytes : files) digests.push_back(sha256_hex(bytes));
  return digests;
}

/// What a data file is called in messages: "pretrain-1.csv". The ending is that of its name.
std::string name_of(Phase phase, std::size_t index, const ResultData& data) {
  return std::string(phase_name(phase)) + "-" + std::to_string(index + 1) + data.ending;
}

std::string description_of(const std::string& name, const ResultData& data) {
  return name + ": " + std::to_string(data.bytes) + " bytes with the SHA-256 " + data.sha256;
}

std::string_view trim_spaces(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::vector<std::string> missing_data(const RunResult& result, const std::vector<std::string_view>& files) {
  const std::vector<std::string> digests = digests_of(files);
  std::vector<std::string> missing;
  for (const Phase phase : kPhases) {
    const std::vector<ResultData>& its = result.phase(phase).data;
    for (std::size_t i = 0; i < its.size(); ++i) {
      if (!find_data(its[i], digests)) missing.push_back(description_of(name_of(phase, i, its[i]), its[i]));
    }
  }
  return missing;
}

Replay::Replay(RunResult result, const std::vector<std::string_view>& files) : result_(std::move(result)) {
  const std::vector<std::string> digests = digests_of(files);
  for (const Phase phase : kPhases) {
    const ResultPhase& its = result_.phase(phase);
    Dataset dataset;
    for (std::size_t i = 0; i < its.data.size(); ++i) {
      const std::string name = name_of(phase, i, its.data[i]);
      const std::optional<std::size_t> found = find_data(its.data[i], digests);
      if (!found) throw Error("data", description_of(name, its.data[i]) + " is not there", "give that file");
      append(dataset, read_dataset(name, files[*found]));
    }
    session_.set_data(phase, std::move(dataset));
    session_.hold_out(phase, its.held_out);
  }
  session_.set_tokenizer(result_.tokenizer);
  session_.create(result_.sizes, result_.training.seed);
  session_.start_training(result_.training);
}

bool Replay::train_step() {
  const StepResult step = session_.train_step();
  steps_ = step.step;
  if (points_ < result_.curve.size() && result_.curve[points_].step == steps_) {
    const double kept = result_.curve[points_++].loss;
    // Negated, so that NaN is one as well.
    if (loss_difference_.empty() && !(std::abs(step.loss - kept) <= kLossTolerance * std::abs(step.loss))) {
      loss_difference_ =
          compared("loss of step " + std::to_string(steps_), describe_number(kept), describe_number(step.loss));
    }
  }
  return steps_ < result_.steps && session_.training();
}

double Replay::share() const {
  return static_cast<double>(steps_) / static_cast<double>(result_.steps);
}

std::vector<std::string> Replay::differences() {
  std::vector<std::string> found;
  if (steps_ < result_.steps) {
    found.push_back(compared("steps", std::to_string(result_.steps), "no more than " + std::to_string(steps_)));
  }
  if (!loss_difference_.empty()) found.push_back(loss_difference_);
  const std::string weights = weights_digest();
  if (weights != result_.weights) {
    found.push_back(compared("weights", shortened(result_.weights), shortened(weights)));
  }
  for (const ResultAnswer& one : result_.answers) {
    const std::string prompt = one.is_chat ? chat_prompt(one.question) : one.question;
    const std::string answer = session_.generate(prompt, {.sampling = {}, .max_tokens = one.max_tokens});
    if (trim_spaces(answer) != trim_spaces(one.answer)) {
      found.push_back(compared("answer to " + in_quotes(one.question), in_quotes(trim_spaces(one.answer)),
                               in_quotes(trim_spaces(answer))));
    }
  }
  if (!found.empty() && result_.version == 1) {
    found.emplace_back(
        "the result was made by an earlier version, which added up steps of 256 tokens and more in another order: "
        "check it with that one");
  }
  return found;
}

std::string Replay::weights_digest() {
  Sha256 digest;
  const std::span<const float> weights = session_.parameters();
  for (std::size_t first = 0; first < weights.size(); first += kWeightsAtOnce) {
    std::string bytes;
    append_floats(bytes, weights.subspan(first, std::min(kWeightsAtOnce, weights.size() - first)));
    digest.add(bytes);
  }
  return digest.hex();
}

}  // namespace glassgpt
