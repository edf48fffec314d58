// A system that gives no more descriptors. Not under sanitizers, which want one to look at an object's type.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { test } from 'node:test';
import { complete, serve, yesModel } from './helpers.mjs';

test('without descriptors, connections wait until there are some again', async (t) => {
  const server = await serve(t, yesModel, { args: ['--connections', '1000'] });
  const limit = (soft) =>
    new Promise((resolve) => {
      spawn('prlimit', [`--pid=${server.child.pid}`, `--nofile=${soft}:${soft + 500}`]).on('close', resolve);
    });
  assert.equal(await limit(40), 0);
  const sockets = Array.from({ length: 60 }, () => connect(server.port, '127.0.0.1'));
  sockets.forEach((socket) => socket.on('error', () => {}));
  const { reason } = await server.event(({ event }) => event === 'not_accepting');
  assert.match(reason, /open files/);
  for (const socket of sockets) socket.destroy();
  await server.event(({ event }) => event === 'accepting');
  assert.equal((await complete(server, { prompt: 'Yes' })).choices[0].text, ', sure.');
});
