// The files of native/deployment, as far as they can be checked without installing anything.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { folder, program, write } from '../cli/helpers.mjs';

const call = promisify(execFile);

test('systemd reads the unit, and finds it well protected', async (t) => {
  const unit = readFileSync('native/deployment/glassgpt.service', 'utf8').replace('/usr/bin/glassgpt', program);
  const file = write(folder(t), 'glassgpt.service', unit);
  const { stdout, stderr } = await call('systemd-analyze', ['verify', '--man=no', file]);
  assert.deepEqual([stdout, stderr], ['', '']);
  const security = await call('systemd-analyze', ['security', '--offline=true', '--no-pager', file]);
  const [, exposure] = /exposure level for glassgpt\.service: ([\d.]+)/.exec(security.stdout);
  assert.ok(Number(exposure) < 2, exposure);
});

test('what the unit starts are options that there are', async () => {
  const { stdout: help } = await call(program, ['serve', '--help']);
  const used = ['glassgpt.service', 'Containerfile']
    .map((name) => readFileSync(`native/deployment/${name}`, 'utf8'))
    .concat(readFileSync('docs/deployment.md', 'utf8'))
    .flatMap((text) => text.match(/(?<=[\s`"])--(?:model|host|port|log|[a-z]+-timeout|concurrent|api-[a-z-]+)(?=[\s`",])/g));
  assert.ok(used.length > 8);
  for (const option of used) assert.ok(help.includes(option), option);
});
