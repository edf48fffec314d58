#pragma once

#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model/work.h"
#include "core/train/execution.h"

namespace glassgpt {

/// The all-reduce of a step's gradient over ranks, to the bits of one process. As many ranks as there are shards, the
/// first ones, work on some of them each, one after another. Each of these adds up a range of the parameters for all,
/// by the tree of sums of the core (ShardSum): it is sent that range of every sum, and sends what they come to. MPI
/// itself adds up nothing; in which order MPI_Allreduce does is not for us to say.
///
/// With P ranks at work each sends and receives 2 (P - 1) / P gradients if its shards are one sum, all at once, and
/// waits for the network twice.
class GradientExchange {
 public:
  /// @param ranks       of this process alone; errors are to be returned
  /// @param parameters  of the model
  /// @param patience    seconds that rank 0 waits for another before it gives that up; no other gives up
  GradientExchange(MPI_Comm ranks, std::size_t parameters, double patience);

  /// A step begins.
  void begin() { begun_ = Clock::now(); }

  /// Whether this rank works on a shard.
  [[nodiscard]] bool is_mine(std::size_t shard, std::size_t shards) const;

  /// Goes on with the exchange of the step's sums, and returns within kTurn. As GradientSum.
  SumProgress advance(StepSums& step);

  /// A rank that does not do its part.
  struct Lost {
    std::optional<std::size_t> rank;  ///< none: MPI does not say
    std::string reason;
  };
  [[nodiscard]] const std::optional<Lost>& lost() const { return lost_; }

  /// Steps so far that several ranks worked on.
  [[nodiscard]] std::size_t shared_steps() const { return shared_steps_; }

 private:
  using Clock = std::chrono::steady_clock;

  enum class Stage {
    none,
    sums,    ///< each rank's sums are under way to those who add them up
    ranges,  ///< what these come to is under way to all
  };

  /// The range that a rank adds up, of those that work on the step.
  [[nodiscard]] Slice range_of(std::size_t rank) const;
  [[nodiscard]] bool works() const { return rank_ < workers_; }

  void list_sums(std::size_t shards);
  void exchange_sums(const StepSums& step);
  void send_own(const ShardSum& own, ShardSum& sum);
  void exchange_ranges(StepSums& step);
  void send(const void* data, std::size_t count, MPI_Datatype type, std::size_t rank, std::size_t tag);
  void receive(void* data, std::size_t count, MPI_Datatype type, std::size_t rank, std::size_t tag);
  void note(int code);
  template <typename Each>
  void each_other(std::size_t count, Each each) const;
  bool arrived();
  void give_up();

  MPI_Comm ranks_;
  std::size_t rank_ = 0;
  std::size_t count_ = 0;
  std::size_t parameters_;
  Clock::duration patience_;

  Stage stage_ = Stage::none;
  std::size_t workers_ = 0;           ///< ranks that work on shards of the step
  std::vector<ShardSum> sums_;        ///< of all ranks; where this one works, their gradients in its range
  std::vector<float> received_;       ///< of those that are not its own
  std::vector<float> idle_whole_;     ///< the gradient of a step that this rank does not work on
  std::span<float> whole_;            ///< the gradient of the step
  std::vector<MPI_Request> pending_;  ///< messages,
  std::vector<std::size_t> peers_;    ///< and the rank that each goes to or comes from
  Clock::time_point begun_;           ///< the step
  Clock::time_point since_;           ///< this rank waits
  std::optional<Lost> lost_;
  std::size_t shared_steps_ = 0;
};

}  // namespace glassgpt
