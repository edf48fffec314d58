export const SENTENCES = [
  'The sun is a star.',
  'A cat has four legs.',
  'Snow is white and cold.',
  'Bees make honey from flowers.',
  'Fish swim in the sea.',
  'Birds fly in the sky.',
  'Trees grow in the wood.',
  'Ice is frozen water.',
  'Bread is made of flour.',
  'The moon goes around the earth.',
];
