#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/option.h"
#include "core/session.h"

namespace glassgpt {

/// Lets an option take whole numbers from `least` to `most`, and its help say so.
/// @param fallback  what holds when the option is not given, for the help
void limit_whole(CLI::Option* option, std::int64_t least, std::int64_t most, const std::string& fallback);

/// Lets an option take numbers from `least` to `most`, and its help say so.
void limit_number(CLI::Option* option, double least, double most, const std::string& fallback);

/// Lets an option take one of these names, and its help list them.
void limit_choice(CLI::Option* option, const std::vector<std::string_view>& names, const std::string& fallback);

/// Lets a command take an option of a table, with its range or its choices in the help. A truth value without choices
/// becomes a flag that says no.
/// @param fallback       what the option is when it is not given, which tells its type as well
/// @param fallback_text  the same for the help
/// @param take           hears of what is given; like `facts.choices` to outlive the command
CLI::Option* add_option(CLI::App& command, const OptionFacts& facts, const OptionValue& fallback,
                        const std::string& fallback_text, const std::function<void(const OptionValue&)>& take);

/// An option's value as the command line has it.
std::string value_text(const OptionFacts& facts, const OptionValue& value);

/// A number as people write it: 0.0005, 5, 1000000.
std::string number_text(double number);

/// The end of a command's help: how it is typed.
void add_examples(CLI::App& command, const std::vector<std::string_view>& lines);

/// `--model FILE`, required.
void add_model_option(CLI::App& command, std::string& file);

/// `--prompt TEXT`, required, and `--chat`, which asks it as a question.
struct PromptArguments {
  std::string text;
  bool is_question = false;

  /// What the model reads.
  [[nodiscard]] std::string full_text() const { return is_question ? chat_prompt(text) : text; }
};
void add_prompt_options(CLI::App& command, PromptArguments& prompt);

/// What was said about how to answer.
struct GenerationArguments {
  GenerationOptions options;
  bool says_length = false;  ///< whether the most tokens were said

  /// The options for a model: unless said, so many tokens as suit its kind of tokens.
  [[nodiscard]] GenerationOptions of(const Session& session) const;
};

/// Those of kGenerationOptions. @param arguments  to outlive the command
void add_generation_options(CLI::App& command, GenerationArguments& arguments);

}  // namespace glassgpt
