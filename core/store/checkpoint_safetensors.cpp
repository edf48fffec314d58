#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../text/utf8.h"
#include "base64.h"
#include "checkpoint_formats.h"
#include "half_floats.h"
#include "little_endian.h"
#include "model_json.h"
#include "training_json.h"

// The layout is that of https://github.com/huggingface/safetensors: 8 bytes with the header's length, a JSON header
// with each tensor's type, shape and place, then the tensors' bytes without holes.

namespace glassgpt {

namespace {

constexpr std::size_t kLengthBytes = 8;
constexpr std::string_view kMetadataName = "__metadata__";
/// Of the tensors that are written.
constexpr std::string_view kDataType = "F32";
/// Of any type, so that one that cannot be read is named.
constexpr std::size_t kLeastElementBytes = 1;

/// Where a tensor's bytes lie, counted from the end of the header.
struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A JSON object that stands as text in a string of the metadata.
class EmbeddedObject {
 public:
  EmbeddedObject(const JsonObject& metadata, std::string_view name)
      : place_(metadata.place().field(name)), value_(parse_json(metadata.string(name), place_)) {}

  [[nodiscard]] JsonObject object() const { return {value_, place_}; }

 private:
  Place place_;
  Json value_;
};

void write_metadata(JsonWriter& json, const CheckpointParts& checkpoint, const Place& place) {
  json.begin_object();
  json.key("format").string(kFormatName);
  json.key("version").string(std::to_string(kFormatVersion));
  json.key("config").begin_text();
  write_config(json, checkpoint.config);
  json.end_text();
  json.key("tokenizer").begin_text();
  write_tokenizer(json, checkpoint.tokenizer);
  json.end_text();
  if (checkpoint.training != nullptr) {
    json.key("training").begin_text();
    write_training(json, *checkpoint.training, place.field("training"));
    json.end_text();
  }
  json.end_object();
}

void write_entry(JsonWriter& json, const Parameter& entry) {
  const std::size_t begin = entry.offset * sizeof(float);
  json.begin_object();
  json.key("dtype").string(kDataType);
  json.key("shape").begin_array();
  if (!entry.is_vector) json.integer(entry.rows);
  json.integer(entry.cols);
  json.end_array();
  json.key("data_offsets").begin_array();
  json.integer(begin);
  json.integer(begin + entry.size() * sizeof(float));
  json.end_array();
  json.end_object();
}

/// Bytes of sections whose numbers are all in base64.
std::size_t size_of(const FileSections& header) {
  std::size_t bytes = 0;
  for (const FileSection& section : header) {
    bytes += section.text.size() + base64_size(section.numbers.values.size() * sizeof(float));
  }
  return bytes;
}

/// The type of a tensor's elements.
const ElementType& element_type(const JsonObject& tensor) {
  const std::string& name = tensor.string("dtype");
  const std::span<const ElementType> types = element_types();
  const auto type = std::find_if(types.begin(), types.end(), [&](const ElementType& it) { return it.name == name; });
  if (type == types.end()) {
    tensor.place().field("dtype").fail(
        {words::expected_found, {{"expected", words::float_types}, {"found", in_quotes(name)}}},
        words::convert_tensors);
  }
  return *type;
}

ByteRange byte_range(const JsonObject& tensor, const Parameter& entry, std::size_t element_size,
                     std::size_t data_size) {
  const Json& offsets = tensor.array("data_offsets");
  const Place place = tensor.place().field("data_offsets");
  if (offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned()) {
    place.fail(words::two_whole_numbers);
  }
  const auto begin = offsets[0].get<std::uint64_t>();
  const auto end = offsets[1].get<std::uint64_t>();
  if (end > data_size) {
    place.fail({words::tensor_cut, {{"end", end}, {"bytes", data_size}}}, words::cut_off_or_damaged);
  }
  if (begin > end || end - begin != entry.size() * element_size) {
    place.fail_expected({words::bytes, {{"count", entry.size() * element_size}}}, describe_elements(offsets));
  }
  return {.begin = static_cast<std::size_t>(begin), .end = static_cast<std::size_t>(end)};
}

/// Throws Error unless the ranges follow one another without hole or overlap and fill the data.
void check_tiling(std::vector<ByteRange> ranges, std::size_t data_size, const Place& file) {
  std::sort(ranges.begin(), ranges.end(), [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  std::size_t end = 0;
  for (const ByteRange& range : ranges) {
    if (range.begin != end) {
      file.fail({words::tensors_overlap, {{"byte", std::min(range.begin, end)}}});
    }
    end = range.end;
  }
  if (end != data_size) {
    file.fail({words::bytes_behind, {{"count", data_size - end}}});
  }
}

std::vector<float> read_tensors(const JsonObject& header, const ParameterTable& table, std::string_view data) {
  check_tensor_names(header, table, {kMetadataName});
  std::vector<const ElementType*> types;
  std::vector<ByteRange> ranges;
  for (const Parameter& entry : table.entries()) {
    const JsonObject tensor = header.object(entry.name);
    tensor.allow_only({"dtype", "shape", "data_offsets"});
    types.push_back(&element_type(tensor));
    check_shape(tensor, entry);
    ranges.push_back(byte_range(tensor, entry, types.back()->size, data.size()));
  }
  check_tiling(ranges, data.size(), header.place());

  std::vector<float> parameters(table.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const Parameter& entry = table.entries()[i];
    const std::span<float> values = std::span(parameters).subspan(entry.offset, entry.size());
    types[i]->load(values, data.substr(ranges[i].begin));
    check_finite(values, header.place().field(entry.name));
  }
  return parameters;
}

}  // namespace

FileSections safetensors_file(const CheckpointParts& checkpoint) {
  const Place place(kCheckpointToSave);
  const ParameterTable table = Network(checkpoint.config).parameters();
  FileSections file(1);
  JsonWriter json(file, JsonWriter::Layout::compact);
  json.begin_object();
  write_metadata(json.key(kMetadataName), checkpoint, place);
  for (const Parameter& entry : table.entries()) write_entry(json.key(entry.name), entry);
  json.end_object();
  // The data begins at a multiple of 8, as the format asks for.
  file.back().text.append((8 - size_of(file) % 8) % 8, ' ');
  std::string length;
  append_little_endian(length, std::uint64_t{size_of(file)});
  file.front().text.insert(0, length);

  for (const Parameter& entry : table.entries()) {
    file.back().numbers = {.values = checkpoint.parameters.subspan(entry.offset, entry.size()),
                           .form = NumberForm::binary,
                           .place = place.field("tensors").field(entry.name)};
    file.emplace_back();
  }
  return file;
}

Checkpoint read_safetensors(const Place& file, std::string_view bytes) {
  const auto length = load_little_endian<std::uint64_t>(bytes);
  bytes.remove_prefix(kLengthBytes);
  if (length > bytes.size()) {
    file.fail({words::header_cut, {{"length", length}, {"bytes", bytes.size()}}}, words::cut_off_or_damaged);
  }
  const std::string_view data = bytes.substr(static_cast<std::size_t>(length));
  const Json header = parse_json(bytes.substr(0, static_cast<std::size_t>(length)), file);
  const JsonObject tensors(header, file);
  const JsonObject metadata = tensors.object(kMetadataName);
  check_format(metadata, in_quotes(std::to_string(kFormatVersion)));
  metadata.allow_only({"format", "version", "config", "tokenizer", "training"});

  Checkpoint checkpoint;
  const EmbeddedObject config(metadata, "config");
  checkpoint.config = config_from_json(config.object());
  const EmbeddedObject tokenizer(metadata, "tokenizer");
  checkpoint.tokenizer = tokenizer_from_json(tokenizer.object(), checkpoint.config);
  check_file_holds(checkpoint.config, data.size() / kLeastElementBytes, tensors.size() - 1, config.object().place());
  const ParameterTable table = Network(checkpoint.config).parameters();
  checkpoint.parameters = read_tensors(tensors, table, data);
  if (metadata.has("training")) {
    const EmbeddedObject training(metadata, "training");
    checkpoint.training = training_from_json(training.object(), table.size());
  }
  return checkpoint;
}

}  // namespace glassgpt
