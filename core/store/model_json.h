#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "../model/config.h"
#include "../model/network.h"
#include "../text/tokenizer.h"
#include "json_reader.h"
#include "json_writer.h"

namespace glassgpt {

// The fields that both formats share, JSON being the text of each.

/// The field `format`.
inline constexpr std::string_view kFormatName = "glassgpt";
/// The field `version`.
inline constexpr int kFormatVersion = 1;

/// Throws Error unless the fields `format` and `version` are ours.
/// @param version  as describe() has it, for in one file format it is a number and in the other a string
void check_format(const JsonObject& head, std::string_view version);

/// Writes the `config` object: the sizes by name.
void write_config(JsonWriter& json, const ModelConfig& config);
/// The reverse. @throws Error naming the field at fault
ModelConfig config_from_json(const JsonObject& json);

/// Writes the `tokenizer` object: its kind, and the lists of texts that such a kind has.
void write_tokenizer(JsonWriter& json, const Tokenizer& tokenizer);
/// The reverse. @throws Error unless the kind is known, and the vocabulary is sound and has config.vocab_size tokens
std::shared_ptr<const Tokenizer> tokenizer_from_json(const JsonObject& json, const ModelConfig& config);

/// Throws Error if the file is too small for a model of these sizes, so that memory can be taken for it safely.
/// @param most_elements  that the file's bytes can hold
/// @param tensors        that the file names
/// @param place          of the sizes
void check_file_holds(const ModelConfig& config, std::size_t most_elements, std::size_t tensors, const Place& place);

/// Throws Error naming a tensor that the table does not have. @param others  fields that are no tensors
void check_tensor_names(const JsonObject& tensors, const ParameterTable& table, std::set<std::string_view> others = {});

/// `[rows,cols]`, or `[cols]` of a vector.
std::string shape_text(const Parameter& entry);
/// Throws Error unless the tensor's field `shape` is the table's.
void check_shape(const JsonObject& tensor, const Parameter& entry);

/// Throws Error naming the first of the values that is not finite.
/// @param place  of the array that they are of
/// @param first  element of it that they begin with
void check_finite(std::span<const float> values, const Place& place, std::size_t first = 0);

}  // namespace glassgpt
