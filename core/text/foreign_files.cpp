#include "foreign_files.h"

#include <algorithm>
#include <string>

#include "../base/error.h"
#include "ascii.h"

namespace glassgpt {

namespace {

using namespace std::literals;

constexpr std::string_view kDocument = "open it and save it as plain text (.txt)";
constexpr std::string_view kTable = "open it and save the sheet as CSV";
constexpr std::string_view kPicture = "give a file of text";
constexpr std::string_view kArchive = "unpack it and give the file in it";
constexpr std::string_view kWebPage = "copy its text into a plain text file (.txt)";
constexpr std::string_view kModel = "open it as a model, and give a file of texts as data";

struct Kind {
  std::string_view beginning;
  std::string_view name;
  std::string_view remedy;
};

/// Of files with control characters near their beginning: text may begin with some of these.
constexpr Kind kBinary[] = {
    {"\xD0\xCF\x11\xE0"sv, "a document of an office program", kDocument},
    {"\x89PNG"sv, "a picture (PNG)", kPicture},
    {"\xFF\xD8\xFF"sv, "a picture (JPEG)", kPicture},
    {"GIF8"sv, "a picture (GIF)", kPicture},
    {"RIFF"sv, "a picture, sound or film (RIFF)", kPicture},
    {"ID3"sv, "a sound (MP3)", kPicture},
    {"OggS"sv, "a sound or film (Ogg)", kPicture},
    {"\x1F\x8B"sv, "compressed by gzip", kArchive},
    {"BZh"sv, "compressed by bzip2", kArchive},
    {"\xFD\x37zXZ"sv, "compressed by xz", kArchive},
    {"\x28\xB5\x2F\xFD"sv, "compressed by zstd", kArchive},
    {"7z\xBC\xAF"sv, "an archive (7z)", kArchive},
    {"Rar!"sv, "an archive (RAR)", kArchive},
    {"PAR1"sv, "a table in the format Parquet", "write it as CSV or JSON Lines"},
    {"ARROW1"sv, "a table in the format Arrow", "write it as CSV or JSON Lines"},
    {"SQLite format 3"sv, "a database (SQLite)", "write a table of it as CSV"},
    {"GGUF"sv, "a model", kModel},
    {"\x7F"sv
     "ELF",
     "a program", kPicture},
};

/// What is in an archive of office programs is told by the names of its parts, which are not compressed.
constexpr Kind kZipKinds[] = {
    {"word/document", "a Word document", kDocument},
    {"xl/workbook", "an Excel workbook", kTable},
    {"ppt/presentation", "a PowerPoint presentation", kDocument},
    {"application/vnd.oasis.opendocument.text", "an OpenDocument text", kDocument},
    {"application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet", kTable},
    {"application/epub", "an electronic book (EPUB)", kWebPage},
    {"data.pkl", "a model", kModel},
};

constexpr Kind kZip = {"PK\x03\x04", "an archive (ZIP)", kArchive};

/// Of text as well, in lower case, after white space.
constexpr Kind kMarkup[] = {
    {"%pdf-", "a PDF document", kWebPage},
    {"{\\rtf", "a document in rich text format (RTF)", kDocument},
    {"<!doctype html", "a web page (HTML)", kWebPage},
    {"<html", "a web page (HTML)", kWebPage},
    {"<?xml", "XML", kWebPage},
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
  throw Error(name, "it is " + std::string(kind.name) + ", not text to train on", kind.remedy);
}

}  // namespace

void refuse_foreign_file(std::string_view name, std::string_view bytes) {
  if (bytes.starts_with(kZip.beginning)) refuse(name, zip_kind(bytes));
  for (const Kind& kind : kBinary) {
    if (bytes.starts_with(kind.beginning) && is_binary(bytes)) refuse(name, kind);
  }
  std::string_view text = bytes;
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  if (is_safetensors(bytes) || is_json_model(text)) refuse(name, {"", "a model", kModel});
  for (const Kind& kind : kMarkup) {
    if (begins_with(text, kind.beginning)) refuse(name, kind);
  }
}

}  // namespace glassgpt
