#include <cmath>
#include <optional>
#include <utility>

#include "native/json_text.h"
#include "native/output.h"
#include "native/training_log.h"
#include "native/training_messages.h"
#include "native/training_pace.h"

namespace glassgpt {

namespace {

/// Adds a table's options, without those that nobody chooses as a rule and that have their default.
template <typename Options, std::size_t N>
void put_options(Json& json, const Option<Options> (&table)[N], const Options& options) {
  for (const Option<Options>& option : table) {
    const OptionValue value = option.get(options);
    if (option.may_be_absent && !option.by_recipe && value == option.fallback()) continue;
    std::visit([&](const auto& its) { json[std::string(option.name)] = its; }, value);
  }
}

Json sizes(const ModelConfig& config) {
  Json json = {{"vocab_size", config.vocab_size}};
  put_options(json, kModelOptions, config);
  return json;
}

Json plan_of(const PhaseReport& phase, const TrainingOptions& options) {
  return {{"phase", phase_name(phase.phase)},
          {"epochs", phase.epochs},
          {"learning_rate", options.phase(phase.phase).learning_rate},
          {"examples", phase.examples},
          {"questions", phase.questions},
          {"tokens", phase.tokens},
          {"loss_tokens", phase.loss_tokens},
          {"steps_per_epoch", phase.steps_per_epoch},
          {"expected_steps", phase.expected_steps},
          {"unknown_tokens", phase.unknown_tokens},
          {"texts_cut", phase.texts_cut},
          {"pieces", phase.pieces},
          {"examples_cut", phase.examples_cut},
          {"tokens_cut", phase.tokens_cut},
          {"context_needed", phase.context_needed},
          {"validation_examples", phase.validation_examples},
          {"validation_unknown_tokens", phase.validation_unknown_tokens}};
}

Json contents_of(const DataFile& data) {
  const FileReport& file = data.report;
  return {{"file", file.name},
          {"use", data.use},
          {"summary", summary_of(file)},
          {"format", format_name(file.format)},
          {"encoding", encoding_name(file.encoding)},
          {"separator", file.separator == '\0' ? Json(nullptr) : Json(std::string(1, file.separator))},
          {"columns", file.columns},
          {"taken_from", file.taken_from},
          {"left_out", file.left_out},
          {"more_left_out", file.more_left_out},
          {"texts", file.texts},
          {"questions", file.questions},
          {"system_texts", file.system_texts},
          {"tool_texts", file.tool_texts},
          {"unanswered", file.unanswered},
          {"unasked", file.unasked},
          {"blank_lines", file.blank_lines}};
}

class JsonLog : public TrainingLog {
 public:
  explicit JsonLog(int steps_between) : steps_between_(static_cast<std::uint64_t>(steps_between)) {}

  void start(const TrainingStart& start) override {
    const auto& [data, model, grows, plan, options, saving, recipe] = start;
    Json files = Json::array();
    for (const DataFile& file : data) {
      files.push_back(contents_of(file));
      warn_of_missing_answers(file);
    }
    warn_of_rare_words(model);
    Json phases = Json::array();
    for (const PhaseReport& phase : plan.phases) phases.push_back(plan_of(phase, options));
    Json event = {{"event", "start"},
                  {"recipe", recipe.empty() ? Json(nullptr) : Json(recipe)},
                  {"data", std::move(files)},
                  {"parameters", model.parameters},
                  {"config", sizes(model.config)},
                  {"words", model.words},
                  {"words_once", model.words_once},
                  {"words_added", model.tokens_added},
                  {"words_dropped", model.words_dropped},
                  {"tokens_dropped", model.tokens_dropped}};
    put_options(event, kTrainingOptions, options);
    event["saving"] = {{"file", saving.file ? Json(*saving.file) : Json(nullptr)},
                       {"unfinished", saving.unfinished},
                       {"every_minutes", saving.minutes}};
    event["phases"] = std::move(phases);
    event["steps_done"] = plan.steps_done;
    event["total_steps"] = plan.total_steps;
    write(event);
    pace_.emplace(plan);
    last_.step = plan.steps_done;
  }

  void step(const StepResult& step) override {
    pace_->add(step);
    if (step.setback.trouble != Trouble::none) write_setback(step);
    if (step.known.checked > 0) write_check(step);
    if (steps_between_ > 0 && step.step % steps_between_ == 0) write_step(step);
    if (step.epoch_ended) write_epoch(step, pace_->epoch());
    last_ = step;
    item_done();
  }

