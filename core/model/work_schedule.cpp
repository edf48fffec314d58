#include "work_schedule.h"

#include <algorithm>
#include <cmath>

namespace glassgpt {

namespace {

/// Part i of `parts` nearly equal ones.
Slice part_of(Index size, Index parts, Index i) {
  const Index first = size * i / parts;
  return {.first = first, .count = size * (i + 1) / parts - first};
}

}  // namespace

void WorkSchedule::add(const Network& network, std::size_t operation, Direction direction, const Batch& batch) {
  network.operations()[operation]->schedule({.operation = operation, .direction = direction}, network, batch, *this);
}

void WorkSchedule::add_forward(const Network& network, const Batch& batch) {
  for (std::size_t i = 0; i < network.loss(); ++i) add(network, i, Direction::forward, batch);
}

void WorkSchedule::add_loss(const Network& network, const Batch& batch) {
  add(network, network.loss(), Direction::forward, batch);
}

void WorkSchedule::add_backward(const Network& network, const Batch& batch) {
  for (std::size_t i = network.operations().size(); i-- > 0;) add(network, i, Direction::backward, batch);
}

void WorkSchedule::add_update(std::size_t operation, std::size_t parameters) {
  add_rows({.operation = operation, .direction = Direction::update}, static_cast<Index>(parameters), 1);
}

/// How many parts to make of something that can be cut into at most so many.
Index WorkSchedule::parts_of(double work, Index most) const {
  return static_cast<Index>(std::clamp(std::ceil(work / limit_), 1.0, static_cast<double>(std::max<Index>(most, 1))));
}

void WorkSchedule::add_products(WorkItem item, Index rows, Index in, Index columns) {
  const double each = static_cast<double>(in) * (item.direction == Direction::forward ? 2 : 4);
  const auto size = [](Slice range) { return static_cast<double>(range.count); };
  Index row_parts = 1;
  Index column_parts = 1;
  const auto largest = [&] {
    return each * std::ceil(static_cast<double>(rows) / static_cast<double>(row_parts)) *
           std::ceil(static_cast<double>(columns) / static_cast<double>(column_parts));
  };
  while (largest() > limit_ && (row_parts < rows || column_parts < columns)) {
    // The longer side is cut. Columns are halved, because widths are mostly multiples of powers of two.
    if (columns * row_parts > rows * column_parts) {
      column_parts = std::min(2 * column_parts, columns);
    } else {
      ++row_parts;
    }
  }
  for (Index r = 0; r < row_parts; ++r) {
    for (Index c = 0; c < column_parts; ++c) {
      item.tile.rows = part_of(rows, row_parts, r);
      item.tile.columns = part_of(columns, column_parts, c);
      item.flops = each * size(item.tile.rows) * size(item.tile.columns);
      items_.push_back(item);
    }
  }
}

void WorkSchedule::add_rows(WorkItem item, Index rows, Index columns) {
  const double work = kElementFlops * static_cast<double>(rows) * static_cast<double>(columns);
  const Index parts = parts_of(work, rows);
  item.tile.columns = {.first = 0, .count = columns};
  for (Index i = 0; i < parts; ++i) {
    item.tile.rows = part_of(rows, parts, i);
    items_.push_back(item);
  }
}

/// As many whole examples an item as make no more than the limit. An example of T tokens has T (T + 1) / 2 pairs of a
/// query and a key that it sees. For each of them and each of the d columns, S = q k^T and z = P v take 2 operations
/// each forward; backward, dP, dv, dq and dk do.
void WorkSchedule::add_attention(WorkItem item, const Batch& batch, Index embedding_dim, Index heads) {
  const double each = static_cast<double>(embedding_dim) * (item.direction == Direction::forward ? 4.0 : 8.0);
  item.tile.columns = {.first = 0, .count = embedding_dim};
  double work = 0;
  for (std::size_t i = 0; i + 1 < batch.starts.size(); ++i) {
    const Index length = batch.starts[i + 1] - batch.starts[i];
    const double pairs = static_cast<double>(length) * static_cast<double>(length + 1) / 2;
    const double more = pairs * (each + kElementFlops * static_cast<double>(heads));
    if (item.tile.rows.count > 0 && work + more > limit_) {
      add_heads(item, work, heads);
      item.tile.rows = {.first = batch.starts[i], .count = 0};
      item.flops = 0;
      work = 0;
    }
    item.tile.rows.count += length;
    item.flops += pairs * each;
    work += more;
  }
  add_heads(item, work, heads);
}

/// An item of attention, cut between heads if it is a single example that is too long for one item.
void WorkSchedule::add_heads(WorkItem item, double work, Index heads) {
  const Index head_dim = item.tile.columns.count / heads;
  const Index parts = parts_of(work, heads);
  const double flops = item.flops;
  for (Index i = 0; i < parts; ++i) {
    const Slice some = part_of(heads, parts, i);
    item.tile.columns = {.first = some.first * head_dim, .count = some.count * head_dim};
    item.flops = flops * static_cast<double>(some.count) / static_cast<double>(heads);
    items_.push_back(item);
  }
}

}  // namespace glassgpt
