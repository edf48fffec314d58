// In the package, src/element/word-properties.ts stands here.
export * from '../src/element/word-properties';
