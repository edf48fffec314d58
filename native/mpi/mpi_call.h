#pragma once

#include <mpi.h>

#include <string>

namespace glassgpt {

/// What MPI says of an error code.
std::string mpi_message(int code);

/// Of a call that has to succeed. @throws Failure, saying what MPI says, if it did not
void check_mpi(int code);

}  // namespace glassgpt
