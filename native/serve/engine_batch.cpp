#include "native/serve/engine_batch.h"

#include <exception>
#include <string>
#include <utility>

#include "core/generate/question_mark.h"

namespace glassgpt {

namespace {

/// The token as text that stands alone, as its kind writes it.
std::string lone_text(const Tokenizer& tokenizer, TokenId id) {
  return tokenizer.detokenizer()->append(tokenizer.token(id));
}

}  // namespace

void Engine::Batch::begin(EngineRequest request, std::vector<EngineEvent>& events) {
  CompletionRequest& it = request.request;
  EngineEvent event{.number = request.number, .model = model_};
  try {
    ReadPrompt read = with_question_mark(model_->model, *model_->tokenizer, it.prompt);
    if (!it.says_length) it.generation.max_tokens = usual_max_tokens(*model_->tokenizer, model_->model.config);
    const BatchGenerator::Place place = model_->generator.add(read.text, it.generation, std::move(read.notes));
    answers_[place] = Answer{.number = request.number,
                             .deadline = request.deadline,
                             .text = AnswerText(it.kind, std::move(it.stop)),
                             .log_probabilities = it.log_probabilities};
  } catch (const Error& error) {
    event.error.emplace(400, "invalid_value", "the request", error.what(), "mend it");
  }
  events.push_back(std::move(event));
}

AnswerPart Engine::Batch::part_of(Answer& answer, const GeneratedToken& token) const {
  AnswerPart part{.text = answer.text.add(token.text), .tokens = {}};
  answer.tokens += 1;
  if (!answer.log_probabilities) return part;
  AnswerToken told{{.text = token.text, .log_probability = token.log_probability}, {}};
  for (const LikelyToken& likely : token.likeliest) {
    std::string text = likely.id == token.id ? token.text : lone_text(*model_->tokenizer, likely.id);
    told.likeliest.push_back({.text = std::move(text), .log_probability = likely.log_probability});
  }
  part.tokens.push_back(std::move(told));
  return part;
}

AnswerEnd Engine::Batch::end_of(BatchGenerator::Place place, FinishReason reason) const {
  const PromptReport& prompt = model_->generator.prompt(place);
  return {.reason = reason,
          .prompt_tokens = prompt.tokens.size(),
          .answer_tokens = answers_[place]->tokens,
          .confidence = model_->generator.confidence(place),
          .unknown = prompt.unknown,
          .notes = prompt.notes};
}

void Engine::Batch::take(const BatchGenerator::Said& said, std::vector<EngineEvent>& events) {
  std::optional<Answer>& answer = answers_[said.place];
  EngineEvent event{.number = answer->number};
  if (said.token) event.part = part_of(*answer, *said.token);
  if (answer->text.stopped()) {
    event.end = end_of(said.place, FinishReason::stop);
  } else if (said.stop != StopReason::none) {
    event.part.text += answer->text.rest();
    event.end = end_of(said.place, said.stop == StopReason::end_token ? FinishReason::stop : FinishReason::length);
  }
  const bool is_last = event.end.has_value();
  if (is_last || !event.part.text.empty() || !event.part.tokens.empty()) events.push_back(std::move(event));
  if (is_last) end(said.place);
}

void Engine::Batch::pass(std::vector<EngineEvent>& events) {
  try {
    for (const BatchGenerator::Said& said : model_->generator.next()) take(said, events);
  } catch (const std::exception& error) {
    end_all({500, "internal_error", "the server", std::string("it failed: ") + error.what(), "try again"}, events);
  }
}

void Engine::Batch::end(BatchGenerator::Place place) {
  model_->generator.remove(place);
  answers_[place].reset();
}

void Engine::Batch::fail(BatchGenerator::Place place, const RequestError& error, std::vector<EngineEvent>& events) {
  EngineEvent event{.number = answers_[place]->number};
  event.error = error;
  events.push_back(std::move(event));
  end(place);
}

void Engine::Batch::cancel(std::uint64_t number) {
  for (std::size_t place = 0; place < answers_.size(); ++place) {
    if (answers_[place] && answers_[place]->number == number) end(place);
  }
}

void Engine::Batch::end_late(Clock::time_point now, std::vector<EngineEvent>& events) {
  for (std::size_t place = 0; place < answers_.size(); ++place) {
    if (!answers_[place] || answers_[place]->deadline > now) continue;
    fail(place, {503, "timeout", "the answer", "it was not done in time", "ask for a shorter one, or later"}, events);
  }
}

void Engine::Batch::end_all(const RequestError& error, std::vector<EngineEvent>& events) {
  for (std::size_t place = 0; place < answers_.size(); ++place) {
    if (answers_[place]) fail(place, error, events);
  }
}

}  // namespace glassgpt
