#include "native/options.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

namespace glassgpt {

namespace {

/// Gives an option a range check. @return the range in words
template <typename Number>
std::string limit(CLI::Option* option, Number least, Number most, const std::string& kind) {
  std::string range = number_text(static_cast<double>(least)) + " to " + number_text(static_cast<double>(most));
  const std::string remedy = "choose " + kind + " from " + range;
  const auto check = [least, most, remedy](const std::string& text) -> std::string {
    Number value{};
    // Negated, so that NaN is out of range as well.
    if (CLI::detail::lexical_cast(text, value) && value >= least && value <= most) return {};
    return "\"" + text + "\" is not possible; " + remedy;
  };
  option->type_name(std::is_integral_v<Number> ? "N" : "X");
  option->check(CLI::Validator(check, ""));
  return range;
}

void describe(CLI::Option* option, const std::string& range, const std::string& fallback) {
  option->description(option->get_description() + " (" + range + "; default " + fallback + ")");
}

}  // namespace

std::string number_text(double number) {
  // Fewer digits than a fraction may have, so that 0.1 + 0.2 is 0.3; a seed has all of them.
  constexpr int kDigits = 15;
  std::string text = fmt::format("{:.{}g}", number, number < 1 ? kDigits : kDigits + 1);
  if (number >= 1 || text.find('e') == std::string::npos) return text;
  // An exponent is hard to read, and so are zeros at the end: 0.00001 is not.
  text = fmt::format("{:.10f}", number);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

void limit_whole(CLI::Option* option, std::int64_t least, std::int64_t most, const std::string& fallback) {
  describe(option, limit(option, least, most, "a whole number"), fallback);
}

void limit_number(CLI::Option* option, double least, double most, const std::string& fallback) {
  describe(option, limit(option, least, most, "a number"), fallback);
}

void limit_choice(CLI::Option* option, const std::vector<std::string_view>& names, const std::string& fallback) {
  const auto last = names.end() - 1;
  const std::string remedy = fmt::format("choose {} or {}", fmt::join(names.begin(), last, ", "), *last);
  const auto check = [names, remedy](const std::string& text) -> std::string {
    if (std::find(names.begin(), names.end(), text) != names.end()) return {};
    return "\"" + text + "\" is not possible; " + remedy;
  };
  option->type_name(fmt::format("{}", fmt::join(names, "|")));
  option->check(CLI::Validator(check, ""));
  option->description(option->get_description() + " (default " + fallback + ")");
}

std::string value_text(const OptionFacts& facts, const OptionValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) {
    if (facts.choices.empty()) return *truth ? "yes" : "no";
    return std::string(facts.choices[*truth ? 0 : 1]);
  }
  if (const auto* name = std::get_if<std::string_view>(&value)) return std::string(*name);
  if (const auto* number = std::get_if<double>(&value)) return number_text(*number);
  if (const auto* whole = std::get_if<int>(&value)) return std::to_string(*whole);
  return std::to_string(std::get<std::uint64_t>(value));
}

CLI::Option* add_option(CLI::App& command, const OptionFacts& facts, const OptionValue& fallback,
                        const std::string& fallback_text, const std::function<void(const OptionValue&)>& take) {
  const std::string flag = "--" + std::string(facts.flag);
  const std::string help(facts.help);
  const auto add = [&]<typename Value>(const Value& /*fallback*/) {
    return command.add_option_function<Value>(flag, take, help);
  };
  if (std::holds_alternative<bool>(fallback) && facts.choices.empty()) {
    return command.add_flag_callback(
        flag, [take] { take(false); }, help);
  }
  if (!facts.choices.empty()) {
    const bool is_truth = std::holds_alternative<bool>(fallback);
    const auto take_name = [take, is_truth, choices = facts.choices](const std::string& name) {
      const std::string_view choice = *std::find(choices.begin(), choices.end(), name);
      take(is_truth ? OptionValue(choice == choices[0]) : OptionValue(choice));
    };
    CLI::Option* option = command.add_option_function<std::string>(flag, take_name, help);
    limit_choice(option, {facts.choices.begin(), facts.choices.end()}, fallback_text);
    return option;
  }
  if (const auto* number = std::get_if<double>(&fallback)) {
    CLI::Option* option = add(*number);
    limit_number(option, facts.least, facts.most, fallback_text);
    return option;
  }
  const auto least = static_cast<std::int64_t>(facts.least);
  const auto most = static_cast<std::int64_t>(facts.most);
  if (const auto* whole = std::get_if<int>(&fallback)) {
    CLI::Option* option = add(*whole);
    limit_whole(option, least, most, fallback_text);
    return option;
  }
  CLI::Option* seed = add(std::get<std::uint64_t>(fallback));
  limit(seed, least, most, "a whole number");
  describe(seed, "a whole number", fallback_text);
  return seed;
}

void add_examples(CLI::App& command, const std::vector<std::string_view>& lines) {
  std::string footer = lines.size() == 1 ? "Example:" : "Examples:";
  for (const std::string_view line : lines) footer.append("\n  ").append(line);
  command.footer(std::move(footer));
}

void add_model_option(CLI::App& command, std::string& file) {
  command.add_option("--model", file, "Model file, .json or .safetensors")->required()->type_name("FILE");
}

void add_prompt_options(CLI::App& command, PromptArguments& prompt) {
  command.add_option("--prompt", prompt.text, "Text that the model reads")->required()->type_name("TEXT");
  command.add_flag("--chat", prompt.is_question, "Ask it as a question, as `chat` does: User: TEXT Assistant:");
}

GenerationOptions GenerationArguments::of(const Session& session) const {
  GenerationOptions fitting = options;
  if (!says_length) fitting.max_tokens = session.usual_max_tokens();
  return fitting;
}

void add_generation_options(CLI::App& command, GenerationArguments& arguments) {
  for (const Option<GenerationOptions>& option : kGenerationOptions) {
    const OptionValue fallback = option.fallback();
    const bool is_length = &option == &option_named(kGenerationOptions, "max_tokens");
    add_option(command, option, fallback, value_text(option, fallback),
               [&arguments, &option, is_length](const OptionValue& value) {
                 option.set(arguments.options, value);
                 arguments.says_length = arguments.says_length || is_length;
               });
  }
}

}  // namespace glassgpt
