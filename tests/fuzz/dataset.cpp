#include "dataset.h"

#include <nlohmann/json.hpp>

#include "core/text/dataset.h"
#include "core/text/tokenizer_kinds.h"
#include "property.h"

namespace {

using namespace glassgpt;

bool operator==(const Example& a, const Example& b) {
  return a.is_chat == b.is_chat && a.text == b.text && a.prompt == b.prompt && a.answer == b.answer;
}

/// The examples as a JSON dataset.
std::string as_json(const ExampleList& examples) {
  nlohmann::json array = nlohmann::json::array();
  for (const Example& example : examples) {
    if (example.is_chat) {
      array.push_back({{"prompt", example.prompt}, {"answer", example.answer}});
    } else {
      array.push_back(example.text);
    }
  }
  return array.dump();
}

}  // namespace

/// A dataset is refused with an error, or read into examples that can be trained on and that JSON keeps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Dataset dataset;
  if (!fuzz::reads([&] { dataset = read_dataset(fuzz::kFileName, fuzz::text_of(data, size)); })) return 0;

  fuzz::require(!dataset.examples.empty(), "a dataset has examples");
  const std::unique_ptr<TokenizerBuilder> builder = tokenizer_kinds().front().builder();
  for (const Example& example : dataset.examples) builder->add(example.training_text(), "example");
  const Dataset again = read_dataset("again.json", as_json(dataset.examples));
  fuzz::require(std::equal(again.examples.begin(), again.examples.end(), dataset.examples.begin(),
                           dataset.examples.end(), [](const Example& a, const Example& b) { return a == b; }),
                "a dataset is kept by JSON");
  return 0;
}
