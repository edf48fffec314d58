// Trains one model as told and prints what it learned as a line of JSON. tests/bench/recipes runs it.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/generate/evaluate.h"
#include "core/model/model.h"
#include "core/text/dataset_encoder.h"
#include "core/text/word_tokenizer.h"
#include "core/train/recipe.h"
#include "core/train/trainer.h"
#include "guesses.h"
#include "options.h"

namespace glassgpt::trial {

namespace {

Dataset read(const std::string& name) {
  if (name.empty()) return {};
  std::ifstream file(name, std::ios::binary);
  if (!file) throw std::runtime_error(name + ": it cannot be read");
  return read_dataset(name, std::string(std::istreambuf_iterator<char>(file), {}));
}

/// Of this process, which other work on the machine does not add to.
double processor_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

TrainingOptions training_options(const Options& trial, const DataSize& data) {
  TrainingOptions options =
      trial.recipe == "classic" ? TrainingOptions() : recommended(data, trial.sizes, trial.batch_size);
  if (trial.batch_size) options.batch_size = *trial.batch_size;
  if (trial.pretrain_epochs) options.pretrain.epochs = *trial.pretrain_epochs;
  if (trial.tune_epochs) options.tune.epochs = *trial.tune_epochs;
  for (const Phase phase : kPhases) options.phase(phase).learning_rate *= trial.rate;
  if (trial.pretrain_rate) options.pretrain.learning_rate = *trial.pretrain_rate;
  if (trial.tune_rate) options.tune.learning_rate = *trial.tune_rate;
  if (!trial.loss.empty()) options.answers_only = trial.loss == "answers";
  if (!trial.stop.empty()) options.until_learned = trial.stop == "learned";
  if (!trial.schedule.empty()) {
    const Option<TrainingOptions>& schedule = option_named(kTrainingOptions, "schedule");
    schedule.set(options, choice_named(schedule, trial.schedule, "--schedule"));
  }
  if (trial.beta2) options.adam.beta2 = *trial.beta2;
  options.seed = trial.seed;
  return options;
}

/// The mean of the weights after each of the last steps.
class Average {
 public:
  explicit Average(double share) : share_(share) {}

  void add(const StepResult& step, const std::vector<float>& weights) {
    const auto done = static_cast<double>(step.step);
    if (step.phase == Phase::pretrain || static_cast<double>(step.phase_steps_left) > share_ * done) return;
    sum_.resize(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) sum_[i] += static_cast<double>(weights[i]);
    count_ += 1;
  }

  void take(std::vector<float>& weights) const {
    if (count_ == 0) return;
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<float>(sum_[i] / count_);
  }

 private:
  double share_;
  std::vector<double> sum_;
  double count_ = 0;
};

void zero_head(Model<float>& model) {
  for (const Parameter& tensor : model.network.parameters().entries()) {
    if (tensor.name != "output_projection") continue;
    std::fill_n(model.parameters.begin() + static_cast<std::ptrdiff_t>(tensor.offset), tensor.size(), 0.0F);
  }
}

/// Moves a share of the examples, evenly spread, to others.
void hold_out(Dataset& dataset, Dataset& held_out, double share) {
  const ExampleList all = std::exchange(dataset.examples, {});
  const auto count = static_cast<std::size_t>(std::round(share * static_cast<double>(all.size())));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t j = held_out.examples.size();
    const bool goes = j < count && i == spread_place(j, count, all.size());
    (goes ? held_out : dataset).examples.push_back(all[i]);
  }
}

nlohmann::json run(Options trial) {
  Dataset pretrain = read(trial.pretrain);
  Dataset tune = read(trial.tune);
  Dataset heldout = read(trial.heldout);
  WordTokenizerBuilder words;
  for (const Dataset* dataset : {&pretrain, &tune}) {
    for (const Example& example : dataset->examples) words.add(example.training_text(), dataset->name);
  }
  const auto built = words.build(kMaxVocabSize);
  const Tokenizer& tokenizer = *built.tokenizer;
  if (trial.text_share > 0) hold_out(pretrain, heldout, trial.text_share);
  trial.sizes.vocab_size = tokenizer.size();

  Model<float> model(trial.sizes);
  initialize(model, trial.seed);
  if (trial.zero_head) zero_head(model);
  const int context = trial.sizes.max_seq_len;
  PhaseData data = {encode_dataset(tokenizer, pretrain, context), encode_dataset(tokenizer, tune, context)};
  const TrainingOptions options =
      training_options(trial, {.pretrain = size_of(data[0].counts), .tune = size_of(data[1].counts)});
  Trainer trainer(model, std::move(data), options);

  Average average(trial.average);
  const double began = processor_seconds();
  double tokens = 0;
  int setbacks = 0;
  std::optional<double> first_right;
  StepResult last;
  while (!trainer.done()) {
    last = trainer.step();
    tokens += static_cast<double>(last.tokens);
    setbacks += last.setback.went_back ? 1 : 0;
    if (!first_right && last.phase == Phase::tune && last.known.right > 0) first_right = tokens;
    if (trial.average > 0) average.add(last, model.parameters);
  }
  if (trial.average > 0) average.take(model.parameters);
  nlohmann::json result = {{"seconds", processor_seconds() - began},
                           {"tokens", tokens},
                           {"steps", last.step},
                           {"setbacks", setbacks},
                           {"learned", last.learned}};
  if (first_right) result["first_right"] = *first_right;
  const auto measure = [&](const char* name, const Dataset& dataset) {
    if (dataset.examples.empty()) return;
    const EvalResult measured = evaluate(model, tokenizer, dataset);
    result[name] = {
        {"right", measured.exact}, {"of", measured.chats}, {"loss", measured.loss}, {"accuracy", measured.accuracy}};
  };
  measure("trained", tune.examples.empty() ? pretrain : tune);
  measure("heldout", heldout);
  if (trial.guesses) result["guesses"] = measure_guesses(model, tokenizer, tune, heldout, trial.seed);
  return result;
}

}  // namespace

}  // namespace glassgpt::trial

int main(int argc, char** argv) {
  glassgpt::trial::Options trial;
  CLI::App parser("Trains one model as told and prints what it learned as a line of JSON.");
  parser.add_option("--pretrain", trial.pretrain);
  parser.add_option("--tune", trial.tune);
  parser.add_option("--heldout", trial.heldout);
  parser.add_option("--text-share", trial.text_share);
  parser.add_option("--dim", trial.sizes.embedding_dim);
  parser.add_option("--hidden", trial.sizes.hidden_dim);
  parser.add_option("--layers", trial.sizes.num_layers);
  parser.add_option("--heads", trial.sizes.num_heads);
  parser.add_option("--recipe", trial.recipe);
  parser.add_option("--batch-size", trial.batch_size);
  parser.add_option("--pretrain-epochs", trial.pretrain_epochs);
  parser.add_option("--tune-epochs", trial.tune_epochs);
  parser.add_option("--loss", trial.loss);
  parser.add_option("--stop", trial.stop);
  parser.add_option("--schedule", trial.schedule);
  parser.add_option("--beta2", trial.beta2);
  parser.add_option("--rate", trial.rate, "times the recipe's");
  parser.add_option("--pretrain-lr", trial.pretrain_rate);
  parser.add_option("--tune-lr", trial.tune_rate);
  parser.add_flag("--zero-head", trial.zero_head);
  parser.add_option("--average", trial.average, "share of the last steps");
  parser.add_option("--seed", trial.seed);
  parser.add_flag("--guesses", trial.guesses);
  CLI11_PARSE(parser, argc, argv);
  try {
    std::cout << glassgpt::trial::run(trial).dump() << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
