#include "native/mpi/gradient_exchange.h"

#include <algorithm>
#include <array>
#include <thread>

#include "native/mpi/mpi_call.h"

namespace glassgpt {

namespace {

/// Longest wait before the caller can look around: nobody waits longer to be heard.
constexpr std::chrono::milliseconds kTurn{50};

/// A rank may be so many times as slow as this one.
constexpr int kMostSlow = 20;

// Tags of messages: a sum's is its first shard.
constexpr std::size_t kLossTag = kMostShards;
constexpr std::size_t kRangeTag = 2 * kMostShards;

/// Where a part of something begins that is cut into as many equal ones as can be.
std::size_t cut(std::size_t size, std::size_t parts, std::size_t part) {
  return size * part / parts;
}

/// The first shard of a rank, of those that work.
std::size_t first_shard(std::size_t rank, std::size_t workers, std::size_t shards) {
  return cut(shards, workers, rank);
}

}  // namespace

GradientExchange::GradientExchange(MPI_Comm ranks, std::size_t parameters, double patience)
    : ranks_(ranks),
      parameters_(parameters),
      patience_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(patience))) {
  int rank = 0;
  int count = 0;
  check_mpi(MPI_Comm_rank(ranks, &rank));
  check_mpi(MPI_Comm_size(ranks, &count));
  rank_ = static_cast<std::size_t>(rank);
  count_ = static_cast<std::size_t>(count);
  sums_.reserve(kMostShards);  // they are received in place
}

bool GradientExchange::is_mine(std::size_t shard, std::size_t shards) const {
  const std::size_t workers = std::min(count_, shards);
  return rank_ < workers && shard >= first_shard(rank_, workers, shards) &&
         shard < first_shard(rank_ + 1, workers, shards);
}

SumProgress GradientExchange::advance(StepSums& step) {
  if (step.shards == 1) return SumProgress::complete;  // every rank has worked on it
  if (lost_) return SumProgress::waits;
  if (stage_ == Stage::none) exchange_sums(step);
  if (!arrived()) return SumProgress::waits;
  if (stage_ == Stage::sums) {
    exchange_ranges(step);
    if (!arrived()) return SumProgress::waits;
  }
  stage_ = Stage::none;
  shared_steps_ += 1;
  step.sums = {{.first = 0, .count = step.shards, .gradients = whole_, .loss = sums_.front().loss}};
  return SumProgress::complete;
}

/// Which sums there are: of each rank, what the tree makes of its shards.
void GradientExchange::list_sums(std::size_t shards) {
  sums_.clear();
  for (std::size_t rank = 0; rank < workers_; ++rank) {
    const std::size_t begin = sums_.size();
    const std::size_t end = first_shard(rank + 1, workers_, shards);
    for (std::size_t shard = first_shard(rank, workers_, shards); shard < end; ++shard) {
      sums_.push_back({.first = shard, .count = 1, .gradients = {}});
    }
    sums_.resize(begin + join_sums(std::span(sums_).subspan(begin)));
  }
}

/// Sends this rank's sums, each range of them to the one who adds it up, and receives its own range of all others.
/// Every loss goes to all.
void GradientExchange::exchange_sums(const StepSums& step) {
  stage_ = Stage::sums;
  since_ = Clock::now();
  workers_ = std::min(count_, step.shards);
  list_sums(step.shards);
  const auto range = static_cast<std::size_t>(works() ? range_of(rank_).count : 0);
  received_.resize(range * (sums_.size() - step.sums.size()));
  std::span<float> room = received_;
  std::size_t owner = 0;
  auto own = step.sums.begin();
  for (ShardSum& sum : sums_) {
    while (sum.first >= first_shard(owner + 1, workers_, step.shards)) owner += 1;
    if (owner == rank_) {
      send_own(*own, sum);
      ++own;
      continue;
    }
    sum.gradients = room.first(range);
    room = room.subspan(range);
    if (works()) receive(sum.gradients.data(), range, MPI_FLOAT, owner, sum.first);
    receive(&sum.loss, 1, MPI_DOUBLE, owner, kLossTag + sum.first);
  }
}

