#include "native/preparation.h"

#include "native/activity.h"

namespace glassgpt {

void prepare(Session& session, Preparation what) {
  Activity activity(what == Preparation::encoding ? "preparing the data" : "preparing the vocabulary", "");
  session.begin_preparation(what);
  for (PreparationProgress progress = session.prepare_item(); !progress.ready; progress = session.prepare_item()) {
    activity.set_fraction(progress.share());
  }
}

}  // namespace glassgpt
