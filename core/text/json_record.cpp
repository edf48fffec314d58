#include "json_record.h"

#include <algorithm>
#include <utility>

#include "dataset_formats.h"
#include "known_names.h"
#include "utf8.h"

namespace glassgpt {

Message RecordPlace::in_file(std::string_view name) const {
  if (lines) return {words::at_line, {{"name", name}, {"line", number}}};
  return {words::at_record, {{"name", name}, {"record", number}}};
}

void JsonRecord::begin() {
  for (Member& member : members_) member.present = false;
  value_ = nullptr;
  is_messages_ = has_messages_ = false;
}

void JsonRecord::begin_member(const std::string& name) {
  if (shape_ != Shape::unknown) {
    value_ = known_member(name);
    return;
  }
  members_.push_back({.name = name});
  value_ = &members_.back();
}

/// The one of this name, or nothing if it is not needed.
JsonRecord::Member* JsonRecord::known_member(const std::string& name) {
  const auto find = [&] {
    return std::find_if(members_.begin(), members_.end(), [&](const Member& it) { return it.name == name; });
  };
  is_messages_ = shape_ == Shape::messages && name == messages_name_;
  auto found = find();
  if (found == members_.end()) {
    if (!is_messages_) leave_out_or_adopt(name);
    found = find();
    if (found == members_.end()) return nullptr;
  }
  if (found->present) fail_twice(name);
  found->present = true;
  found->found = nullptr;
  return &*found;
}

/// A name that the first record did not have may be that of what belongs to prompts.
void JsonRecord::leave_out_or_adopt(const std::string& name) {
  if (shape_ == Shape::chat && members_.size() == 2 &&
      known_fields({members_[0].name, members_[1].name, name}).addition) {
    members_.push_back({.name = name, .present = false});
    report_.taken_from.insert(report_.taken_from.begin() + 1, name);
  } else {
    leave_out(report_, name);
  }
}

bool JsonRecord::begin_messages() {
  if (shape_ != Shape::unknown) {
    if (!is_messages_) return false;
  } else {
    if (has_messages_ || !is_messages_name(members_.back().name)) return false;
    messages_name_ = members_.back().name;
    members_.pop_back();
    value_ = nullptr;
  }
  has_messages_ = true;
  return true;
}

bool JsonRecord::begin_examples() {
  if (shape_ != Shape::unknown || !is_examples_name(members_.back().name)) return false;
  members_.pop_back();
  for (const Member& member : members_) leave_out(report_, member.name);
  members_.clear();
  value_ = nullptr;
  return true;
}

void JsonRecord::end() {
  if (shape_ == Shape::unknown) choose_shape();
  if (shape_ == Shape::messages && !has_messages_) {
    throw Error(where(), {words::is_missing, {{"name", in_quotes(messages_name_)}}}, words::write_messages);
  }
}

std::string JsonRecord::prompt() {
  std::string prompt = take(0);
  if (members_.size() < 3 || !members_[2].present || members_[2].found == &words::null) return prompt;
  return with_addition(std::move(prompt), take(2));
}

/// The value of a member that there has to be.
std::string JsonRecord::take(std::size_t i) {
  Member& member = members_[i];
  if (!member.present) fail_missing(member.name);
  if (member.found != nullptr) {
    throw Error(where(), {words::expected_string_as, {{"name", in_quotes(member.name)}, {"found", *member.found}}},
                words::quote_string);
  }
  return std::move(member.text);
}

/// By the names of the first record.
void JsonRecord::choose_shape() {
  std::vector<std::string> names;
  for (const Member& member : members_) names.push_back(member.name);
  std::vector<std::string> sorted = names;
  std::sort(sorted.begin(), sorted.end());
  if (const auto twice = std::adjacent_find(sorted.begin(), sorted.end()); twice != sorted.end()) {
    fail_twice(*twice);
  }
  const auto first = [&](bool (*is_it)(std::string_view)) {
    return static_cast<std::size_t>(std::find_if(names.begin(), names.end(), is_it) - names.begin());
  };
  const std::size_t role = first(is_role_name);
  const std::size_t content = first(is_content_name);
  const KnownFields fields = known_fields(names);
  if (has_messages_) {
    report_.taken_from = {messages_name_};
    keep(Shape::messages, {});
  } else if (fields.is_chat() && fields.addition) {
    report_.taken_from = {names[*fields.prompt], names[*fields.addition], names[*fields.answer]};
    keep(Shape::chat, {*fields.prompt, *fields.answer, *fields.addition});
  } else if (fields.is_chat()) {
    report_.taken_from = {names[*fields.prompt], names[*fields.answer]};
    keep(Shape::chat, {*fields.prompt, *fields.answer});
  } else if (role < names.size() && content < names.size()) {
    report_.taken_from = {names[role], names[content]};
    keep(Shape::message, {role, content});
  } else if (fields.text) {
    report_.taken_from = {names[*fields.text]};
    keep(Shape::text, {*fields.text});
  } else {
    fail_unknown(names);
  }
}

/// Keeps these members, in this order, and leaves the others out.
void JsonRecord::keep(Shape shape, const std::vector<std::size_t>& needed) {
  shape_ = shape;
  std::vector<Member> kept;
  kept.reserve(needed.size());
  for (std::size_t i = 0; i < members_.size(); ++i) {
    if (std::find(needed.begin(), needed.end(), i) == needed.end()) leave_out(report_, members_[i].name);
  }
  for (const std::size_t i : needed) kept.push_back(std::move(members_[i]));
  members_ = std::move(kept);
  value_ = nullptr;
}

void JsonRecord::fail_twice(std::string_view name) const {
  throw Error(where(), {words::stands_twice, {{"name", in_quotes(name)}}}, words::write_once);
}

void JsonRecord::fail_missing(std::string_view name) const {
  Message remedy = words::write_it;
  if (shape_ == Shape::chat || shape_ == Shape::unknown) {
    const bool known = shape_ == Shape::chat;
    remedy = {words::write_members,
              {{"prompt", in_quotes(known ? members_[0].name : "prompt")},
               {"answer", in_quotes(known ? members_[1].name : "answer")}}};
  }
  throw Error(where(), {words::is_missing, {{"name", in_quotes(name)}}}, remedy);
}

void JsonRecord::fail_unknown(const std::vector<std::string>& names) const {
  if (names.empty()) fail_missing("prompt");
  if (const std::string_view missing = missing_half(names); !missing.empty()) fail_missing(missing);
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), FileReport::kMostNamed); ++i) {
    list += (i == 0 ? "" : ", ") + in_quotes(names[i]);
  }
  if (place.whole_file) throw Error(report_.name, {words::object_unknown, {{"names", list}}}, words::name_members);
  throw Error(where(), {words::members_unknown, {{"names", list}}}, words::name_members);
}

}  // namespace glassgpt
