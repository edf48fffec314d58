#pragma once

#include <mpi.h>

#include <optional>
#include <string>
#include <vector>

#include "native/mpi/gradient_exchange.h"
#include "native/ranks.h"

namespace glassgpt {

/// The processes that mpirun started; without it, this one alone. One object a process, from its beginning to its end.
class MpiRanks : public Ranks {
 public:
  /// @throws Failure if MPI does not answer
  MpiRanks();
  ~MpiRanks() override;

  [[nodiscard]] std::size_t rank() const override { return rank_; }
  [[nodiscard]] std::size_t count() const override { return names_.size(); }
  [[nodiscard]] std::size_t on_this_machine() const override { return on_this_machine_; }
  StepExecution execution(const Executor& executor, std::size_t parameters, double seconds) override;
  [[nodiscard]] std::optional<std::string> lost() const override;
  void meet(const std::string& run) override;
  std::optional<std::string> give_up(const std::string& message) override;

 private:
  enum class Stage {
    preparing,  ///< each for itself
    training,   ///< together: who ends now ends it for all
    ended,      ///< for all, and each of them knows it
  };

  std::vector<std::string> gather(const std::string& text) const;

  MPI_Comm all_ = MPI_COMM_NULL;
  std::size_t rank_ = 0;
  std::size_t on_this_machine_ = 1;
  std::vector<std::string> names_;  ///< of the ranks: "rank 1 on node7"
  std::optional<GradientExchange> exchange_;
  Stage stage_ = Stage::preparing;
};

}  // namespace glassgpt
