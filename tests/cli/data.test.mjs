// What the program says of data files: what each was taken for, and what in it teaches no answers.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { chats, events, facts, fails, folder, output, run, smallest, write, yesModel } from './helpers.mjs';

const once = [...smallest, '--epochs', '1'];

const TABLE = 'id;Frage;Antwort\r\n1;Was ist der Mond?;Rund, meist.\r\n2;Was ist Eis?;Kalt.\r\n;;\r\n';
const SUMMARY =
  '2 questions with answers, from `Frage`/`Antwort`, separated by `;`; left out: `id`; 1 blank line passed over';

test('a line for each file says what was read of it', async (t) => {
  const directory = folder(t);
  const pretrain = write(directory, 'facts.txt', `${facts.join('\n')}\n`);
  const tune = write(directory, 'table.csv', TABLE);
  const validation = write(directory, 'chats.jsonl', chats.map((chat) => `${JSON.stringify(chat)}\n`).join(''));
  const args = ['train', '--pretrain', pretrain, '--tune', tune, '--validation', validation, ...once];
  args.push('--save', join(directory, 'model.json'));
  const text = await run(t, args);
  assert.equal(text.code, 0, text.stderr);
  assert.deepEqual(text.stderr.split('\n').slice(0, 3), [
    `data      ${pretrain}: 5 texts, one a line`,
    `          ${tune}: ${SUMMARY}`,
    `          ${validation}: 3 questions with answers, from \`prompt\`/\`answer\`, JSON Lines`,
  ]);
  const { data } = events(await output(t, [...args, '--log', 'json']))[0];
  assert.deepEqual(data.map(({ file, use }) => [file, use]), [
    [pretrain, 'pretrain'],
    [tune, 'tune'],
    [validation, 'validation'],
  ]);
  assert.deepEqual(data[1], {
    file: tune, use: 'tune', summary: SUMMARY, format: 'csv', encoding: 'UTF-8', separator: ';', columns: 0,
    taken_from: ['Frage', 'Antwort'], left_out: ['id'], more_left_out: false, texts: 0, questions: 2, system_texts: 0,
    tool_texts: 0, unanswered: 0, unasked: 0, blank_lines: 1,
  });
});

test('a file to tune on that holds no answer is told before training', async (t) => {
  const directory = folder(t);
  const warned = async (name, content, pattern) => {
    const args = ['train', '--tune', write(directory, name, content), ...once, '--save', join(directory, 'model.json')];
    const result = await run(t, args);
    assert.equal(result.code, 0, result.stderr);
    assert.equal(result.stderr.match(/^warning: /gm).length, 1);
    assert.match(result.stderr, pattern);
    assert.match((await run(t, [...args, '--log', 'json'])).stderr, /^warning: .*teaches no answers/);
  };
  await warned('facts.txt', facts.join('\n'), /facts\.txt: tuning on it teaches no answers, .*--pretrain$/m);
  await warned('words.csv', 'Wort,Sinn\nMond,rund\n', /words\.csv: tuning on it teaches no answers, .*question,answer$/m);
});

test('eval says what was read, too', async (t) => {
  const directory = folder(t);
  const data = write(directory, 'data.tsv', 'question\tanswer\nWhy?\tYes, sure.\n');
  const result = await run(t, ['eval', '--model', write(directory, 'yes.json', yesModel), '--data', data, '--json']);
  assert.equal(JSON.parse(result.stdout).exact, 1);
  assert.equal(result.stderr, `${data}: 1 question with its answer, from \`question\`/\`answer\`, separated by tabs\n`);
});

test('what is no text, or in another encoding, is named in one line', async (t) => {
  const directory = folder(t);
  const refused = (name, content, pattern) =>
    fails(t, 2, ['train', '--tune', write(directory, name, content), '--save', join(directory, 'model.json')], pattern);
  await refused('a.docx', Buffer.from('PK\x03\x04 word/document.xml', 'latin1'), /a\.docx: it is a Word document.*plain text/);
  await refused('a.pdf', '%PDF-1.7\n', /a\.pdf: it is a PDF document.*plain text/);
  await refused('a.txt', Buffer.from('one\nThe caf\xe9.\n', 'latin1'), /a\.txt, line 2: .*Windows-1252.*"café\.".*as UTF-8/);
  await refused('b.txt', Buffer.from('The sea.\n', 'utf16le'), /b\.txt: it seems to be UTF-16 .*as UTF-8/);
  await refused('a.csv', chats, /a\.csv: it holds JSON/);
  await refused('yes.json', yesModel, /yes\.json: it is a model/);
});
