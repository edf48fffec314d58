#include "native/help.h"

#include <sstream>
#include <string>

namespace glassgpt {

namespace {

constexpr std::size_t kHelpColumns = 80;
constexpr std::size_t kNameColumns = 26;

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kNameColumns); }

  /// The description, broken where it would leave its column.
  std::string make_option_desc(const CLI::Option* option) const override {
    std::istringstream words(option->get_description());
    std::string text;
    std::size_t column = 0;
    for (std::string word; words >> word;) {
      const bool fits = kNameColumns + column + 1 + word.size() <= kHelpColumns;
      if (column > 0) text += fits ? ' ' : '\n';
      column = (fits && column > 0 ? column + 1 : 0) + word.size();
      text += word;
    }
    return text;
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> make_help_formatter() {
  return std::make_shared<HelpFormatter>();
}

}  // namespace glassgpt
