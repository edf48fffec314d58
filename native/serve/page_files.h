#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace glassgpt {

/// A file of the page.
struct PageFile {
  std::filesystem::path path;
  std::string content_type;
  std::string cache_control;
  std::string tag;  ///< changes with the file; a header `ETag`
};

/// The files of a built page, and the model that it opens.
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

  /// The address of the model, from the page's on.
  [[nodiscard]] const std::string& model_address() const { return model_address_; }

 private:
  std::filesystem::path folder_;  ///< without links
  std::string model_;
  std::string model_address_;
};

}  // namespace glassgpt
