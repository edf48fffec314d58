// Data as the model would see it that a run begins with, before anything is trained.

import type { GlassGptModule } from 'glassgpt-wasm';

import type { CommandOf, DataFile, ReplyTo } from '../protocol';
import { COUNTED, type DataDesk, prepare, READ, smallest } from './data-desk';
import { type Job, part } from './jobs';
import { startingModel } from './preparation';

/** Of the work, about how much is done once the data is encoded. */
const ENCODED = 0.8;
/** `<unk>` and `</s>`, before the words. */
const SPECIAL = 2;

/** @param opened what the run may begin with */
export function* preview(
  module: GlassGptModule,
  desk: DataDesk,
  { type, id, data, validation, start: kind, reading, examples }: CommandOf<'preview'>,
  opened: DataFile | null,
): Job<ReplyTo<'preview'>> {
  const session = new module.Session();
  try {
    yield* part(0, READ, desk.provide(session, data, validation));
    const start = kind === 'new' ? { kind, sizes: smallest(reading) } : { kind };
    yield* part(READ, COUNTED, startingModel(session, { start, training: { seed: 1 } }, null, opened));
    yield* part(COUNTED, ENCODED, prepare(session, 'encoding'));
    yield* part(ENCODED, 1, prepare(session, 'unknown'));
    const { tokens, counts } = session.vocabulary();
    // A model from a file has its words in the order of other data.
    const order = [...tokens.keys()].slice(SPECIAL).sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
    return {
      type,
      id,
      tokens: order.map((token) => tokens[token] ?? ''),
      counts: Float64Array.from(order, (token) => counts[token] ?? 0),
      examples: { pretrain: session.examples('pretrain', 0, examples), tune: session.examples('tune', 0, examples) },
      unknown: session.unknownReport(),
    };
  } finally {
    session.delete();
  }
}
