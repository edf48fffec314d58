#include "native/portable/replay.h"

#include "core/base/error.h"
#include "core/math/simd.h"
#include "core/replay/replay.h"

namespace portable {

namespace {

/// What the core throws is known to it alone.
template <typename Work>
auto told(Work work) {
  try {
    return work();
  } catch (const glassgpt::Error& error) {
    throw BadInput(error.what());
  }
}

void require_vectors() {
  if (glassgpt::kNativeLanes<float> == 1) {
    throw BadInput(
        "check-result: this program was built without vector types, so that it rounds otherwise than the page; "
        "use one that GCC or Clang has built");
  }
}

}  // namespace

struct Replay::Implementation {
  glassgpt::Replay replay;
};

Replay::Replay(std::string_view name, std::string_view result, const std::vector<std::string_view>& files) {
  require_vectors();
  implementation_ = told([&] {
    return std::make_unique<Implementation>(Implementation{{glassgpt::read_result(name, result), files}});
  });
}

Replay::~Replay() = default;

bool Replay::train_step() {
  return told([&] { return implementation_->replay.train_step(); });
}

double Replay::share() const {
  return implementation_->replay.share();
}

std::vector<std::string> Replay::differences() {
  return told([&] { return implementation_->replay.differences(); });
}

}  // namespace portable
