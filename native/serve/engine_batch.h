#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/generate/question_mark.h"
#include "native/serve/answer_text.h"
#include "native/serve/engine.h"

namespace glassgpt {

/// The requests that one model answers.
class Engine::Batch {
 public:
  explicit Batch(std::shared_ptr<ServedModel> model) : model_(std::move(model)), answers_(model_->places) {}

  [[nodiscard]] std::size_t free() const { return model_->generator.free(); }
  [[nodiscard]] std::size_t running() const { return model_->places - free(); }

  /// Begins to answer a request, for which there is a place, and says so once it is known how the prompt is read.
  void begin(EngineRequest request, std::vector<EngineEvent>& events);

  /// Generates a token of every answer.
  void pass(std::vector<EngineEvent>& events);

  /// Ends an answer whose client has left, if it is one of these.
  void cancel(std::uint64_t number);
  /// Ends the answers whose time is over.
  void end_late(Clock::time_point now, std::vector<EngineEvent>& events);
  /// Ends all of them.
  void end_all(const RequestError& error, std::vector<EngineEvent>& events);

 private:
  /// A request that is being answered.
  struct Answer {
    std::uint64_t number = 0;
    Clock::time_point deadline;
    CompletionRequest request;
    AnswerText text;
    std::optional<QuestionReading> reading = {};  ///< as long as it is not known how the prompt is read
    std::size_t tokens = 0;                       ///< so far
  };

  [[nodiscard]] AnswerPart part_of(Answer& answer, const GeneratedToken& token) const;
  [[nodiscard]] AnswerEnd end_of(BatchGenerator::Place place, FinishReason reason) const;
  /// Goes on finding out how the model reads the prompt, in the same passes as the others' tokens; when it is known,
  /// begins the answer.
  void read(Answer answer, std::vector<EngineEvent>& events);
  void take(const BatchGenerator::Said& said, std::vector<EngineEvent>& events);
  void take_trial(const BatchGenerator::Said& said, std::vector<EngineEvent>& events);
  void end(BatchGenerator::Place place);
  void fail(BatchGenerator::Place place, const RequestError& error, std::vector<EngineEvent>& events);

  std::shared_ptr<ServedModel> model_;
  std::vector<std::optional<Answer>> answers_;  ///< by their places
};

}  // namespace glassgpt
