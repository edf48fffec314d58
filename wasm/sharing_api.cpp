#include "sharing_api.h"

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "conversions.h"
#include "values.h"

namespace glassgpt::wasm {

namespace {

/// Copies an array of as many numbers.
template <typename Number>
void copy(const val& from, std::span<Number> to) {
  val(emscripten::typed_memory_view(to.size(), to.data())).call<void>("set", from);
}

}  // namespace

void share(SharedSteps& shared, Session& session, const val& began) {
  StepExecution execution = shared.execution();
  execution.begin = [begin = execution.begin, began](std::span<const Batch> shards) {
    begin(shards);
    began();
  };
  session.set_execution(std::move(execution));
}

val task(const SharedSteps& shared, std::size_t helper) {
  const std::vector<std::int32_t> packed = shared.task(helper);
  return val::global("Int32Array").new_(val(emscripten::typed_memory_view(packed.size(), packed.data())));
}

void bring(SharedSteps& shared, const val& sum) {
  guarded([&] {
    const val gradients = sum["gradients"];
    copy(gradients, shared.bring({.first = sum["first"].as<std::size_t>(),
                                  .count = sum["count"].as<std::size_t>(),
                                  .gradients = {},
                                  .loss = sum["loss"].as<double>()},
                                 gradients["length"].as<std::size_t>()));
  });
}

StepHelper* make_helper(const val& sizes) {
  return guarded([&] { return std::make_unique<StepHelper>(to_config(sizes, sizes["vocabSize"].as<int>())); })
      .release();
}

val work(StepHelper& helper, const val& weights, const val& task) {
  return guarded([&] {
    copy(weights, helper.parameters());
    std::vector<std::int32_t> packed(task["length"].as<std::size_t>());
    copy(task, std::span(packed));
    val sums = val::array();
    for (const ShardSum& sum : helper.work(packed)) {
      sums.call<void>(
          "push",
          object(
              {{"first", sum.first}, {"count", sum.count}, {"loss", sum.loss}, {"gradients", floats(sum.gradients)}}));
    }
    return sums;
  });
}

val weights(Session& session) {
  return floats(session.parameters());
}

}  // namespace glassgpt::wasm
