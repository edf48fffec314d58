#include "native/preparation.h"

#include "native/activity.h"
#include "native/memory.h"

namespace glassgpt {

void prepare(Session& session, Preparation what) {
  Activity activity(what == Preparation::encoding ? "preparing the data" : "preparing the vocabulary", "");
  MemoryWatch memory("data");
  memory.within([&] {
    session.begin_preparation(what);
    for (PreparationProgress progress = session.prepare_item(); !progress.ready; progress = session.prepare_item()) {
      activity.set_bytes(progress.done, progress.total);
      memory.check(progress.done, progress.total);
    }
  });
}

}  // namespace glassgpt
