// A course with a SCORM package in it. Its side of SCORM 1.2 is scorm-again, which judges every call as a strict course
// does; around it every call is written down.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const packageOf = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)));
const COURSE_SCRIPT = path.join(path.dirname(packageOf.resolve('scorm-again/scorm12')), 'scorm12.min.js');

/** Checks the archive, unpacks it into a folder, and tells what is in it: {names, compressed, manifest}. */
export function unpacked(archive, folder) {
  const script = `
import json, sys, xml.etree.ElementTree as xml, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    files = archive.infolist()
    archive.extractall(sys.argv[2])
    told = lambda its: [its.tag, dict(its.attrib), (its.text or '').strip(), [told(child) for child in its]]
    manifest = told(xml.fromstring(archive.read('imsmanifest.xml')))
    # Bit 3: sizes follow the file.
    print(json.dumps({'names': [its.filename for its in files], 'flags': [its.flag_bits & 8 for its in files],
                      'compressed': [its.compress_type == zipfile.ZIP_DEFLATED for its in files], 'manifest': manifest}))
`;
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, archive, folder], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
}

/**
 * In the course's page: its API. `window.calls` holds all calls of all launches, each [name, …arguments, result]; what
 * is recorded lasts from one launch to the next.
 * @param faults by the name of a function: what it does instead
 */
function offerApi(faults) {
  const kept = (name, standard) => JSON.parse(sessionStorage.getItem(name) ?? JSON.stringify(standard));
  const keep = (name, value) => sessionStorage.setItem(name, JSON.stringify(value));
  const course = new window.Scorm12API({ autocommit: false, lmsCommitUrl: false, logLevel: 5 });
  const recorded = kept('recorded', null);
  if (recorded !== null) course.loadFromFlattenedJSON(recorded);
  window.calls = kept('calls', []);
  const NAMES = ['Initialize', 'Finish', 'GetValue', 'SetValue', 'Commit', 'GetLastError', 'GetErrorString', 'GetDiagnostic'];
  const wrapped = (name) => (...args) => {
    const fault = faults[name];
    if (fault === 'throws') throw new Error('The connection to the course is gone');
    const result = fault ?? course[name](...args);
    window.calls.push([name, ...args, result]);
    keep('calls', window.calls);
    if (name === 'LMSCommit' || name === 'LMSFinish') keep('recorded', course.getFlattenedCMI());
    return result;
  };
  window.API = Object.fromEntries(NAMES.map((name) => `LMS${name}`).map((name) => [name, wrapped(name)]));
}

/** A site with the package's files in /package/, and a page of the course that opens the file in a frame. */
export async function startCourse(folder, file) {
  const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://course');
    const send = (body, type) => response.writeHead(200, { 'Content-Type': type }).end(body);
    if (pathname === '/course.js') return send(await readFile(COURSE_SCRIPT), TYPES['.js']);
    const frame = `<iframe src="/package/${file}${searchParams.get('launch') ?? ''}" width="1250" height="850"></iframe>`;
    const head = '<!doctype html><title>Course</title><link rel="icon" href="data:,">';
    if (pathname === '/course') {
      const api = `<script src="course.js"></script><script>(${offerApi})(${searchParams.get('faults') ?? '{}'})</script>`;
      return send(`${head}${api}${frame}`, TYPES['.html']);
    }
    if (pathname === '/elsewhere') return send(`${head}${frame}`, TYPES['.html']);
    const body = await readFile(path.join(folder, path.basename(pathname))).catch(() => null);
    if (body === null) return response.writeHead(404).end();
    return send(body, TYPES[path.extname(pathname)] ?? 'application/octet-stream');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
