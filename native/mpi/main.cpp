#include "native/mpi/mpi_ranks.h"
#include "native/program.h"

int main(int argc, char** argv) {
  glassgpt::MpiRanks ranks;
  return glassgpt::run_program(argc, argv, &ranks);
}
