#pragma once

#include <emscripten/val.h>

#include <string>

#include "core/session.h"

/// The methods of glassgpt.d.ts, in its terms. Each throws a JavaScript Error with the message of the C++ one.
namespace glassgpt::wasm {

using emscripten::val;

Dataset read_dataset(const val& file);
val report(const Dataset& dataset);

val set_data(Session& session, const std::string& phase, const val& files);
val set_validation(Session& session, const std::string& phase, const val& files);
void hold_out(Session& session, const std::string& phase, double share);
void begin_preparation(Session& session, const std::string& what);
val prepare_for(Session& session, double milliseconds);
void set_tokenizer(Session& session, const val& options);
val create(Session& session, const val& sizes, double seed);
val open(Session& session, const std::string& name, const val& bytes);
val grow_vocabulary(Session& session, double seed);
val save(Session& session, const std::string& format, bool with_training);
void begin_save(Session& session, const std::string& format, bool with_training);
val next_part(Session& session);

val start_training(Session& session, const val& options);
val resumable(const Session& session);
val resume_training(Session& session, const val& options);
void leave_out(Session& session, const std::string& phase, const val& examples);
val train_step(Session& session);
val train_for(Session& session, double milliseconds);
val tensor_sizes(Session& session);

val begin_generation(Session& session, const std::string& prompt, const val& options);
val next_token(Session& session);
val choices(Session& session, const std::string& prompt, const val& chosen, const val& options, int count);
val confidence(const Session& session);
std::string stop_reason(const Session& session);

val evaluate(Session& session, const val& file);

std::string chat_prompt(const std::string& prompt);
val recommended(const val& data, const val& sizes, const val& batch_size);
double expected_tuning_steps(double questions, double batch_size);
double parameter_count(const val& sizes, int vocab_size);
double memory_bytes();

}  // namespace glassgpt::wasm
