#include "transformer.h"

#include <limits>

#include "pass.h"
#include "work_schedule.h"

namespace glassgpt {

namespace {

/// Does all of what `add` puts into a schedule of whole operations.
template <typename Real, typename Add>
void run(const Model<Real>& model, const Batch& batch, Activations<Real>& activations, std::span<Real> gradients,
         Add add) {
  WorkSchedule schedule(std::numeric_limits<double>::infinity());
  (schedule.*add)(model.network, batch);
  for (const WorkItem& item : schedule.items()) run_item<Real>(item, model, batch, activations, gradients);
}

}  // namespace

template <typename Real>
void run_item(const WorkItem& item, const Model<Real>& model, const Batch& batch, Activations<Real>& activations,
              std::span<Real> gradients) {
  const Operation& operation = *model.network.operations()[item.operation];
  const ParameterTable& table = model.network.parameters();
  const Pass<Real> pass = {
      .batch = batch, .activations = activations, .weights = model.weights(), .gradients = {table, gradients}};
  operation.run(item, pass);
}

template <typename Real>
void forward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations, Keep keep) {
  activations.prepare(model.network, batch, keep);
  run<Real>(model, batch, activations, {}, &WorkSchedule::add_forward);
}

template <typename Real>
double loss_forward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations) {
  activations.loss = 0;
  run<Real>(model, batch, activations, {}, &WorkSchedule::add_loss);
  return activations.loss;
}

template <typename Real>
void backward(const Model<Real>& model, const Batch& batch, Activations<Real>& activations, std::span<Real> gradients) {
  run<Real>(model, batch, activations, gradients, &WorkSchedule::add_backward);
}

#define GLASSGPT_INSTANTIATE(Real)                                                                    \
  template void run_item<Real>(const WorkItem&, const Model<Real>&, const Batch&, Activations<Real>&, \
                               std::span<Real>);                                                      \
  template void forward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, Keep);            \
  template double loss_forward<Real>(const Model<Real>&, const Batch&, Activations<Real>&);           \
  template void backward<Real>(const Model<Real>&, const Batch&, Activations<Real>&, std::span<Real>);
GLASSGPT_INSTANTIATE(float)
GLASSGPT_INSTANTIATE(double)
#undef GLASSGPT_INSTANTIATE

}  // namespace glassgpt
