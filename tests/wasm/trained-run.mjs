// Trains by the module named, whose file lies beside the exact one's, and prints the losses, and a hash of the model file
// with the training state.

import { createHash } from 'node:crypto';
import { argv } from 'node:process';

import { begunSession, loadModule } from './module.mjs';

const session = begunSession(await loadModule(argv[2]));
const losses = [];
while (session.training()) losses.push(session.trainStep().loss);
const file = createHash('sha256').update(session.save('safetensors', true)).digest('hex');
console.log(JSON.stringify({ losses, file }));
