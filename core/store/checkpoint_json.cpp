#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "checkpoint_formats.h"
#include "model_json.h"
#include "training_json.h"

namespace glassgpt {

namespace {

/// JSON whose numbers are float32: it writes each with few digits that read back to the same float, 0.1 rather than
/// the 0.10000000149011612 of the equal double.
using FloatJson = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t, std::uint64_t, float>;

/// Bytes of the shortest number in an array: a digit and a comma.
constexpr std::size_t kLeastBytesPerNumber = 2;

/// Appends `"name": value,` as a line of the outermost object, the value indented below it.
void append_field(std::string& text, std::string_view name, const OrderedJson& value) {
  text.append("  \"").append(name).append("\": ");
  for (const char character : value.dump(2)) {
    text += character;
    if (character == '\n') text += "  ";  // JSON escapes line breaks in strings: this is one between values
  }
}

/// The numbers of a matrix, a row a line.
void append_rows(std::string& text, const Parameter& entry, std::span<const float> values) {
  const auto cols = static_cast<std::size_t>(entry.cols);
  for (std::size_t first = 0; first < values.size(); first += cols) {
    const std::span<const float> row = values.subspan(first, cols);
    const std::string array = FloatJson(FloatJson::array_t(row.begin(), row.end())).dump();
    if (first > 0) text += ",\n";
    text.append("      ").append(array, 1, array.size() - 2);
  }
}

void append_tensors(std::string& text, const ParameterTable& table, std::span<const float> parameters) {
  text += "  \"tensors\": {\n";
  for (const Parameter& entry : table.entries()) {
    if (entry.offset > 0) text += ",\n";
    text.append("    \"").append(entry.name).append("\": {\"shape\": ").append(shape_to_json(entry).dump());
    text += ", \"data\": [\n";
    append_rows(text, entry, parameters.subspan(entry.offset, entry.size()));
    text += "\n    ]}";
  }
  text += "\n  }";
}

/// Moves the tensors' numbers to where the table has them.
std::vector<float> assemble(const JsonObject& tensors, const ParameterTable& table, TensorData& data) {
  check_tensor_names(tensors, table);
  for (const Parameter& entry : table.entries()) {
    const JsonObject tensor = tensors.object(entry.name);
    tensor.allow_only({"shape", "data"});
    check_shape(tensor, entry);
    static_cast<void>(tensor.array("data"));
    const std::size_t found = data[entry.name].size();
    if (found != entry.size()) {
      tensor.place().field("data").fail("expected " + std::to_string(entry.size()) + " numbers, found " +
                                        std::to_string(found));
    }
  }
  std::vector<float> parameters(table.size());
  for (const Parameter& entry : table.entries()) {
    const std::vector<float> values = std::move(data[entry.name]);
    std::copy(values.begin(), values.end(), parameters.begin() + static_cast<std::ptrdiff_t>(entry.offset));
  }
  return parameters;
}

}  // namespace

std::string write_json(const Checkpoint& checkpoint) {
  std::string text = "{\n";
  append_field(text, "format", kFormatName);
  text += ",\n";
  append_field(text, "version", kFormatVersion);
  text += ",\n";
  append_field(text, "config", config_to_json(checkpoint.config));
  text += ",\n";
  append_field(text, "tokenizer", tokenizer_to_json(checkpoint.tokenizer));
  text += ",\n";
  append_tensors(text, ParameterTable(checkpoint.config), checkpoint.parameters);
  if (checkpoint.training) {
    text += ",\n";
    append_field(text, "training", training_to_json(*checkpoint.training));
  }
  text += "\n}\n";
  return text;
}

Checkpoint read_json(const Place& file, std::string_view bytes) {
  TensorData data;
  const Json root = parse_json(bytes, file, &data);
  const JsonObject head(root, file);
  check_format(head, kFormatVersion);
  head.allow_only({"format", "version", "config", "tokenizer", "tensors", "training"});

  Checkpoint checkpoint;
  const JsonObject config = head.object("config");
  const JsonObject tensors = head.object("tensors");
  checkpoint.config = config_from_json(config);
  checkpoint.tokenizer = tokenizer_from_json(head.object("tokenizer"), checkpoint.config);
  check_file_holds(checkpoint.config, bytes.size() / kLeastBytesPerNumber, tensors.size(), config.place());
  const ParameterTable table(checkpoint.config);
  checkpoint.parameters = assemble(tensors, table, data);
  if (head.has("training")) checkpoint.training = training_from_json(head.object("training"), table.size());
  return checkpoint;
}

}  // namespace glassgpt
