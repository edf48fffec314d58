#include <vector>

#include "core/replay/replay.h"
#include "property.h"

/// A result file. One that reads cannot be replayed without its data, which is said.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace glassgpt;
  RunResult result;
  if (!fuzz::reads([&] { result = read_result("result", fuzz::text_of(data, size)); })) return 0;
  fuzz::require(!missing_data(result, {}).empty(), "a result names data");
  fuzz::require(!fuzz::reads([&] { Replay(result, {}); }), "a result is not replayed without its data");
  return 0;
}
