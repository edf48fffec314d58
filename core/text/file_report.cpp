#include "file_report.h"

namespace glassgpt {

namespace {

/// "1 text", "2 texts".
std::string counted(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

/// The names in backquotes, with the text between them.
std::string joined(const std::vector<std::string>& names, std::string_view between) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += between;
    text += '`' + name + '`';
  }
  return text;
}

std::string separated_by(char separator) {
  return separator == '\t' ? "separated by tabs" : "separated by `" + std::string(1, separator) + "`";
}

std::string examples_of(const FileReport& report) {
  if (report.questions > 0) return counted(report.questions, "question with its answer", "questions with answers");
  std::string texts = counted(report.texts, "text", "texts");
  if (!report.taken_from.empty()) return texts;
  switch (report.format) {
    case DataFormat::text:
      return texts + ", one a line";
    case DataFormat::csv:
      return texts + ", one a record" +
             (report.columns > 1 ? " of " + std::to_string(report.columns) + " columns" : "") +
             ": no header that names questions and answers";
    case DataFormat::json:
    case DataFormat::json_lines:
      break;
  }
  return texts;
}

/// Of the formats that do not show in the rest.
std::string_view format_text(DataFormat format) {
  if (format == DataFormat::json) return ", JSON";
  return format == DataFormat::json_lines ? ", JSON Lines" : "";
}

}  // namespace

std::string_view format_name(DataFormat format) {
  switch (format) {
    case DataFormat::csv:
      return "csv";
    case DataFormat::json:
      return "json";
    case DataFormat::json_lines:
      return "json_lines";
    case DataFormat::text:
      break;
  }
  return "text";
}

std::string_view encoding_name(CharacterEncoding encoding) {
  if (encoding == CharacterEncoding::utf8) return "UTF-8";
  return encoding == CharacterEncoding::utf16_le ? "UTF-16LE" : "UTF-16BE";
}

std::string summary_of(const FileReport& report) {
  std::string text = examples_of(report);
  if (!report.taken_from.empty()) text += ", from " + joined(report.taken_from, "/");
  if (report.separator != '\0') text += ", " + separated_by(report.separator);
  text += format_text(report.format);
  if (report.encoding != CharacterEncoding::utf8) text.append(", ").append(encoding_name(report.encoding));

  std::vector<std::string> left_out;
  const auto leave_out = [&](std::size_t number, std::string_view one, std::string_view many) {
    if (number > 0) left_out.push_back(counted(number, one, many));
  };
  leave_out(report.system_texts, "system text", "system texts");
  leave_out(report.tool_texts, "message of a tool", "messages of tools");
  leave_out(report.unanswered, "question without an answer", "questions without answers");
  leave_out(report.unasked, "answer without a question", "answers without questions");
  if (!report.left_out.empty()) {
    left_out.push_back(joined(report.left_out, ", ") + (report.more_left_out ? " and more" : ""));
  }
  for (std::size_t i = 0; i < left_out.size(); ++i) text += (i == 0 ? "; left out: " : ", ") + left_out[i];
  if (report.blank_lines > 0) text += "; " + counted(report.blank_lines, "blank line", "blank lines") + " passed over";
  return text;
}

}  // namespace glassgpt
