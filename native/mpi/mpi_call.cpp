#include "native/mpi/mpi_call.h"

#include <array>
#include <cstddef>

#include "native/failure.h"

namespace glassgpt {

std::string mpi_message(int code) {
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  return {text.data(), static_cast<std::size_t>(length)};
}

void check_mpi(int code) {
  if (code != MPI_SUCCESS) throw Failure("MPI", mpi_message(code), "see what mpirun says, and start again");
}

}  // namespace glassgpt
