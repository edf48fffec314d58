#include "native/mpi/mpi_ranks.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "native/failure.h"
#include "native/mpi/mpi_call.h"
#include "native/output.h"

namespace glassgpt {

namespace {

/// Longest text that a rank can tell all others.
constexpr std::size_t kMostText = 1024;

/// What such a text begins with where a rank has given up.
constexpr char kGivenUp = '!';
constexpr char kReady = '=';

std::size_t size_of(MPI_Comm ranks) {
  int count = 0;
  check_mpi(MPI_Comm_size(ranks, &count));
  return static_cast<std::size_t>(count);
}

}  // namespace

MpiRanks::MpiRanks() {
  int provided = 0;
  check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided));
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &all_));
  check_mpi(MPI_Comm_set_errhandler(all_, MPI_ERRORS_RETURN));
  int rank = 0;
  check_mpi(MPI_Comm_rank(all_, &rank));
  rank_ = static_cast<std::size_t>(rank);

  MPI_Comm here = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(all_, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &here));
  on_this_machine_ = size_of(here);
  check_mpi(MPI_Comm_free(&here));

  std::array<char, MPI_MAX_PROCESSOR_NAME> machine{};
  int length = 0;
  check_mpi(MPI_Get_processor_name(machine.data(), &length));
  names_ = gather({machine.data(), static_cast<std::size_t>(length)});
  for (std::size_t i = 0; i < names_.size(); ++i) names_[i] = "rank " + std::to_string(i) + " on " + names_[i];
}

MpiRanks::~MpiRanks() {
  // It would wait for all others, who do not come where the run has not ended for all: mpirun ends them.
  if (stage_ != Stage::training) MPI_Finalize();
}

StepExecution MpiRanks::execution(const Executor& executor, std::size_t parameters, double seconds) {
  if (count() == 1) return {.executor = executor};
  if (rank_ == 0 && count() > kMostShards) {
    log_warning(counted(count(), "rank") + ": a step has work for " + std::to_string(kMostShards) +
                " at most, and the others look on");
  }
  exchange_.emplace(all_, parameters, seconds);
  return {.executor = executor,
          .begin = [this](std::span<const Batch>) { exchange_->begin(); },
          .mine = [this](std::size_t shard, std::size_t shards) { return exchange_->is_mine(shard, shards); },
          .sum = [this](StepSums& step) { return exchange_->advance(step); }};
}

std::optional<std::string> MpiRanks::lost() const {
  if (!exchange_ || !exchange_->lost()) return std::nullopt;
  const GradientExchange::Lost& lost = *exchange_->lost();
  return (lost.rank ? names_[*lost.rank] : "MPI") + ": " + lost.reason;
}

void MpiRanks::meet(const std::string& run) {
  const std::vector<std::string> of_all = gather(kReady + run);
  const bool has_trained = stage_ == Stage::training;
  stage_ = Stage::ended;
  for (std::size_t i = 0; i < of_all.size(); ++i) {
    if (of_all[i].front() == kGivenUp) {
      throw Failure(names_[i], of_all[i].substr(1), "every rank needs all that one process would");
    }
  }
  for (std::size_t i = 1; i < of_all.size(); ++i) {
    if (of_all[i] == of_all.front()) continue;
    throw Failure(names_[i], has_trained ? "its weights are not those of rank 0" : "its run is not that of rank 0",
                  "start the same program with the same files and options everywhere, on processors of one kind");
  }
  if (!has_trained) {
    stage_ = Stage::training;
  } else if (rank_ == 0 && exchange_ && exchange_->shared_steps() == 0) {
    log_note("no step was large enough to be shared, so that one process would have been as fast; see docs/scaling.md");
  }
}

std::optional<std::string> MpiRanks::give_up(const std::string& message) {
  if (stage_ == Stage::training) return rank_ == 0 ? message : names_[rank_] + ": " + message;
  if (stage_ == Stage::preparing) gather(kGivenUp + message);
  stage_ = Stage::ended;
  return rank_ == 0 ? std::optional(message) : std::nullopt;
}

/// A text of every rank, in their order, once all have given theirs.
std::vector<std::string> MpiRanks::gather(const std::string& text) const {
  std::array<char, kMostText> own{};
  std::copy_n(text.begin(), std::min(text.size(), own.size() - 1), own.begin());
  std::vector<char> all(size_of(all_) * own.size());
  constexpr auto kCount = static_cast<int>(kMostText);
  check_mpi(MPI_Allgather(own.data(), kCount, MPI_CHAR, all.data(), kCount, MPI_CHAR, all_));
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < all.size(); at += own.size()) texts.emplace_back(&all[at]);
  return texts;
}

}  // namespace glassgpt
