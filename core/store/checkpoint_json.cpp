#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "checkpoint_formats.h"
#include "model_json.h"
#include "training_json.h"

namespace glassgpt {

namespace {

/// Bytes of the shortest number in an array: a digit and a comma.
constexpr std::size_t kLeastBytesPerNumber = 2;

void write_tensors(JsonWriter& json, const CheckpointParts& checkpoint, const Place& place) {
  const ParameterTable table = Network(checkpoint.config).parameters();
  json.begin_object();
  for (const Parameter& entry : table.entries()) {
    json.key(entry.name)
        .numbers("{\"shape\": " + shape_text(entry) + ", \"data\": [\n",
                 {.values = checkpoint.parameters.subspan(entry.offset, entry.size()),
                  .form = NumberForm::decimal,
                  .columns = static_cast<std::size_t>(entry.cols),
                  .place = place.field(entry.name)},
                 "\n    ]}");
  }
  json.end_object();
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
      tensor.place().field("data").fail_expected({words::numbers, {{"count", entry.size()}}}, std::to_string(found));
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

FileSections json_file(const CheckpointParts& checkpoint) {
  const Place place(kCheckpointToSave);
  FileSections file(1);
  JsonWriter json(file, JsonWriter::Layout::indented);
  json.begin_object();
  json.key("format").string(kFormatName);
  json.key("version").integer(kFormatVersion);
  write_config(json.key("config"), checkpoint.config);
  write_tokenizer(json.key("tokenizer"), checkpoint.tokenizer);
  write_tensors(json.key("tensors"), checkpoint, place.field("tensors"));
  if (checkpoint.training != nullptr) {
    write_training(json.key("training"), *checkpoint.training, place.field("training"));
  }
  json.end_object();
  file.back().text += '\n';
  return file;
}

Checkpoint read_json(const Place& file, std::string_view bytes) {
  TensorData data;
  const Json root = parse_json(bytes, file, &data);
  const JsonObject head(root, file);
  check_format(head, std::to_string(kFormatVersion));
  head.allow_only({"format", "version", "config", "tokenizer", "tensors", "training"});

  Checkpoint checkpoint;
  const JsonObject config = head.object("config");
  const JsonObject tensors = head.object("tensors");
  checkpoint.config = config_from_json(config);
  checkpoint.tokenizer = tokenizer_from_json(head.object("tokenizer"), checkpoint.config);
  check_file_holds(checkpoint.config, bytes.size() / kLeastBytesPerNumber, tensors.size(), config.place());
  const ParameterTable table = Network(checkpoint.config).parameters();
  checkpoint.parameters = assemble(tensors, table, data);
  if (head.has("training")) checkpoint.training = training_from_json(head.object("training"), table.size());
  return checkpoint;
}

}  // namespace glassgpt
