// Does one job in a worker of a page in Chromium and prints its result: node measure.mjs FOLDER WORKER JOB
//
// FOLDER is served, with WORKER, a module, in it; JOB is a JSON object for it, as jobs.js has it.

import { launchWholeChromium, serve } from '../../web/support.mjs';

const [folder, worker, job] = process.argv.slice(2);

/** In the page. */
function askWorker([address, message]) {
  return new Promise((resolve, reject) => {
    const asked = new Worker(address, { type: 'module' });
    asked.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data.result));
    asked.onerror = (event) => reject(new Error(event.message ?? `${address} could not be loaded`));
    asked.postMessage(message);
  });
}

const { server, address } = await serve(folder);
const browser = await launchWholeChromium();
try {
  const page = await browser.newPage();
  await page.goto(address);
  console.log(JSON.stringify(await page.evaluate(askWorker, [worker, JSON.parse(job)])));
} catch (error) {
  console.error(error.message.split('\n')[0]);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
