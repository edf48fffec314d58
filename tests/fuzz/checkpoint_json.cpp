#include "checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  glassgpt::fuzz::check_checkpoint(glassgpt::fuzz::text_of(data, size));
  return 0;
}