  void item_done() override {
    if (silence() >= kLongestSilence) write_progress();
  }

  void interrupted(const StepResult& last) override {
    write({{"event", "interrupted"}, {"step", last.step}, {"total_steps", last.total_steps}});
  }

  void diverged(const std::string& message) override { write({{"event", "diverged"}, {"message", message}}); }

  void saved(const SavedModel& saved) override {
    Json event = {{"event", "saved"}, {"file", saved.file}, {"step", saved.step}, {"automatic", saved.automatic}};
    if (!saved.instead_of.empty()) event["instead_of"] = saved.instead_of;
    write(event);
  }

  void save_failed(const std::string& message, bool automatic) override {
    write({{"event", "save_failed"}, {"message", message}, {"automatic", automatic}});
  }

  void removed(const std::string& file) override { write({{"event", "removed"}, {"file", file}}); }

  void profile(const Profile& profile) override {
    const auto steps = static_cast<double>(profile.steps());
    const auto time = [&](double seconds) -> Json {
      return {{"milliseconds", 1e3 * seconds / steps}, {"share", seconds / profile.seconds()}};
    };
    Json operations = Json::array();
    for (const Profile::Entry& entry : profile.entries()) {
      Json row = {{"operation", entry.operation}, {"direction", direction_name(entry.direction)}};
      row.update(time(entry.seconds));
      if (entry.flops > 0) row["gflops"] = 1e-9 * entry.flops / entry.seconds;
      operations.push_back(std::move(row));
    }
    write({{"event", "profile"},
           {"steps", profile.steps()},
           {"milliseconds", 1e3 * profile.seconds() / steps},
           {"operations", std::move(operations)},
           {"other", time(profile.other_seconds())}});
  }

  [[nodiscard]] std::optional<std::string> closed() const override { return closed_; }

 private:
  void write(const Json& event) {
    if (!closed_) closed_ = try_print(json_line(event));
  }

  void write_step(const StepResult& step) {
    write({{"event", "step"},
           {"phase", phase_name(step.phase)},
           {"epoch", step.epoch},
           {"step", step.step},
           {"total_steps", step.total_steps},
           {"loss", step.loss},
           {"grad_norm", step.grad_norm},
           {"learning_rate", step.learning_rate},
           {"tokens", step.tokens}});
  }

  /// So that nobody takes the program for one that hangs.
  void write_progress() {
    Json event = {{"event", "progress"}, {"activity", "training"}, {"step", last_.step}};
    if (last_.steps_per_epoch > 0) {
      event["fraction"] = pace_->fraction_done();
      event["loss"] = last_.epoch_loss;
      event["tokens_per_second"] = pace_->tokens_per_second();
      event["seconds_left"] = pace_->seconds_left();
    }
    write(event);
  }

  void write_setback(const StepResult& step) {
    write({{"event", "setback"},
           {"phase", phase_name(step.phase)},
           {"step", step.step},
           {"trouble", trouble_name(step.setback.trouble)},
           {"went_back", step.setback.went_back},
           {"learning_rate", step.setback.learning_rate}});
  }

  void write_check(const StepResult& step) {
    write({{"event", "check"},
           {"phase", phase_name(step.phase)},
           {"step", step.step},
           {"right", step.known.right},
           {"checked", step.known.checked},
           {"loss", step.checked_loss},
           {"stage", stage_name(step.stage)},
           {"phase_steps_left", step.phase_steps_left}});
  }

  void write_epoch(const StepResult& step, const EpochSummary& epoch) {
    Json event = {{"event", "epoch"},
                  {"phase", phase_name(epoch.phase)},
                  {"epoch", epoch.epoch},
                  {"epochs", epoch.epochs},
                  {"step", step.step},
                  {"total_steps", step.total_steps},
                  {"loss", epoch.loss},
                  {"grad_norm", epoch.grad_norm},
                  {"learning_rate", epoch.learning_rate},
                  {"tokens_per_second", epoch.tokens_per_second},
                  {"seconds_left", epoch.seconds_left}};
    if (!std::isnan(epoch.validation_loss)) event["validation_loss"] = epoch.validation_loss;
    write(event);
  }

  std::uint64_t steps_between_;
  std::optional<TrainingPace> pace_;
  StepResult last_;
  std::optional<std::string> closed_;
};

}  // namespace

std::unique_ptr<TrainingLog> make_json_log(int steps_between) {
  return std::make_unique<JsonLog>(steps_between);
}

}  // namespace glassgpt
