#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "native/options.h"
#include "native/output.h"
#include "native/platform.h"
#include "native/progress_bar.h"
#include "native/training_log.h"
#include "native/training_messages.h"
#include "native/training_pace.h"

namespace glassgpt {

namespace {

/// What a token of the kind is called.
std::string token_noun(TokenizerChoice kind) {
  if (kind == TokenizerChoice::character) return "character";
  return kind == TokenizerChoice::byte_pair ? "token" : "word";
}

/// Lines that each phase gets for its epochs, about.
constexpr std::uint64_t kLines = 20;
constexpr std::uint64_t kLinesBesideBar = 10;

/// What each file was taken for, and which of those to tune on teach no answers.
void log_data(const std::vector<DataFile>& files) {
  std::string_view label = "data";
  for (const DataFile& file : files) {
    log_info(fmt::format("{:<8}  {}: {}", std::exchange(label, ""), file.report.name, summary_of(file.report)));
  }
  for (const DataFile& file : files) warn_of_missing_answers(file);
}

void log_model(const ModelReport& model, bool grows) {
  const ModelConfig& config = model.config;
  log_info(fmt::format("model     {} parameters in {}, a vocabulary of {}", grouped(model.parameters),
                       counted(config.num_layers, "layer"), counted(config.vocab_size, token_noun(model.tokenizer))));
  log_info(fmt::format("          width {}, hidden {}, {}, context {}", grouped(config.embedding_dim),
                       grouped(config.hidden_dim), counted(config.num_heads, "head"), grouped(config.max_seq_len)));
  if (grows) log_info("          " + growth_text(model));
  if (model.words_dropped > 0) {
    log_warning(fmt::format("{} did not fit into the vocabulary: <unk> stands for {} of them",
                            counted(model.words_dropped, token_noun(model.tokenizer)),
                            counted(model.tokens_dropped, "occurrence")));
  }
  warn_of_rare_words(model);
}

void log_recipe(const TrainingStart& start) {
  std::string label = start.recipe.empty() ? "options" : "recipe";
  for (const std::string& line : recipe_lines(start)) {
    log_info(fmt::format("{:<8}  {}", std::exchange(label, ""), line));
  }
}

/// What was cut, what the loss counts, and what is validated.
void log_phase_details(const PhaseReport& phase) {
  if (phase.texts_cut > 0) {
    log_info(fmt::format("          {} longer than the context, cut into {}", counted(phase.texts_cut, "text"),
                         counted(phase.pieces, "example")));
  }
  if (phase.loss_tokens < phase.tokens) {
    log_info(fmt::format("          the loss counts the answers alone, {}", counted(phase.loss_tokens, "token")));
  }
  if (phase.validation_examples > 0) {
    log_info(fmt::format("          validated on {}", counted(phase.validation_examples, "other example")));
  }
}

void log_phase(const PhaseReport& phase, const TrainingOptions& options, const ModelConfig& config) {
  const std::string name(phase_name(phase.phase));
  log_info(fmt::format("{:<8}  {}, {}; {}", name, counted(phase.examples, "example"), counted(phase.tokens, "token"),
                       length_text(phase, options)));
  log_phase_details(phase);
  if (phase.unknown_tokens > 0) {
    log_warning(fmt::format("{}: the vocabulary lacks {}, and <unk> stands for them", name,
                            counted(phase.unknown_tokens, "token")));
  }
  if (phase.validation_unknown_tokens > 0) {
    log_warning(fmt::format("{}: the vocabulary lacks {} of what it is validated on", name,
                            counted(phase.validation_unknown_tokens, "token")));
  }
  if (phase.examples_cut > 0) log_warning(name + ": " + cut_text(phase, config));
}

/// A line of the profile: what took that many seconds of all, and the floating-point operations of products in them.
std::string profile_line(std::string_view operation, std::string_view direction, double seconds, double flops,
                         const Profile& all) {
  const std::string speed = flops > 0 ? fmt::format("{:.1f}", 1e-9 * flops / seconds) : "";
  std::string line =
      fmt::format("{:<17}  {:<8}  {:>9.3f}  {:>5.1f}%  {:>8}", operation, direction,
                  1e3 * seconds / static_cast<double>(all.steps()), 100 * seconds / all.seconds(), speed);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string profile_table(const Profile& profile) {
  std::string table =
      fmt::format("{:<17}  {:<8}  {:>9}  {:>6}  {:>8}\n", "operation", "", "ms/step", "share", "GFLOP/s");
  double flops = 0;
  for (const Profile::Entry& entry : profile.entries()) {
    table += profile_line(entry.operation, direction_name(entry.direction), entry.seconds, entry.flops, profile);
    flops += entry.flops;
  }
  table += profile_line("other", "", profile.other_seconds(), 0, profile);
  return table + profile_line("step", "", profile.seconds(), flops, profile);
}

/// Where and when the model is saved, a line each; none if it is only when the run is stopped.
void log_saving(const SavingPlan& saving) {
  const bool on_the_way = saving.minutes > 0;
  const std::string often = "every " + (saving.minutes == 1 ? "minute" : number_text(saving.minutes) + " minutes");
  if (!saving.file) {
    if (on_the_way) log_info(fmt::format("saving    {} to {}", often, saving.unfinished));
  } else if (saving.unfinished == *saving.file) {
    log_info(fmt::format("saving    to {}{}", *saving.file, on_the_way ? ", " + often : ""));
  } else {
    log_info(fmt::format("saving    to {} at the end, in place of the model that is there", *saving.file));
    log_info(fmt::format("          {}to {}", on_the_way ? often + ", and when stopped, " : "when stopped, ",
                         saving.unfinished));
  }
}

class TextLog : public TrainingLog {
 public:
  void start(const TrainingStart& start) override {
    start_ = start;
    const TrainingReport& plan = start_.plan;
    log_data(start_.data);
    log_model(start_.model, start_.grows);
    log_recipe(start_);
    for (const PhaseReport& phase : plan.phases) log_phase(phase, start_.options, start_.model.config);
    if (plan.steps_done > 0) {
      log_info(
          fmt::format("resumed   at step {} of {}{}", grouped(plan.steps_done), at_most(), grouped(plan.total_steps)));
    }
    log_saving(start_.saving);
    pace_.emplace(plan);
  }

  void step(const StepResult& step) override {
    if (step.phase != last_.phase) known_ = {};
    last_ = step;
    pace_->add(step);
    if (step.known.checked > 0) known_ = step.known;
    tell_trouble();
    const bool is_last = step.phase_steps_left == 0;
    if ((step.epoch_ended && deserves_line()) || is_last || is_silent()) log_epoch(pace_->epoch());
    tell_learned();
    if (is_last) tell_end();
    if (step.done) {
      bar_.clear();
    } else if (bar_.due()) {
      draw_bar();
    }
  }

  /// The end of a step, if it is near, has more to tell.
  void item_done() override {
    if (is_silent(std::chrono::seconds(1)))
      tell(phase_name(last_.phase), "step " + grouped(last_.step + 1) + " is under way");
  }

  void interrupted(const StepResult& last) override {
    bar_.clear();
    log_info(fmt::format("Interrupted after step {} of {}{}; --resume goes on from there.", grouped(last.step),
                         at_most(), grouped(last.total_steps)));
  }

  void diverged(const std::string&) override { bar_.clear(); }

  void saving() override { bar_.clear(); }

  void saved(const SavedModel& saved) override {
    if (saved.automatic) {
      log_info(fmt::format("saved     {}, after step {}", saved.file, grouped(saved.step)));
    } else if (saved.instead_of.empty()) {
      log_info("Saved " + saved.file + ".");
    } else {
      log_info(fmt::format("Saved {} in place of {}: move it to where you want it.", saved.file, saved.instead_of));
    }
  }

  void save_failed(const std::string& message, bool automatic) override {
    log_warning(message + (automatic ? "; training goes on" : ""));
  }

  void removed(const std::string& file) override { log_info("Removed " + file + ", which was saved on the way."); }

  void profile(const Profile& profile) override {
    bar_.clear();
    print(profile_table(profile));
  }

  [[nodiscard]] bool may_ask() const override { return stdin_is_terminal() && stderr_is_terminal(); }

 private:
  /// Of the last step.
  [[nodiscard]] const PhaseReport& phase() const {
    const std::vector<PhaseReport>& phases = start_.plan.phases;
    return phases.front().phase == last_.phase ? phases.front() : phases.back();
  }

  [[nodiscard]] bool lasts_until_learned() const { return glassgpt::lasts_until_learned(start_.options, phase()); }

  /// What stands before the number of steps of a run that may end earlier.
  [[nodiscard]] std::string_view at_most() const {
    return glassgpt::lasts_until_learned(start_.options, start_.plan.phases.back()) ? "at most " : "";
  }

  /// About, of the phase.
  [[nodiscard]] std::uint64_t expected_epochs() const {
    return std::max<std::uint64_t>(phase().expected_steps / phase().steps_per_epoch, 1);
  }

  [[nodiscard]] bool deserves_line() const {
    if (last_.epoch == 1 && !bar_.visible()) return true;
    const auto epoch = static_cast<std::uint64_t>(last_.epoch);
    std::uint64_t epochs = expected_epochs();
    while (epoch > 2 * epochs) epochs *= 2;  // it takes longer than was thought
    return epoch % std::max<std::uint64_t>(epochs / (bar_.visible() ? kLinesBesideBar : kLines), 1) == 0;
  }

  [[nodiscard]] bool is_silent(std::chrono::seconds longer = {}) const {
    return !bar_.visible() && silence() >= kLongestSilence + longer;
  }

  void tell_trouble() {
    if (last_.setback.trouble == Trouble::none) return;
    bar_.clear();
    log_warning(setback_text(last_));
  }

  /// What the model can do now that it could not before.
  void tell_learned() {
    if (last_.stage > stage_) tell("learned", stage_text(last_, phase()));
    stage_ = std::max(stage_, last_.stage);
  }

  void tell_end() {
    std::string_view label = phase_name(last_.phase);
    for (const std::string& line : end_lines(last_, phase(), start_.options)) tell(std::exchange(label, ""), line);
  }

  void tell(std::string_view what, const std::string& words) {
    bar_.clear();
    log_info(fmt::format("{:<8}  {}", what, words));
  }

  /// "pretrain   3/12", or "tune      epoch  3" where nobody knows how many there will be.
  [[nodiscard]] std::string label() const {
    if (!lasts_until_learned()) {
      const std::string epochs = std::to_string(last_.epochs);
      return fmt::format("{:<8}  {:>{}}/{}", phase_name(last_.phase), last_.epoch, epochs.size(), epochs);
    }
    return fmt::format("{:<8}  epoch {:>{}}", phase_name(last_.phase), last_.epoch,
                       std::to_string(expected_epochs()).size());
  }

  /// How many questions were answered when that was checked last.
  [[nodiscard]] std::string right() const {
    if (phase().questions == 0 || known_.checked == 0) return "";
    const std::string checked = std::to_string(known_.checked);
    return fmt::format("  right {:>{}}/{}", known_.right, checked.size(), checked);
  }

  void log_epoch(const EpochSummary& epoch) {
    const std::string validation =
        std::isnan(epoch.validation_loss) ? "" : fmt::format("  validation {:.4f}", epoch.validation_loss);
    const std::string part =
        last_.epoch_ended ? "" : fmt::format("  (step {} of {})", last_.step_in_epoch, last_.steps_per_epoch);
    bar_.clear();
    log_info(fmt::format("{}  loss {:.4f}{}{}  gradient {:>6.3f}  {:>7} tokens/s  {} left{}", label(), epoch.loss,
                         validation, right(), epoch.grad_norm, grouped(std::llround(epoch.tokens_per_second)),
                         duration(epoch.seconds_left), part));
  }

  void draw_bar() {
    const std::string details =
        fmt::format("loss {:.4f}{}  {} tokens/s  {} left", last_.epoch_loss, right(),
                    grouped(std::llround(pace_->tokens_per_second())), duration(pace_->seconds_left()));
    bar_.draw(label(), pace_->fraction_done(), details);
  }

  ProgressBar bar_;
  TrainingStart start_;
  std::optional<TrainingPace> pace_;
  StepResult last_;
  Known known_;                 ///< of the phase's questions, as checked last
  Stage stage_ = Stage::noise;  ///< told last
};

}  // namespace

std::unique_ptr<TrainingLog> make_text_log() {
  return std::make_unique<TextLog>();
}

}  // namespace glassgpt
