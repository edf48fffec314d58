#include "native/options.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

namespace glassgpt {

namespace {

constexpr std::int64_t kMaxSeed = (std::int64_t{1} << 53) - 1;

/// Most tokens that one answer may be asked to have.
constexpr int kMaxNewTokens = 100'000;

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

void limit_choice(CLI::Option* option, const std::vector<std::string_view>& words, const std::string& fallback) {
  const auto last = words.end() - 1;
  const std::string remedy = fmt::format("choose {} or {}", fmt::join(words.begin(), last, ", "), *last);
  const auto check = [words, remedy](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return {};
    return "\"" + text + "\" is not possible; " + remedy;
  };
  option->type_name(fmt::format("{}", fmt::join(words, "|")));
  option->check(CLI::Validator(check, ""));
  option->description(option->get_description() + " (default " + fallback + ")");
}

void limit_seed(CLI::Option* option, const std::string& fallback) {
  limit(option, std::int64_t{0}, kMaxSeed, "a whole number");
  describe(option, "a whole number", fallback);
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

void add_generation_options(CLI::App& command, GenerationOptions& options) {
  SamplingOptions& sampling = options.sampling;
  const auto add = [&command](const std::string& name, auto& value, const std::string& description) {
    return command.add_option(name, value, description);
  };
  constexpr double kMaxTemperature = 100;
  constexpr double kMinTopP = 0.001;
  limit_whole(add("--max-tokens", options.max_tokens, "Most tokens to generate"), 1, kMaxNewTokens,
              std::to_string(options.max_tokens));
  limit_number(add("--temperature", sampling.temperature, "How freely to choose; 0 takes the likeliest token"), 0,
               kMaxTemperature, number_text(sampling.temperature));
  limit_whole(add("--top-k", sampling.top_k, "Choose among the K likeliest tokens; 0 means all"), 0, kMaxVocabSize,
              std::to_string(sampling.top_k));
  limit_number(add("--top-p", sampling.top_p, "Choose among the likeliest tokens that together have probability P"),
               kMinTopP, 1, number_text(sampling.top_p));
  limit_seed(add("--seed", sampling.seed, "Same seed, same choices"), std::to_string(sampling.seed));
}

}  // namespace glassgpt
