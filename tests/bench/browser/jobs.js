// What the workers of the measured page share: jobs that the page asks for, and how a step is timed.

const WARM_UP_SECONDS = 1;

/** In a worker: does what `{ job, ...options }` asks for and answers `{ result }` or `{ error }`. */
export function serveJobs(jobs) {
  self.onmessage = async ({ data: { job, ...options } }) => {
    try {
      self.postMessage({ result: await jobs[job](options) });
    } catch (error) {
      self.postMessage({ error: String(error) });
    }
  };
}

async function repeat(step, seconds) {
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  let done = 0;
  do {
    done += await step();
  } while (elapsed() < seconds);
  return done / elapsed();
}

/** What a step does a second, in the unit it counts in, once the browser has compiled it for good. */
export async function paceOf(step, seconds) {
  await repeat(step, WARM_UP_SECONDS);
  return repeat(step, seconds);
}
