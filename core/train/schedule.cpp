#include "schedule.h"

#include <cmath>
#include <numbers>
#include <string>

#include "../base/error.h"

namespace glassgpt {

std::string_view schedule_name(Schedule schedule) {
  switch (schedule) {
    case Schedule::linear:
      return "linear";
    case Schedule::cosine:
      return "cosine";
    case Schedule::constant:
      break;
  }
  return "constant";
}

Schedule schedule_of(std::string_view name, std::string_view where) {
  for (const Schedule candidate : kSchedules) {
    if (name == schedule_name(candidate)) return candidate;
  }
  throw Error(where, "there is no \"" + std::string(name) + "\"", "choose constant, linear or cosine");
}

double schedule_factor(Schedule schedule, std::uint64_t warmup_steps, std::uint64_t step, std::uint64_t steps) {
  if (step <= warmup_steps) return static_cast<double>(step) / static_cast<double>(warmup_steps);
  if (steps <= warmup_steps) return 1;
  const double done = static_cast<double>(step - 1 - warmup_steps) / static_cast<double>(steps - warmup_steps);
  switch (schedule) {
    case Schedule::linear:
      return 1 - done;
    case Schedule::cosine:
      return (1 + std::cos(std::numbers::pi * done)) / 2;
    case Schedule::constant:
      break;
  }
  return 1;
}

}  // namespace glassgpt
