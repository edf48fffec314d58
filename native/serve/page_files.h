#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// A file of the page.
struct PageFile {
  std::filesystem::path path;  ///< of what is there as it is
  std::string content;         ///< of what is not
  std::string content_type;
  std::string cache_control;
  std::string tag;  ///< changes with the file; a header `ETag`
};

/// The files of a built page, whose element is told which model to open.
class PageFiles {
 public:
  /// @param folder  that holds index.html
  /// @param model   the model's file, which is served as /model.safetensors or /model.json
  /// @throws Error if the folder holds no page
  PageFiles(const std::string& folder, std::string model);

  /// The file that an address means, if there is one: a regular file in the folder, wherever links lead, no part of
  /// whose path begins with a dot; or the model.
  /// @param path  of the address without its first slash, decoded
  [[nodiscard]] std::optional<PageFile> find(std::string_view path) const;

 private:
  std::filesystem::path folder_;  ///< without links
  std::string model_;
  std::string model_address_;  ///< from the page's on
  std::string index_;          ///< index.html, with that
};

}  // namespace glassgpt
