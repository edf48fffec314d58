#include "native/serve/engine_batch.h"

#include <exception>
#include <string>
#include <utility>

namespace glassgpt {

namespace {

/// The token as text that stands alone, as its kind writes it.
std::string lone_text(const Tokenizer& tokenizer, TokenId id) {
  return tokenizer.detokenizer()->append(tokenizer.token(id));
}

RequestError internal_error(const std::exception& error) {
  return {500, "internal_error", "the server", std::string("it failed: ") + error.what(), "try again"};
}

}  // namespace

void Engine::Batch::begin(EngineRequest request, std::vector<EngineEvent>& events) {
  AnswerText text(request.request.kind, std::move(request.request.stop));
  read({.number = request.number,
        .deadline = request.deadline,
        .request = std::move(request.request),
        .text = std::move(text)},
       events);
}

void Engine::Batch::read(Answer answer, std::vector<EngineEvent>& events) {
  EngineEvent event{.number = answer.number, .model = model_};
  try {
    const CompletionRequest& it = answer.request;
    if (!answer.reading) answer.reading.emplace(*model_->tokenizer, it.prompt);
    if (const std::string* trial = answer.reading->trial()) {
      const BatchGenerator::Place place = model_->generator.add(*trial, QuestionReading::trial_options());
      answers_[place] = std::move(answer);
      return;
    }
    ReadPrompt result = answer.reading->result();
    answer.reading.reset();
    GenerationOptions options = it.generation;
    if (!it.says_length) options.max_tokens = usual_max_tokens(*model_->tokenizer, model_->model.config);
    const BatchGenerator::Place place = model_->generator.add(result.text, options, std::move(result.notes));
    answers_[place] = std::move(answer);
  } catch (const Error& error) {
    event.error.emplace(400, "invalid_value", "the request", error.what(), "mend it");
  } catch (const std::exception& error) {
    event.error = internal_error(error);
  }
  events.push_back(std::move(event));
}

AnswerPart Engine::Batch::part_of(Answer& answer, const GeneratedToken& token) const {
  AnswerPart part{.text = answer.text.add(token.text), .tokens = {}};
  answer.tokens += 1;
  if (!answer.request.log_probabilities) return part;
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
          .notes = texts_of(prompt.notes)};
}

void Engine::Batch::take(const BatchGenerator::Said& said, std::vector<EngineEvent>& events) {
  std::optional<Answer>& answer = answers_[said.place];
  if (!answer) return;  // a stop text has ended it at what was its last token, too
  if (answer->reading) return take_trial(said, events);
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

void Engine::Batch::take_trial(const BatchGenerator::Said& said, std::vector<EngineEvent>& events) {
  if (said.stop == StopReason::none) return;
  Answer answer = std::move(*answers_[said.place]);
  answer.reading->take(model_->generator.confidence(said.place));
  end(said.place);
  read(std::move(answer), events);
}

void Engine::Batch::pass(std::vector<EngineEvent>& events) {
  try {
    for (const BatchGenerator::Said& said : model_->generator.next()) take(said, events);
  } catch (const std::exception& error) {
    end_all(internal_error(error), events);
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
