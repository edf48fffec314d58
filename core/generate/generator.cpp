#include "generator.h"

#include <utility>

namespace glassgpt {

Generator::Generator(const Model<float>& model, const Tokenizer& tokenizer, std::string_view prompt,
                     const GenerationOptions& options, std::vector<std::string> notes)
    : decoder_(model), continuation_(tokenizer, decoder_.room(), prompt, options, std::move(notes)) {}

std::optional<GeneratedToken> Generator::next() {
  while (continuation_.goes_on()) {
    if (continuation_.forgets(decoder_.room())) decoder_.reset();
    if (auto token = continuation_.read(decoder_.append(continuation_.piece()))) return token;
  }
  return std::nullopt;
}

}  // namespace glassgpt
