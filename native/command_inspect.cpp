#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>

#include "native/answer.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/json_text.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

constexpr std::size_t kColumns = 80;

struct InspectArguments {
  std::string model;
  PromptArguments prompt;
  int top = 10;
  bool json = false;
};

/// How much the token in row `row` looks at each token. @return [T]
std::span<const float> attention_row(const Inspection& inspection, std::size_t layer, std::size_t head,
                                     std::size_t row) {
  const std::size_t tokens = inspection.tokens.size();
  const auto heads = static_cast<std::size_t>(inspection.num_heads);
  return std::span(inspection.attention).subspan(((layer * heads + head) * tokens + row) * tokens, tokens);
}

std::string as_json(const Inspection& inspection) {
  Json next = Json::array();
  for (const TokenProbability& it : inspection.next) {
    next.push_back({{"token", it.token}, {"probability", it.probability}});
  }
  Json layers = Json::array();
  for (std::size_t layer = 0; layer < static_cast<std::size_t>(inspection.num_layers); ++layer) {
    Json heads = Json::array();
    for (std::size_t head = 0; head < static_cast<std::size_t>(inspection.num_heads); ++head) {
      Json rows = Json::array();
      for (std::size_t row = 0; row < inspection.tokens.size(); ++row) {
        rows.push_back(attention_row(inspection, layer, head, row));
      }
      heads.push_back(std::move(rows));
    }
    layers.push_back(std::move(heads));
  }
  return json_line({{"tokens", inspection.tokens},
                    {"unknown", inspection.unknown},
                    {"next", std::move(next)},
                    {"attention", std::move(layers)}});
}

/// Words one after another, a new line where the next would leave the columns.
std::string wrapped(const std::vector<std::string>& words, std::string_view indent) {
  std::string text;
  std::size_t column = kColumns;
  for (const std::string& word : words) {
    const std::size_t width = text_width(word);
    if (column + 2 + width > kColumns) {
      if (!text.empty()) text += '\n';
      text += indent;
      column = indent.size();
    } else {
      text += "  ";
      column += 2;
    }
    text += word;
    column += width;
  }
  return text + "\n";
}

/// Tokens with their positions, by which the attention table names them.
std::vector<std::string> numbered_tokens(const Inspection& inspection) {
  constexpr std::size_t kWidth = 20;
  std::vector<std::string> result;
  for (std::size_t i = 0; i < inspection.tokens.size(); ++i) {
    result.push_back(fmt::format("{}[{}]", fit(safe_text(inspection.tokens[i]), kWidth), i + 1));
  }
  return result;
}

std::string next_table(const Inspection& inspection) {
  constexpr std::size_t kTokenWidth = 20;
  constexpr double kBarWidth = 40;
  std::string text = "\nNext token\n";
  for (const TokenProbability& it : inspection.next) {
    const std::string token = fit(safe_text(it.token), kTokenWidth);
    const std::string padding(kTokenWidth - text_width(token), ' ');
    const std::string bar(static_cast<std::size_t>(std::lround(kBarWidth * it.probability)), '#');
    const std::string line = fmt::format("  {}{}  {:5.1f}%  {}", token, padding, kPercent * it.probability, bar);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

/// Where a head of the last token looks, most looked at first, as many as fit into the line.
std::string attention_line(std::string line, std::span<const float> weights, const std::vector<std::string>& names) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  for (const std::size_t i : order) {
    const std::string item = fmt::format("  {:3.0f}% {}", kPercent * static_cast<double>(weights[i]), names[i]);
    if (text_width(line) + text_width(item) > kColumns) break;
    line += item;
  }
  return line + "\n";
}

std::string attention_table(const Inspection& inspection, const std::vector<std::string>& names) {
  std::string text = "\nWhere the last token, " + names.back() + ", looks\n";
  for (std::size_t layer = 0; layer < static_cast<std::size_t>(inspection.num_layers); ++layer) {
    for (std::size_t head = 0; head < static_cast<std::size_t>(inspection.num_heads); ++head) {
      text += attention_line(fmt::format("  layer {} head {}", layer + 1, head + 1),
                             attention_row(inspection, layer, head, inspection.tokens.size() - 1), names);
    }
  }
  return text;
}

std::string as_text(const Inspection& inspection) {
  const std::vector<std::string> names = numbered_tokens(inspection);
  return "Tokens\n" + wrapped(names, "  ") + next_table(inspection) + attention_table(inspection, names);
}

int run(const InspectArguments& arguments) {
  Session session;
  open_model(session, arguments.model);
  check_utf8(arguments.prompt.text, "--prompt");
  const Inspection inspection = session.inspect(arguments.prompt.full_text(), arguments.top);
  if (!arguments.json && !inspection.unknown.empty()) {
    log_note(counted(inspection.unknown.size(), "word") + " of the prompt not in the vocabulary, read as <unk>.");
  }
  print(arguments.json ? as_json(inspection) : as_text(inspection));
  return kExitDone;
}

}  // namespace

Command add_inspect_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("inspect", "Look inside: tokens, next-token probabilities, attention");
  const auto arguments = std::make_shared<InspectArguments>();
  add_model_option(*parser, arguments->model);
  add_prompt_options(*parser, arguments->prompt);
  limit_whole(parser->add_option("--top", arguments->top, "How many next tokens to list"), 1, kMaxVocabSize,
              std::to_string(arguments->top));
  parser->add_flag("--json", arguments->json, "Print one JSON object: tokens, unknown, next, attention");
  add_examples(*parser, {"glassgpt inspect --model model.json --prompt \"The moon is\" --top 5"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
