#include "json_reader.h"

#include <cfloat>
#include <cmath>
#include <utility>

#include "../base/error.h"
#include "../base/json_events.h"
#include "../base/number_text.h"
#include "../text/utf8.h"
#include "json_numbers.h"

namespace glassgpt {

namespace {

/// A checkpoint needs 5: root, training, options, a phase, its number.
constexpr std::size_t kMostDepth = 8;

/// Values outside the tensors' data: at most 10,000 tokens, and five for each tensor.
constexpr std::size_t kMostValues = 100'000;

/// Builds a tree out of the parser's events and knows at each where it is.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(std::string_view text, Place root_place, TensorData* tensors)
      : text_(text), root_place_(std::move(root_place)), tensors_(tensors) {}

  Json build() {
    parse_json_events(json_, *this);
    return std::move(root_);
  }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(std::move(value)); }

  bool number_integer(number_integer_t value) override {
    return data_ != nullptr ? pass_number(static_cast<double>(value)) : add(value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return data_ != nullptr ? pass_number(static_cast<double>(value)) : add(value);
  }
  bool number_float(number_float_t value, const string_t& /*token*/) override {
    return data_ != nullptr ? pass_number(value) : add(value);
  }

  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool start_array(std::size_t /*size*/) override {
    const bool is_data =
        tensors_ != nullptr && open_.size() == 3 && open_[0].key == "tensors" && open_[2].key == "data";
    open(Json::array());
    if (is_data) {
      data_ = &(*tensors_)[open_[1].key];
      const std::size_t read = read_numbers(text_.substr(static_cast<std::size_t>(json_.at - text_.data())), *data_);
      json_.at += read;
      passed_over_ += read;
    }
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override {
    data_ = nullptr;
    return close();
  }

  bool key(string_t& name) override {
    Open& object = open_.back();
    if (object.value->contains(name)) place().field(name).fail(words::field_twice);
    object.key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t bytes_read, const std::string& /*token*/, const Json::exception& error) override {
    constexpr int kNumberOverflow = 406;
    if (error.id == kNumberOverflow) here().fail(words::number_overflows);
    const std::size_t position = bytes_read + passed_over_;
    if (position > text_.size()) here().fail(words::json_ends_early, words::cut_off);
    const TextPlace at = place_at(text_, position - 1);
    here().fail({words::not_json_at, {{"line", at.line}, {"byte", at.byte}}});
  }

 private:
  /// An object or array that is not yet complete.
  struct Open {
    Json* value = nullptr;
    std::string key;  ///< of the field under way, if it is an object
  };

  /// The innermost open object or array.
  [[nodiscard]] Place place() const {
    Place place = root_place_;
    for (std::size_t i = 0; i + 1 < open_.size(); ++i) place = inside(place, open_[i], open_[i].value->size() - 1);
    return place;
  }

  /// The value that is under way.
  [[nodiscard]] Place here() const {
    if (open_.empty()) return root_place_;
    const Open& innermost = open_.back();
    return inside(place(), innermost, data_ != nullptr ? data_->size() : innermost.value->size());
  }

  static Place inside(const Place& place, const Open& container, std::size_t index) {
    if (container.value->is_array()) return place.element(index);
    return container.key.empty() ? place : place.field(container.key);
  }

  /// A number of a tensor's data that read_numbers has left: it is too large, or what follows it is not valid JSON.
  bool pass_number(double value) {
    if (std::abs(value) > FLT_MAX) here().fail(words::float_overflows);
    data_->push_back(0.0F);
    return true;
  }

  bool add(Json value) {
    insert(std::move(value));
    return true;
  }

  bool open(Json value) {
    if (open_.size() == kMostDepth) here().fail(words::json_too_deep);
    Json* inserted = insert(std::move(value));
    open_.push_back({.value = inserted, .key = {}});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  /// Puts the value where it belongs. The pointer holds until the container it stands in gets another value, and so
  /// for as long as the value is open itself.
  Json* insert(Json value) {
    if (data_ != nullptr) here().fail_expected(words::a_number, describe(value));
    if (++values_ > kMostValues) here().fail(words::json_too_large);
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    const Open& container = open_.back();
    if (container.value->is_array()) {
      container.value->push_back(std::move(value));
      return &container.value->back();
    }
    return &((*container.value)[container.key] = std::move(value));
  }

  std::string_view text_;
  JsonText json_ = {.at = text_.data(), .end = text_.data() + text_.size()};
  std::size_t passed_over_ = 0;  ///< bytes that the parser has not seen
  Place root_place_;
  TensorData* tensors_;
  std::vector<float>* data_ = nullptr;  ///< within a tensor's data: where the numbers go
  Json root_;
  std::vector<Open> open_;
  std::size_t values_ = 0;
};

}  // namespace

Place Place::field(std::string_view name) const {
  // Names of the contract are plain; any other goes within quotes, lest it garble the message.
  const bool plain = !name.empty() && name.size() <= 60 &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") ==
                         std::string_view::npos;
  Place place = *this;
  if (!path_.empty()) place.path_ += '.';
  place.path_ += plain ? std::string(name) : in_quotes(name);
  return place;
}

Place Place::element(std::size_t index) const {
  Place place = *this;
  place.path_ += '[' + std::to_string(index) + ']';
  return place;
}

std::string Place::text() const {
  return path_.empty() ? file_ : file_ + ", " + path_;
}

void Place::fail(const Message& what, const Message& remedy) const {
  throw Error(text(), what, remedy);
}

void Place::fail_expected(const Message& expected, const Message& found) const {
  fail({words::expected_found, {{"expected", expected}, {"found", found}}});
}

Message describe(const Json& value) {
  if (value.is_object()) return words::an_object;
  if (value.is_array()) return words::an_array;
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  if (value.is_number_integer()) return std::to_string(value.get<std::int64_t>());
  return value.is_number() ? describe_number(value.get<double>()) : "null";
}

std::string describe_elements(const Json& array) {
  std::string text = "[";
  for (const Json& element : array) text.append(text.size() > 1 ? "," : "").append(describe(element).text());
  return text + "]";
}

Json parse_json(std::string_view text, const Place& place, TensorData* tensors) {
  // The parser would take a zero byte for the end and pass over what follows.
  if (text.find('\0') != std::string_view::npos) place.fail(words::json_zero_byte);
  return TreeBuilder(text, place, tensors).build();
}

JsonObject::JsonObject(const Json& value, Place place) : value_(&value), place_(std::move(place)) {
  if (!value.is_object()) place_.fail_expected(words::an_object, describe(value));
}

const Json& JsonObject::field(std::string_view name) const {
  const auto found = value_->find(name);
  if (found == value_->end()) place_.field(name).fail(words::field_missing);
  return *found;
}

JsonObject JsonObject::object(std::string_view name) const {
  return {field(name), place_.field(name)};
}

const Json& JsonObject::array(std::string_view name) const {
  const Json& value = field(name);
  if (!value.is_array()) place_.field(name).fail_expected(words::an_array, describe(value));
  return value;
}

const std::string& JsonObject::string(std::string_view name) const {
  const Json& value = field(name);
  if (!value.is_string()) place_.field(name).fail_expected(words::a_string, describe(value));
  return value.get_ref<const std::string&>();
}

bool JsonObject::boolean(std::string_view name) const {
  const Json& value = field(name);
  if (!value.is_boolean()) place_.field(name).fail_expected(words::a_truth_value, describe(value));
  return value.get<bool>();
}

double JsonObject::number(std::string_view name) const {
  const Json& value = field(name);
  if (!value.is_number()) place_.field(name).fail_expected(words::a_number, describe(value));
  return value.get<double>();
}

std::uint64_t JsonObject::integer(std::string_view name, std::uint64_t least, std::uint64_t most) const {
  const Json& value = field(name);
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number >= least && number <= most) return number;
  }
  place_.field(name).fail_expected({words::a_whole_number, {{"least", least}, {"most", most}}}, describe(value));
}

void JsonObject::allow_only(const std::set<std::string_view>& names) const {
  for (const auto& item : value_->items()) {
    if (!names.contains(item.key())) place_.field(item.key()).fail(words::field_unknown);
  }
}

}  // namespace glassgpt
