// The module's declarations: which C++ function stands behind each method of glassgpt.d.ts. Nothing else happens here;
// session_api.h, sharing_api.h and inspect_api.h convert between JavaScript's values and the Session's.

#include <emscripten/bind.h>

#include "inspect_api.h"
#include "session_api.h"
#include "sharing_api.h"

EMSCRIPTEN_BINDINGS(glassgpt) {
  namespace api = glassgpt::wasm;

  emscripten::class_<glassgpt::Dataset>("Dataset").function("report", &api::report);

  emscripten::class_<glassgpt::Session>("Session")
      .constructor<>()
      .function("setData", &api::set_data)
      .function("setValidation", &api::set_validation)
      .function("holdOut", &api::hold_out)
      .function("shareData", &glassgpt::Session::share_data)
      .function("beginPreparation", &api::begin_preparation)
      .function("prepareFor", &api::prepare_for)
      .function("setTokenizer", &api::set_tokenizer)
      .function("create", &api::create)
      .function("open", &api::open)
      .function("growVocabulary", &api::grow_vocabulary)
      .function("save", &api::save)
      .function("beginSave", &api::begin_save)
      .function("nextPart", &api::next_part)
      .function("hasModel", &glassgpt::Session::has_model)
      .function("startTraining", &api::start_training)
      .function("resumable", &api::resumable)
      .function("resumeTraining", &api::resume_training)
      .function("leaveOut", &api::leave_out)
      .function("training", &glassgpt::Session::training)
      .function("trainStep", &api::train_step)
      .function("trainFor", &api::train_for)
      .function("trainingWaits", &glassgpt::Session::training_waits)
      .function("weights", &api::weights)
      .function("tensorSizes", &api::tensor_sizes)
      .function("beginGeneration", &api::begin_generation)
      .function("nextToken", &api::next_token)
      .function("choices", &api::choices)
      .function("confidence", &api::confidence)
      .function("stopReason", &api::stop_reason)
      .function("evaluate", &api::evaluate)
      .function("inspect", &api::inspect)
      .function("embeddingMap", &api::embedding_map)
      .function("neighbours", &api::neighbours)
      .function("dissect", &api::dissect)
      .function("observe", &api::observe)
      .function("memorised", &api::memorised)
      .function("nearestExamples", &api::nearest_examples)
      .function("countTokens", &api::count_tokens)
      .function("countPhaseTokens", &api::count_phase_tokens)
      .function("split", &api::split)
      .function("unknownWords", &api::unknown_words)
      .function("unknownReport", &api::unknown_report)
      .function("vocabulary", &api::vocabulary)
      .function("examples", &api::examples);

  emscripten::class_<glassgpt::SharedSteps>("SharedSteps")
      .constructor<>()
      .function("share", &api::share)
      .function("setHelpers", &glassgpt::SharedSteps::set_helpers)
      .function("number", &glassgpt::SharedSteps::number)
      .function("shards", &glassgpt::SharedSteps::shards)
      .function("helpers", &glassgpt::SharedSteps::helpers)
      .function("task", &api::task)
      .function("bring", &api::bring)
      .function("beginAgain", &glassgpt::SharedSteps::begin_again);

  emscripten::class_<glassgpt::StepHelper>("StepHelper")
      .constructor(&api::make_helper, emscripten::allow_raw_pointers())
      .function("work", &api::work);

  emscripten::function("readDataset", &api::read_dataset);
  emscripten::function("chatPrompt", &api::chat_prompt);
  emscripten::function("recommended", &api::recommended);
  emscripten::function("expectedTuningSteps", &api::expected_tuning_steps);
  emscripten::function("parameterCount", &api::parameter_count);
  emscripten::function("operations", &api::operations);
  emscripten::function("trainingCost", &api::training_cost);
  emscripten::function("memoryBytes", &api::memory_bytes);
}
