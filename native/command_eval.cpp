#include <spdlog/fmt/fmt.h>

#include <memory>

#include "native/activity.h"
#include "native/commands.h"
#include "native/exit_codes.h"
#include "native/files.h"
#include "native/json_text.h"
#include "native/model_file.h"
#include "native/options.h"
#include "native/output.h"

namespace glassgpt {

namespace {

struct EvalArguments {
  std::string model;
  std::string data;
  bool json = false;
};

std::string as_json(const EvalResult& result) {
  Json json = {{"loss", result.loss},
               {"perplexity", result.perplexity},
               {"accuracy", result.accuracy},
               {"tokens", result.tokens},
               {"unknown", result.unknown}};
  if (result.chats > 0) json["answer_loss"] = result.answer_loss;
  // Null rather than 0, which would say that no answer was right.
  json["exact"] = result.chats > 0 ? Json(result.exact) : Json(nullptr);
  json["examples"] = result.chats;
  return json_line(json);
}

std::string as_text(const EvalResult& result) {
  std::string text = fmt::format("loss        {:.4f} nats a token\n", result.loss);
  if (result.chats > 0) {
    text += fmt::format("of answers  {:.4f} nats a token: all that tuning with --loss answers teaches\n",
                        result.answer_loss);
  }
  text += fmt::format("perplexity  {:.4g}\n", result.perplexity);
  text += fmt::format("accuracy    {:.1f}% of {}\n", kPercent * result.accuracy, counted(result.tokens, "token"));
  if (result.unknown > 0) text += fmt::format("unknown     {}\n", counted(result.unknown, "token"));
  if (result.chats > 0) {
    const double share = static_cast<double>(result.exact) / static_cast<double>(result.chats);
    text += fmt::format("exact       {} of {} ({:.1f}%)\n", grouped(result.exact), counted(result.chats, "answer"),
                        kPercent * share);
  } else {
    text += "exact       none: the data has no prompts with answers\n";
  }
  return text;
}

EvalResult measure(Session& session, const Dataset& data) {
  const Activity activity("measuring", data.name);
  return session.evaluate(data);
}

int run(const EvalArguments& arguments) {
  Session session;
  open_model(session, arguments.model);
  const Dataset data = read_datasets({arguments.data});
  for (const FileReport& file : data.files) log_info(file.name + ": " + summary_of(file));
  const EvalResult result = measure(session, data);
  if (result.examples_cut > 0) {
    log_warning(counted(result.examples_cut, "answer") + " of " + arguments.data +
                " longer than the model's context: only the beginning counts for loss and accuracy");
  }
  print(arguments.json ? as_json(result) : as_text(result));
  return kExitDone;
}

}  // namespace

Command add_eval_command(CLI::App& program) {
  CLI::App* parser = program.add_subcommand("eval", "Measure a model on a dataset: loss and exact answers");
  const auto arguments = std::make_shared<EvalArguments>();
  add_model_option(*parser, arguments->model);
  parser->add_option("--data", arguments->data, "Dataset: plain text, CSV or JSON")->required()->type_name("FILE");
  parser->add_flag("--json", arguments->json, "Print one JSON object");
  add_examples(*parser, {"glassgpt eval --model model.safetensors --data chats-heldout.json"});
  return {parser, [arguments] { return run(*arguments); }};
}

}  // namespace glassgpt
