// The ways to go on from a prompt that are loaded once they are wanted.

export { WordByWord } from './word-by-word';
export { SideBySide } from './side-by-side';
