#include "parameters.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace glassgpt {

TensorId ParameterTable::find(std::string_view name) const {
  const auto it = std::find_if(entries_.begin(), entries_.end(), [&](const Parameter& p) { return p.name == name; });
  if (it == entries_.end()) throw std::out_of_range("there is no tensor " + std::string(name));
  return static_cast<TensorId>(it - entries_.begin());
}

TensorId ParameterTable::add_matrix(std::string name, Index rows, Index cols) {
  return add({.name = std::move(name), .rows = rows, .cols = cols, .decays = true});
}

TensorId ParameterTable::add_vector(std::string name, Index size, Initial initial) {
  return add({.name = std::move(name), .rows = 1, .cols = size, .is_vector = true, .initial = initial});
}

TensorId ParameterTable::add(Parameter entry) {
  entry.offset = size_;
  size_ += entry.size();
  entries_.push_back(std::move(entry));
  return entries_.size() - 1;
}

}  // namespace glassgpt
