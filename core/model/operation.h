#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../text/batch.h"
#include "named_matrix.h"
#include "parameters.h"
#include "value.h"
#include "work.h"

namespace glassgpt {

template <typename Real>
struct Pass;
class Network;
class WorkSchedule;

/// What an operation reads and writes.
struct Wiring {
  std::string name;                      ///< the same in every block, such as `feed_forward_up`
  int layer = -1;                        ///< of its block, from 0; -1 outside the blocks
  std::vector<ValueId> inputs;           ///< whose gradients the backward computes
  std::vector<ValueId> outputs;          ///< whose gradients the backward reads
  std::vector<TensorId> weights;         ///< whose gradients the backward adds to
  std::vector<ValueId> kept = {};        ///< what the forward leaves for the backward alone
  std::optional<ValueId> residual = {};  ///< of the inputs, the one that is added as it is: the gradient passes it by
};

/// One operation of a model: a record of what it is, what it is connected to, how to do it and what it costs. A model
/// is a list of them, a Network, and whatever needs every operation walks that list.
///
/// A new kind derives from OperationOf, in a file of its own in operations/. docs/extending.md shows how.
class Operation {
 public:
  explicit Operation(Wiring wiring) : wiring_(std::move(wiring)) {}
  virtual ~Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  /// What it reads and writes.
  [[nodiscard]] const Wiring& wiring() const { return wiring_; }

  /// Such as `linear`.
  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// What it computes, in LaTeX.
  [[nodiscard]] virtual std::string_view formula() const = 0;

  /// Adds its work items to a schedule, cut as suits it. @param item  with the operation and the direction
  virtual void schedule(WorkItem item, const Network& network, const Batch& batch, WorkSchedule& work) const = 0;

  /// A tile of the forward pass.
  virtual void forward(const Pass<float>& pass, const Tile& tile) const = 0;
  virtual void forward(const Pass<double>& pass, const Tile& tile) const = 0;  ///< likewise
  /// A tile of the backward pass: the gradients of the inputs and the weights, from those of the outputs.
  virtual void backward(const Pass<float>& pass, const Tile& tile) const = 0;
  virtual void backward(const Pass<double>& pass, const Tile& tile) const = 0;  ///< likewise

  /// A work item of either direction.
  template <typename Real>
  void run(const WorkItem& item, const Pass<Real>& pass) const {
    item.direction == Direction::forward ? forward(pass, item.tile) : backward(pass, item.tile);
  }

  /// What inner_values() gives, before anything is computed. @param network  that it belongs to
  [[nodiscard]] virtual std::vector<InnerValue> inner(const Network& /*network*/) const { return {}; }
  /// What it computes on the way and keeps nowhere, or not as a value of its own, after its forward has run.
  [[nodiscard]] virtual std::vector<NamedMatrix> inner_values(const Pass<float>&) const { return {}; }
  /// The gradients of that, after its backward has run.
  [[nodiscard]] virtual std::vector<NamedMatrix> inner_gradients(const Pass<float>&) const { return {}; }

  /// Whether its backward can add to a gradient of its first input that is there already.
  [[nodiscard]] virtual bool adds_gradient() const { return false; }

  /// Whether the gradient of its first input begins with it. If not, it has to add.
  [[nodiscard]] bool begins_gradient() const { return begins_gradient_; }

 private:
  friend class Network;

  Wiring wiring_;
  bool begins_gradient_ = true;
};

/// Whether operations work in double too, which gradient checks need. The module of a page does without: a virtual
/// function takes room in it even if nobody calls it.
#ifdef GLASSGPT_FLOAT_ONLY
constexpr bool kInDouble = false;
#else
constexpr bool kInDouble = true;
#endif

/// The base of a kind of operation, which has `kKind` and, as templates for both types of numbers,
/// `forward_of<Real>(pass, tile)` and `backward_of<Real>(pass, tile)`.
template <typename Kind>
class OperationOf : public Operation {
 public:
  using Operation::Operation;

  [[nodiscard]] std::string_view kind() const final { return Kind::kKind; }
  void forward(const Pass<float>& pass, const Tile& tile) const final { self().template forward_of<float>(pass, tile); }
  void forward([[maybe_unused]] const Pass<double>& pass, [[maybe_unused]] const Tile& tile) const final {
    if constexpr (kInDouble) self().template forward_of<double>(pass, tile);
  }
  void backward(const Pass<float>& pass, const Tile& tile) const final {
    self().template backward_of<float>(pass, tile);
  }
  void backward([[maybe_unused]] const Pass<double>& pass, [[maybe_unused]] const Tile& tile) const final {
    if constexpr (kInDouble) self().template backward_of<double>(pass, tile);
  }

 private:
  [[nodiscard]] const Kind& self() const { return static_cast<const Kind&>(*this); }
};

}  // namespace glassgpt
