#pragma once

#include <string_view>

namespace glassgpt {

/// Refuses files that hold no text to train on, such as documents of office programs, PDF, pictures, archives, web
/// pages and models: what they are shows at their beginning, whatever their name.
/// @throws Error that says what the file is, and how to come by its text
void refuse_foreign_file(std::string_view name, std::string_view bytes);

}  // namespace glassgpt
