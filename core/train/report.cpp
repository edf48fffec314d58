#include "report.h"

#include <algorithm>

#include "data_order.h"

namespace glassgpt {

OtherDataError::OtherDataError(Phase phase, std::uint64_t examples)
    : Error(words::resuming, {words::other_data, {{"phase", phase_words(phase)}, {"examples", examples}}},
            words::give_same_data) {}

TrainingReport report_on(const DataOrder& order, const TrainingOptions& options) {
  TrainingReport report;
  for (const Phase phase : kPhases) {
    const EncodedDataset& encoded = order.data(phase);
    if (!has_steps(encoded, options, phase)) continue;
    const TokenCounts& counts = encoded.counts;
    const std::size_t examples = encoded.sequences.count();
    const bool answers_only = counts_answers_only(options, phase);
    PhaseReport of_phase = {.phase = phase,
                            .examples = examples,
                            .questions = counts.questions,
                            .tokens = counts.predicted_tokens,
                            .loss_tokens = answers_only ? counts.answer_tokens : counts.predicted_tokens,
                            .steps_per_epoch = batches_of(examples, options.batch_size),
                            .epochs = options.phase(phase).epochs,
                            .losses = stage_losses(encoded, answers_only),
                            .unknown_tokens = counts.unknown_tokens,
                            .texts_cut = counts.texts_cut,
                            .pieces = counts.pieces,
                            .examples_cut = counts.examples_cut,
                            .tokens_cut = counts.tokens_cut,
                            .context_needed = counts.context_needed};
    of_phase.expected_steps = of_phase.steps_per_epoch * static_cast<std::uint64_t>(of_phase.epochs);
    report.total_steps += of_phase.expected_steps;
    if (lasts_until_learned(options, of_phase)) {
      of_phase.expected_steps = std::min(of_phase.expected_steps,
                                         expected_tuning_steps(of_phase.questions, examples_a_step(examples, options)));
    }
    report.phases.push_back(of_phase);
  }
  return report;
}

}  // namespace glassgpt
