#include "memory_layout.h"

#include <algorithm>

namespace glassgpt {

namespace {

using Operations = std::span<const std::shared_ptr<const Operation>>;

/// Places of given shapes, which can be given back and taken again.
class Places {
 public:
  Places(std::vector<Shape>& places, bool reuse) : places_(places), reuse_(reuse) {}

  std::size_t take(const Shape& shape) {
    const auto fits = [&](std::size_t place) { return places_[place] == shape; };
    const auto it = std::find_if(free_.begin(), free_.end(), fits);
    if (it == free_.end()) {
      places_.push_back(shape);
      return places_.size() - 1;
    }
    const std::size_t place = *it;
    free_.erase(it);
    return place;
  }
  void give_back(std::size_t place) {
    if (reuse_) free_.push_back(place);
  }

 private:
  std::vector<Shape>& places_;
  std::vector<std::size_t> free_;
  bool reuse_;
};

/// Of the values that are computed in one place, the first.
ValueId first_in_place(std::span<const Value> values, ValueId id) {
  while (values[id].in_place_of) id = *values[id].in_place_of;
  return id;
}

void place_values(MemoryLayout& layout, Operations operations, std::span<const Value> values, bool reuse) {
  // By the value that is first in its place: the last operation that reads what is there.
  std::vector<std::size_t> last_reader(values.size(), 0);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    for (const ValueId id : operations[i]->wiring().inputs) last_reader[first_in_place(values, id)] = i;
  }
  Places places(layout.places, reuse);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    const Wiring& wiring = operations[i]->wiring();
    for (const std::vector<ValueId>* some : {&wiring.kept, &wiring.outputs}) {
      for (const ValueId id : *some) {
        const ValueId first = first_in_place(values, id);
        layout.values[id] = first == id ? places.take(values[id].shape) : layout.values[first];
      }
    }
    for (const ValueId id : wiring.kept) places.give_back(layout.values[id]);
    for (const ValueId id : wiring.inputs) {
      const ValueId first = first_in_place(values, id);
      const bool is_result = i + 1 == operations.size();
      if (last_reader[first] == i && !is_result) {
        places.give_back(layout.values[id]);
        last_reader[first] = operations.size();  // once, even if it is two of the inputs
      }
    }
  }
}

void place_gradients(MemoryLayout& layout, Operations operations, std::span<const Value> values) {
  // By the last value that shares a gradient: the first operation that computes one of them, the last that reads it.
  std::vector<std::size_t> first_writer(values.size(), operations.size());
  for (std::size_t i = 0; i < operations.size(); ++i) {
    for (const ValueId id : operations[i]->wiring().outputs) {
      std::size_t& first = first_writer[last_sharing_gradient(values, id)];
      first = std::min(first, i);
    }
  }
  Places places(layout.places, true);
  for (std::size_t i = operations.size(); i-- > 0;) {
    const Wiring& wiring = operations[i]->wiring();
    for (const ValueId id : wiring.inputs) {
      const ValueId last = last_sharing_gradient(values, id);
      if (values[last].becomes_gradient) continue;
      if (layout.gradients[last] == MemoryLayout::kNowhere) layout.gradients[last] = places.take(values[last].shape);
      layout.gradients[id] = layout.gradients[last];
    }
    for (const ValueId id : wiring.kept) {
      if (!values[id].gradient_scratch) continue;
      layout.gradients[id] = places.take(*values[id].gradient_scratch);
      places.give_back(layout.gradients[id]);
    }
    for (const ValueId id : wiring.outputs) {
      const ValueId last = last_sharing_gradient(values, id);
      if (first_writer[last] == i && layout.gradients[last] != MemoryLayout::kNowhere) {
        places.give_back(layout.gradients[last]);
      }
    }
  }
}

}  // namespace

MemoryLayout lay_out(Operations operations, std::span<const Value> values, bool reuse) {
  MemoryLayout layout;
  layout.values.assign(values.size(), MemoryLayout::kNowhere);
  layout.gradients.assign(values.size(), MemoryLayout::kNowhere);
  place_values(layout, operations, values, reuse);
  layout.value_places = layout.places.size();
  place_gradients(layout, operations, values);
  return layout;
}

}  // namespace glassgpt
