#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "../base/number_text.h"
#include "base64.h"
#include "checkpoint_formats.h"
#include "little_endian.h"
#include "training_json.h"

namespace glassgpt {

namespace {

/// Most numbers of a part: some 5 ms of work where they are written as decimal digits. It is a multiple of 3, as
/// numbers in base64 have to be cut.
constexpr std::size_t kMostNumbers = std::size_t{3} * 16384;

/// Refuses to write what could not be read again, so that a good file is not replaced by it.
void check_writable(const CheckpointParts& checkpoint) {
  const Place place(kCheckpointToSave);
  check_config(checkpoint.config, place.field("config").text());
  if (checkpoint.tokenizer.size() != checkpoint.config.vocab_size) {
    place.field("tokenizer").fail("the number of tokens is not config.vocab_size", "give the model its own tokenizer");
  }
  const auto parameters = static_cast<std::size_t>(parameter_count(checkpoint.config));
  if (checkpoint.parameters.size() != parameters) {
    place.field("tensors").fail("the number of weights does not fit the config", "give all weights of the model");
  }
  if (checkpoint.training != nullptr) check_training(*checkpoint.training, parameters, place.field("training"));
}

void append_decimals(std::string& text, const NumberArray& array, std::size_t first, std::size_t count) {
  constexpr std::string_view kIndentation = "      ";
  for (std::size_t i = first; i < first + count; ++i) {
    if (i > 0) text += ',';
    if (i % array.columns == 0) text.append(i > 0 ? "\n" : "").append(kIndentation);
    append_number(text, array.values[i]);
  }
}

/// Appends some of the numbers of an array. @throws Error if one could not be read again
void append_numbers(std::string& text, const NumberArray& array, std::size_t first, std::size_t count) {
  const std::span<const float> values = array.values.subspan(first, count);
  check_finite(values, array.place, first);
  if (array.is_second_moment) check_second_moment(values, array.place, first);
  switch (array.form) {
    case NumberForm::decimal:
      return append_decimals(text, array, first, count);
    case NumberForm::binary:
      return append_floats(text, values);
    case NumberForm::base64: {
      std::string bytes;
      append_floats(bytes, values);
      text += base64_encode(bytes);
    }
  }
}

}  // namespace

CheckpointWriter::CheckpointWriter(const CheckpointParts& checkpoint, CheckpointFormat format) {
  check_writable(checkpoint);
  // No conditional expression: with GCC 12 for AArch64 its temporary is destroyed though the function has thrown.
  if (format == CheckpointFormat::json) {
    sections_ = json_file(checkpoint);
  } else {
    sections_ = safetensors_file(checkpoint);
  }
}

CheckpointWriter::CheckpointWriter(CheckpointWriter&&) noexcept = default;
CheckpointWriter& CheckpointWriter::operator=(CheckpointWriter&&) noexcept = default;
CheckpointWriter::~CheckpointWriter() = default;

std::optional<std::string> CheckpointWriter::next() {
  if (section_ == sections_.size()) return std::nullopt;
  std::string part;
  for (std::size_t room = kMostNumbers; section_ < sections_.size(); ++section_) {
    FileSection& section = sections_[section_];
    part += std::exchange(section.text, {});
    const std::size_t left = section.numbers.values.size() - written_;
    std::size_t count = std::min(left, room);
    if (count < left && section.numbers.form == NumberForm::base64) count -= count % 3;
    append_numbers(part, section.numbers, written_, count);
    room -= count;
    written_ += count;
    if (count < left) break;
    written_ = 0;
  }
  return part;
}

std::string write_checkpoint(const Checkpoint& checkpoint, CheckpointFormat format) {
  CheckpointWriter writer({.config = checkpoint.config,
                           .tokenizer = *checkpoint.tokenizer,
                           .parameters = checkpoint.parameters,
                           .training = checkpoint.training ? &*checkpoint.training : nullptr},
                          format);
  std::string bytes;
  while (const std::optional<std::string> part = writer.next()) bytes += *part;
  return bytes;
}

}  // namespace glassgpt
