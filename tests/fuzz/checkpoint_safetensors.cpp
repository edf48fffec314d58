#include <cstring>
#include <string>

#include "checkpoint.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

constexpr std::size_t kLengthBytes = 8;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  glassgpt::fuzz::check_checkpoint(glassgpt::fuzz::text_of(data, size));
  return 0;
}

/// Half of the time only the header is changed and its length set right, which chance would hardly do.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned seed) {
  std::uint64_t length = 0;
  if (size > kLengthBytes) std::memcpy(&length, data, kLengthBytes);
  if (seed % 2 == 0 || length == 0 || length > size - kLengthBytes) return LLVMFuzzerMutate(data, size, max_size);

  const std::string tensors(data + kLengthBytes + length, data + size);
  const std::size_t most = max_size - kLengthBytes - tensors.size();
  length = LLVMFuzzerMutate(data + kLengthBytes, length, most);
  std::memcpy(data, &length, kLengthBytes);
  std::copy(tensors.begin(), tensors.end(), data + kLengthBytes + length);
  return kLengthBytes + length + tensors.size();
}
