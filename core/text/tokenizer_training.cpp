#include "tokenizer_training.h"

namespace glassgpt {

bool TokenizerTraining::advance() {
  const std::size_t enough = bytes_done() + TextParts::kPartBytes;
  while (bytes_done() < enough) {
    if (!parts_.next()) return false;
    builder_->add(parts_.text(), parts_.where());
  }
  return true;
}

}  // namespace glassgpt
