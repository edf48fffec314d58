#include "dataset.h"

const std::string_view glassgpt::fuzz::kFileName = GLASSGPT_FILE_NAME;
