#include "generator.h"

#include <utility>

namespace glassgpt {

Generator::Generator(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                     const GenerationOptions& options, std::vector<Message> notes)
    : decoder_(model), continuation_(tokenizer, decoder_.room(), prompt, options, std::move(notes)) {}

std::optional<GeneratedToken> Generator::next() {
  if (!continuation_.goes_on()) return std::nullopt;
  return take(continuation_.sample(logits()));
}

std::span<const float> Generator::logits() {
  while (!continuation_.piece().empty()) {
    if (continuation_.forgets(decoder_.room())) decoder_.reset();
    logits_ = decoder_.append(continuation_.piece());
    continuation_.note_read();
  }
  return logits_;
}

}  // namespace glassgpt
