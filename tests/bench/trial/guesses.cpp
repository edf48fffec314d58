#include "guesses.h"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/generate/generator.h"
#include "core/text/word_tokenizer.h"

namespace glassgpt::trial {

namespace {

constexpr std::size_t kNonsense = 500;

/// Answers, and those of them that are marked.
struct Marked {
  std::size_t marked = 0;
  std::size_t of = 0;

  void add(bool is_marked) {
    marked += is_marked ? 1 : 0;
    of += 1;
  }
  [[nodiscard]] nlohmann::json json() const { return {{"marked", marked}, {"of", of}}; }
};

struct Answer {
  std::string text;
  bool is_guess = false;
};

class Asker {
 public:
  Asker(const Model<float>& model, const Tokenizer& tokenizer) : model_(model), tokenizer_(tokenizer) {}

  [[nodiscard]] Answer ask(const std::string& question) const {
    Generator generator(model_, tokenizer_, chat_prompt(question), {});
    Answer answer;
    while (const auto token = generator.next()) answer.text += token->text;
    answer.text.erase(0, answer.text.find_first_not_of(' '));
    answer.is_guess = generator.confidence().is_guess();
    return answer;
  }

 private:
  const Model<float>& model_;
  const Tokenizer& tokenizer_;
};

std::vector<std::string> words_of(const std::string& text) {
  const std::vector<std::string_view> words = split_words(text, "question");
  return {words.begin(), words.end()};
}

std::string joined(std::span<const std::string> words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Example any_of(const Dataset& dataset, Rng& rng) {
  return dataset.examples[static_cast<std::size_t>(rng.below(dataset.examples.size()))];
}

}  // namespace

nlohmann::json measure_guesses(const Model<float>& model, const Tokenizer& tokenizer, const Dataset& trained,
                               const Dataset& heldout, std::uint64_t seed) {
  const Asker asker(model, tokenizer);
  nlohmann::json result;
  for (const auto& [name, dataset] : {std::pair{"trained", &trained}, std::pair{"heldout", &heldout}}) {
    Marked right;
    Marked wrong;
    for (const Example& example : dataset->examples) {
      const Answer answer = asker.ask(example.prompt);
      (answer.text == example.answer ? right : wrong).add(answer.is_guess);
    }
    result[name] = {{"right", right.json()}, {"wrong", wrong.json()}};
  }

  std::set<std::string> known;
  for (const Example& example : trained.examples) known.insert(joined(words_of(example.prompt)));
  Rng rng(seed);
  Marked shuffled;
  Marked random;
  Marked mixed;
  for (std::size_t i = 0; i < kNonsense; ++i) {
    std::vector<std::string> words = words_of(any_of(trained, rng).prompt);
    rng.shuffle(std::span(words));
    shuffled.add(asker.ask(joined(words)).is_guess);

    for (std::string& word : words) {
      const auto id = 2 + rng.below(static_cast<std::uint64_t>(tokenizer.size() - 2));
      word = tokenizer.token(static_cast<TokenId>(id));
    }
    random.add(asker.ask(joined(words)).is_guess);
  }
  while (mixed.of < kNonsense) {
    std::vector<std::string> frame = words_of(any_of(trained, rng).prompt);
    const std::vector<std::string> other = words_of(any_of(trained, rng).prompt);
    if (frame.size() < 3 || other.size() < 3) continue;
    frame[frame.size() - 2] = other[other.size() - 2];
    const std::string question = joined(frame);
    if (known.count(question) == 0) mixed.add(asker.ask(question).is_guess);
  }
  result["shuffled"] = shuffled.json();
  result["random"] = random.json();
  result["mixed"] = mixed.json();
  return result;
}

}  // namespace glassgpt::trial
