#include "native/program.h"

int main(int argc, char** argv) {
  return glassgpt::run_program(argc, argv, nullptr);
}
