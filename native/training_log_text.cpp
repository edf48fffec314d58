#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "native/options.h"
#include "native/output.h"
#include "native/progress_bar.h"
#include "native/training_log.h"
#include "native/training_pace.h"
#include "native/training_words.h"

namespace glassgpt {

namespace {

/// Lines that each phase gets for its epochs, at most, and while a progress bar shows the rest.
constexpr int kMostLines = 100;
constexpr int kLinesBesideBar = 10;
/// Between two lines, where no progress bar shows that training goes on.
constexpr std::chrono::seconds kLongestSilence{8};

void log_model(const ModelReport& model) {
  const ModelConfig& config = model.config;
  log_info(fmt::format("model     {} parameters in {}, a vocabulary of {}", grouped(model.parameters),
                       counted(config.num_layers, "layer"), counted(config.vocab_size, "word")));
  log_info(fmt::format("          width {}, hidden {}, {}, context {}", grouped(config.embedding_dim),
                       grouped(config.hidden_dim), counted(config.num_heads, "head"), grouped(config.max_seq_len)));
  if (model.words_dropped > 0) {
    log_warning(fmt::format("{} did not fit into the vocabulary: <unk> stands for {} of them",
                            counted(model.words_dropped, "word"), counted(model.tokens_dropped, "occurrence")));
  }
}

void log_recipe(const TrainingStart& start) {
  bool first = true;
  for (const std::string& line : recipe_lines(start)) {
    log_info(fmt::format("{:<8}  {}", std::exchange(first, false) ? "recipe" : "", line));
  }
}

/// What the loss counts, and what is validated.
void log_phase_details(const PhaseReport& phase) {
  if (phase.loss_tokens < phase.tokens) {
    log_info(fmt::format("          the loss counts the answers alone, {}", counted(phase.loss_tokens, "token")));
  }
  if (phase.validation_examples > 0) {
    log_info(fmt::format("          validated on {}", counted(phase.validation_examples, "other example")));
  }
}

void log_phase(const PhaseReport& phase, const TrainingOptions& options) {
  const std::string name(phase_name(phase.phase));
  log_info(fmt::format("{:<8}  {}, {}; {}", name, counted(phase.examples, "example"), counted(phase.tokens, "token"),
                       length_words(phase, options)));
  log_phase_details(phase);
  if (phase.unknown_tokens > 0) {
    log_warning(fmt::format("{}: the vocabulary lacks {}, and <unk> stands for them", name,
                            counted(phase.unknown_tokens, "token")));
  }
  if (phase.validation_unknown_tokens > 0) {
    log_warning(fmt::format("{}: the vocabulary lacks {} of what it is validated on", name,
                            counted(phase.validation_unknown_tokens, "token")));
  }
  if (phase.examples_cut > 0) {
    log_warning(fmt::format("{}: {} longer than the context lost {} at the end; --context makes room", name,
                            counted(phase.examples_cut, "example"), counted(phase.tokens_cut, "token")));
  }
}

/// A line of the profile: what took that many seconds of all, and the operations of products in them.
std::string profile_line(std::string_view operation, std::string_view direction, double seconds, double operations,
                         const Profile& all) {
  const std::string speed = operations > 0 ? fmt::format("{:.1f}", 1e-9 * operations / seconds) : "";
  std::string line =
      fmt::format("{:<17}  {:<8}  {:>9.3f}  {:>5.1f}%  {:>8}", operation, direction,
                  1e3 * seconds / static_cast<double>(all.steps()), 100 * seconds / all.seconds(), speed);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string profile_table(const Profile& profile) {
  std::string table =
      fmt::format("{:<17}  {:<8}  {:>9}  {:>6}  {:>8}\n", "operation", "", "ms/step", "share", "GFLOP/s");
  double operations = 0;
  for (const Profile::Entry& entry : profile.entries()) {
    table += profile_line(operation_name(entry.operation), direction_name(entry.direction), entry.seconds,
                          entry.operations, profile);
    operations += entry.operations;
  }
  table += profile_line("other", "", profile.other_seconds(), 0, profile);
  return table + profile_line("step", "", profile.seconds(), operations, profile);
}

class TextLog : public TrainingLog {
 public:
  void start(const TrainingStart& start) override {
    const TrainingReport& plan = start.plan;
    log_model(start.model);
    log_recipe(start);
    for (const PhaseReport& phase : plan.phases) log_phase(phase, start.options);
    if (plan.steps_done > 0) {
      log_info(fmt::format("resumed   at step {} of {}", grouped(plan.steps_done), grouped(plan.total_steps)));
    }
    phases_ = plan.phases;
    pace_.emplace(plan);
    told_at_ = Clock::now();
  }

  void step(const StepResult& step) override {
    pace_->add(step);
    tell_trouble(step);
    const bool is_last = step.phase_steps_left == 0;
    const bool is_silent = !bar_.visible() && Clock::now() - told_at_ > kLongestSilence;
    if ((step.epoch_ended && deserves_line(step)) || is_last || is_silent) log_epoch(pace_->epoch());
    tell_learned(step);
    if (step.done) {
      bar_.clear();
    } else if (bar_.due()) {
      draw_bar(step);
    }
  }

  void interrupted(const StepResult& last) override {
    bar_.clear();
    log_info(fmt::format("Interrupted after step {} of {}; train --resume goes on from there.", grouped(last.step),
                         grouped(last.total_steps)));
  }

  void diverged(const std::string&) override { bar_.clear(); }

  void saved(const std::string& file) override {
    bar_.clear();
    log_info("Saved " + file + ".");
  }

  void profile(const Profile& profile) override {
    bar_.clear();
    print(profile_table(profile));
  }

 private:
  [[nodiscard]] bool deserves_line(const StepResult& step) const {
    const int between = std::max(step.epochs / (bar_.visible() ? kLinesBesideBar : kMostLines), 1);
    return step.epoch % between == 0 || step.epoch == step.epochs;
  }

  void tell_trouble(const StepResult& step) {
    if (step.setback.trouble == Trouble::none) return;
    bar_.clear();
    log_warning(setback_words(step));
  }

  /// What the model can do now that it could not before; and at the end of a phase of questions, how many it answers.
  void tell_learned(const StepResult& step) {
    for (const PhaseReport& phase : phases_) {
      if (phase.phase != step.phase) continue;
      if (step.stage > stage_) tell("learned", stage_words(step, phase));
      stage_ = std::max(stage_, step.stage);
      const std::string answers = step.phase_steps_left == 0 ? answers_words(step, phase) : "";
      if (!answers.empty()) tell("knows", answers);
    }
  }

  void tell(std::string_view what, const std::string& words) {
    bar_.clear();
    log_info(fmt::format("{:<8}  {}", what, words));
    told_at_ = Clock::now();
  }

  void log_epoch(const EpochSummary& epoch) {
    bar_.clear();
    told_at_ = Clock::now();
    const std::string validation =
        std::isnan(epoch.validation_loss) ? "" : fmt::format("  validation {:.4f}", epoch.validation_loss);
    log_info(fmt::format("{:<8}  {:>{}}/{}  loss {:.4f}{}  gradient {:.3f}  {} tokens/s  {} left",
                         phase_name(epoch.phase), epoch.epoch, std::to_string(epoch.epochs).size(), epoch.epochs,
                         epoch.loss, validation, epoch.grad_norm, grouped(std::llround(epoch.tokens_per_second)),
                         duration(epoch.seconds_left)));
  }

  void draw_bar(const StepResult& step) {
    const std::string label = fmt::format("{:<8}  {:>{}}/{}", phase_name(step.phase), step.epoch,
                                          std::to_string(step.epochs).size(), step.epochs);
    const std::string details =
        fmt::format("loss {:.4f}  {} tokens/s  {} left", step.epoch_loss,
                    grouped(std::llround(pace_->tokens_per_second())), duration(pace_->seconds_left()));
    bar_.draw(label, pace_->fraction_done(), details);
  }

  using Clock = std::chrono::steady_clock;

  ProgressBar bar_;
  std::optional<TrainingPace> pace_;
  std::vector<PhaseReport> phases_;
  Stage stage_ = Stage::noise;  ///< told last
  Clock::time_point told_at_;   ///< when a line was written last
};

}  // namespace

std::unique_ptr<TrainingLog> make_text_log() {
  return std::make_unique<TextLog>();
}

}  // namespace glassgpt