/// @param sum  its entry in the list of all
void GradientExchange::send_own(const ShardSum& own, ShardSum& sum) {
  sum = own;
  sum.gradients = range_of(rank_).of(own.gradients);
  each_other(workers_, [&](std::size_t other) {
    const std::span<float> its = range_of(other).of(own.gradients);
    send(its.data(), its.size(), MPI_FLOAT, other, own.first);
  });
  each_other(count_, [&](std::size_t other) { send(&sum.loss, 1, MPI_DOUBLE, other, kLossTag + own.first); });
}

/// Adds up this rank's range and sends it to all, and receives the others.
void GradientExchange::exchange_ranges(StepSums& step) {
  stage_ = Stage::ranges;
  since_ = Clock::now();
  if (works()) {
    whole_ = step.sums.front().gradients;
    const Slice mine = range_of(rank_);
    add_gradients(sums_, {.first = 0, .count = mine.count});
    const std::span<float> total = sums_.front().gradients;
    const std::span<float> place = mine.of(whole_);
    if (total.data() != place.data()) std::copy(total.begin(), total.end(), place.begin());
    each_other(count_, [&](std::size_t other) { send(place.data(), place.size(), MPI_FLOAT, other, kRangeTag); });
  } else {
    idle_whole_.resize(parameters_);
    whole_ = idle_whole_;
  }
  sums_.resize(join_sums(sums_));
  each_other(workers_, [&](std::size_t other) {
    const std::span<float> its = range_of(other).of(whole_);
    receive(its.data(), its.size(), MPI_FLOAT, other, kRangeTag);
  });
}

Slice GradientExchange::range_of(std::size_t rank) const {
  const std::size_t first = cut(parameters_, workers_, rank);
  return {.first = static_cast<Index>(first),
          .count = static_cast<Index>(cut(parameters_, workers_, rank + 1) - first)};
}

/// Calls each(rank) for the first `count` ranks but this one, beginning with the one behind it, so that not all send to
/// the same one at once.
template <typename Each>
void GradientExchange::each_other(std::size_t count, Each each) const {
  for (std::size_t i = 1; i <= count; ++i) {
    const std::size_t other = (rank_ + i) % count;
    if (other != rank_) each(other);
  }
}

void GradientExchange::send(const void* data, std::size_t count, MPI_Datatype type, std::size_t rank, std::size_t tag) {
  peers_.push_back(rank);
  note(MPI_Isend(data, static_cast<int>(count), type, static_cast<int>(rank), static_cast<int>(tag), ranks_,
                 &pending_.emplace_back(MPI_REQUEST_NULL)));
}

void GradientExchange::receive(void* data, std::size_t count, MPI_Datatype type, std::size_t rank, std::size_t tag) {
  peers_.push_back(rank);
  note(MPI_Irecv(data, static_cast<int>(count), type, static_cast<int>(rank), static_cast<int>(tag), ranks_,
                 &pending_.emplace_back(MPI_REQUEST_NULL)));
}

/// What a call of MPI returned: if it is an error, the step will not end.
void GradientExchange::note(int code) {
  if (code != MPI_SUCCESS && !lost_) lost_ = {.rank = {}, .reason = mpi_message(code)};
}

/// Whether all messages have arrived, those to others as well. Waits for that as long as nobody minds.
bool GradientExchange::arrived() {
  const Clock::time_point begin = Clock::now();
  do {
    int all = 0;
    note(MPI_Testall(static_cast<int>(pending_.size()), pending_.data(), &all, MPI_STATUSES_IGNORE));
    if (lost_) return false;
    if (all != 0) {
      pending_.clear();
      peers_.clear();
      return true;
    }
    std::this_thread::yield();
  } while (Clock::now() - begin < kTurn);
  if (rank_ == 0) give_up();
  return false;
}

/// Gives up a rank that has been silent for too long.
void GradientExchange::give_up() {
  const Clock::duration own_work = since_ - begun_;
  const Clock::duration waited = Clock::now() - since_;
  if (waited < std::max(patience_, kMostSlow * own_work)) return;
  for (std::size_t i = 0; i < pending_.size() && !lost_; ++i) {
    int done = 0;
    MPI_Test(&pending_[i], &done, MPI_STATUS_IGNORE);
    if (done != 0) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(waited).count();
    lost_ = {.rank = peers_[i], .reason = "it has not answered for " + std::to_string(seconds) + " s"};
  }
}

}  // namespace glassgpt
