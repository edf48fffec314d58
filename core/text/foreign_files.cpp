#include "foreign_files.h"

#include <algorithm>
#include <string>

#include "../base/error.h"
#include "ascii.h"

namespace glassgpt {

namespace {

using namespace std::literals;

struct Kind {
  std::string_view beginning;
  const Words& name;
  const Words& remedy;
  std::string_view format = {};  ///< in the name
};

/// Of files with control characters near their beginning: text may begin with some of these.
constexpr Kind kBinary[] = {
    {"\xD0\xCF\x11\xE0"sv, words::office_document, words::save_as_text},
    {"\x89PNG"sv, words::picture, words::give_text, "PNG"},
    {"\xFF\xD8\xFF"sv, words::picture, words::give_text, "JPEG"},
    {"GIF8"sv, words::picture, words::give_text, "GIF"},
    {"RIFF"sv, words::picture_or_sound, words::give_text, "RIFF"},
    {"ID3"sv, words::sound, words::give_text, "MP3"},
    {"OggS"sv, words::sound_or_film, words::give_text, "Ogg"},
    {"\x1F\x8B"sv, words::compressed, words::unpack, "gzip"},
    {"BZh"sv, words::compressed, words::unpack, "bzip2"},
    {"\xFD\x37zXZ"sv, words::compressed, words::unpack, "xz"},
    {"\x28\xB5\x2F\xFD"sv, words::compressed, words::unpack, "zstd"},
    {"7z\xBC\xAF"sv, words::archive, words::unpack, "7z"},
    {"Rar!"sv, words::archive, words::unpack, "RAR"},
    {"PAR1"sv, words::table, words::write_as_csv, "Parquet"},
    {"ARROW1"sv, words::table, words::write_as_csv, "Arrow"},
    {"SQLite format 3"sv, words::database, words::write_table},
    {"GGUF"sv, words::a_model, words::open_as_model},
    {"\x7F"sv
     "ELF",
     words::program, words::give_text},
};

/// What is in an archive of office programs is told by the names of its parts, which are not compressed.
constexpr Kind kZipKinds[] = {
    {"word/document", words::word_document, words::save_as_text},
    {"xl/workbook", words::excel_workbook, words::save_sheet},
    {"ppt/presentation", words::presentation, words::save_as_text},
    {"application/vnd.oasis.opendocument.text", words::open_document_text, words::save_as_text},
    {"application/vnd.oasis.opendocument.spreadsheet", words::open_document_sheet, words::save_sheet},
    {"application/epub", words::electronic_book, words::copy_text},
    {"data.pkl", words::a_model, words::open_as_model},
};

constexpr Kind kZip = {"PK\x03\x04", words::archive, words::unpack, "ZIP"};

/// Of text as well, in lower case, after white space.
constexpr Kind kMarkup[] = {
    {"%pdf-", words::pdf_document, words::copy_text},
    {"{\\rtf", words::rich_text, words::save_as_text},
    {"<!doctype html", words::web_page, words::copy_text},
    {"<html", words::web_page, words::copy_text},
    {"<?xml", words::xml, words::copy_text},
};

bool begins_with(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(),
                                                   [](char known, char found) { return known == to_lower(found); });
}

/// Whether there are control characters near the beginning that no text has.
bool is_binary(std::string_view bytes) {
  constexpr std::size_t beginning = 512;
  const std::string_view head = bytes.substr(0, beginning);
  return std::any_of(head.begin(), head.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' && !is_space(c); });
}

/// Safetensors begin with the length of their JSON header in eight bytes, of which the last ones are 0.
bool is_safetensors(std::string_view bytes) {
  constexpr std::size_t length_bytes = 8;
  return bytes.size() > length_bytes && bytes.substr(4, 4) == "\0\0\0\0"sv &&
         bytes.substr(length_bytes).starts_with("{\"");
}

/// A model file of our own says so in its first member.
bool is_json_model(std::string_view text) {
  constexpr std::size_t beginning = 200;
  const std::string_view head = text.substr(0, beginning);
  return head.starts_with('{') && head.find("\"format\"") < head.find("\"glassgpt\"") &&
         head.find("\"glassgpt\"") != std::string_view::npos;
}

const Kind& zip_kind(std::string_view bytes) {
  for (const Kind& kind : kZipKinds) {
    if (bytes.find(kind.beginning) != std::string_view::npos) return kind;
  }
  return kZip;
}

[[noreturn]] void refuse(std::string_view name, const Kind& kind) {
  throw Error(name, {words::foreign_file, {{"kind", Message(kind.name, {{"format", kind.format}})}}}, kind.remedy);
}

}  // namespace

void refuse_foreign_file(std::string_view name, std::string_view bytes) {
  if (bytes.starts_with(kZip.beginning)) refuse(name, zip_kind(bytes));
  for (const Kind& kind : kBinary) {
    if (bytes.starts_with(kind.beginning) && is_binary(bytes)) refuse(name, kind);
  }
  std::string_view text = bytes;
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  if (is_safetensors(bytes) || is_json_model(text)) refuse(name, {"", words::a_model, words::open_as_model});
  for (const Kind& kind : kMarkup) {
    if (begins_with(text, kind.beginning)) refuse(name, kind);
  }
}

}  // namespace glassgpt
