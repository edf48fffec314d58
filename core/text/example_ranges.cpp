#include "example_ranges.h"

namespace glassgpt {

ExampleRange all_examples(const Dataset& dataset) {
  return {.dataset = &dataset, .first = 0, .end = dataset.examples.size(), .bytes = dataset.examples.bytes()};
}

ExampleRanges::ExampleRanges(std::vector<const Dataset*> datasets) : datasets_(std::move(datasets)) {
  for (const Dataset* dataset : datasets_) bytes_ += dataset->examples.bytes();
}

std::optional<ExampleRange> ExampleRanges::next() {
  while (dataset_ < datasets_.size() && example_ == datasets_[dataset_]->examples.size()) {
    dataset_ += 1;
    example_ = 0;
  }
  if (dataset_ == datasets_.size()) return std::nullopt;
  const ExampleList& examples = datasets_[dataset_]->examples;
  ExampleRange range = {.dataset = datasets_[dataset_], .first = example_, .end = example_};
  while (range.end < examples.size() && range.bytes < kRangeBytes) range.bytes += examples.text_size(range.end++);
  example_ = range.end;
  return range;
}

}  // namespace glassgpt
