#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "dataset.h"

namespace glassgpt {

/// Examples of a dataset that stand side by side.
struct ExampleRange {
  const Dataset* dataset = nullptr;
  std::size_t first = 0;  ///< number of the first one, from 0
  std::size_t end = 0;    ///< the number behind the last one
  std::size_t bytes = 0;  ///< of their texts
};

/// All examples of a dataset.
ExampleRange all_examples(const Dataset& dataset);

/// Goes through datasets in ranges that several threads can work on at once.
class ExampleRanges {
 public:
  /// Bytes of a range, from which on it ends: little to wait for at the end, and much to do between two of them.
  static constexpr std::size_t kRangeBytes = 1'000'000;

  /// @param datasets  to outlive it
  explicit ExampleRanges(std::vector<const Dataset*> datasets);

  /// The next range, of one example at least and of one dataset. Nothing at the end.
  std::optional<ExampleRange> next();

  /// Bytes of all texts.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::vector<const Dataset*> datasets_;
  std::size_t dataset_ = 0;
  std::size_t example_ = 0;  ///< of the dataset, where the next range begins
  std::size_t bytes_ = 0;
};

}  // namespace glassgpt
