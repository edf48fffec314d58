#include "report.h"

#include <algorithm>

#include "data_order.h"

namespace glassgpt {

TrainingReport report_on(const DataOrder& order, const TrainingOptions& options) {
  TrainingReport report;
  for (const Phase phase : kPhases) {
    const EncodedDataset& encoded = order.data(phase);
    if (!has_steps(encoded, options, phase)) continue;
    const std::size_t examples = encoded.sequences.count();
    const bool answers_only = counts_answers_only(options, phase);
    PhaseReport of_phase = {.phase = phase,
                            .examples = examples,
                            .questions = encoded.questions,
                            .tokens = encoded.predicted_tokens,
                            .loss_tokens = answers_only ? encoded.answer_tokens : encoded.predicted_tokens,
                            .steps_per_epoch = batches_of(examples, options.batch_size),
                            .epochs = options.phase(phase).epochs,
                            .losses = stage_losses(encoded, answers_only),
                            .unknown_tokens = encoded.unknown_tokens,
                            .examples_cut = encoded.examples_cut,
                            .tokens_cut = encoded.tokens_cut};
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
