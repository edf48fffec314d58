// Models for tests/bench/serve.mjs: of several sizes, with weights by chance.
import { closeSync, openSync, writeSync } from 'node:fs';

const config = (embedding_dim, num_layers, max_seq_len, vocab_size, num_heads = embedding_dim / 64) => ({
  vocab_size, max_seq_len, embedding_dim, hidden_dim: 4 * embedding_dim, num_layers, num_heads,
});

/** Sizes by their names. A and C are works of tests/bench/works.json; the others have their width and layers as name. */
export const SIZES = {
  A: { ...config(128, 3, 80, 1024, 4), hidden_dim: 256 },
  C: config(384, 6, 256, 65, 6),
  '512/8': config(512, 8, 256, 4096),
  '768/12': config(768, 12, 256, 8192),
  '1024/12': config(1024, 12, 256, 8192),
};

/**
 * Name, shape and contents of each tensor, in the order of docs/model-format.md: `chance` with the largest number of it, or
 * one number for all. Logits deviate by some 3 from their mean, as a trained model's do, so that a choice is among a few.
 */
function* tensorsOf({ vocab_size: V, max_seq_len: T, embedding_dim: d, hidden_dim: h, num_layers }) {
  yield ['token_embedding', [V, d], { chance: 0.03 }];
  yield ['position_embedding', [T, d], { chance: 0.03 }];
  for (let i = 0; i < num_layers; ++i) {
    const block = `blocks.${i}`;
    for (const name of ['query', 'key', 'value', 'output']) yield [`${block}.attention.${name}`, [d, d], { chance: 0.03 }];
    yield [`${block}.norm1.gamma`, [d], 1];
    yield [`${block}.norm1.beta`, [d], 0];
    yield [`${block}.ffn.w1`, [d, h], { chance: 0.03 }];
    yield [`${block}.ffn.b1`, [h], 0];
    yield [`${block}.ffn.w2`, [h, d], { chance: 0.03 }];
    yield [`${block}.ffn.b2`, [d], 0];
    yield [`${block}.norm2.gamma`, [d], 1];
    yield [`${block}.norm2.beta`, [d], 0];
  }
  yield ['output_projection', [d, V], { chance: 5.2 / Math.sqrt(d) }];
}

/** Fills an array with numbers up to the largest, of either sign, the same every time (Park and Miller's generator). */
function fillByChance(numbers, largest, state) {
  for (let i = 0; i < numbers.length; ++i) {
    state = (state * 48271) % 2147483647;
    numbers[i] = largest * ((2 * state) / 2147483647 - 1);
  }
  return state;
}

const count = (shape) => shape.reduce((a, b) => a * b);

/** Writes a model. @return how many weights it has */
export function writeModel(file, sizes) {
  const tokens = ['<unk>', '</s>', ...Array.from({ length: sizes.vocab_size - 2 }, (_, i) => `w${i}`)];
  const header = {
    __metadata__: {
      format: 'glassgpt', version: '1', config: JSON.stringify(sizes),
      tokenizer: JSON.stringify({ kind: 'word', tokens }),
    },
  };
  let offset = 0;
  for (const [name, shape] of tensorsOf(sizes)) {
    const end = offset + 4 * count(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const output = openSync(file, 'w');
  writeSync(output, length);
  writeSync(output, text);
  let state = 1;
  for (const [, shape, content] of tensorsOf(sizes)) {
    const numbers = new Float32Array(count(shape));
    if (typeof content === 'number') {
      numbers.fill(content);
    } else {
      state = fillByChance(numbers, content.chance, state);
    }
    const bytes = Buffer.from(numbers.buffer);
    for (let written = 0; written < bytes.length;) written += writeSync(output, bytes, written);
  }
  closeSync(output);
  return offset / 4;
}
