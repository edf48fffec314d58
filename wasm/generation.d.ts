// How a text is generated, and what is told of that.

import type { CoreMessage } from './message';

export interface GenerationOptions {
  /** 0: greedy. */
  temperature: number;
  /** 0: all tokens. */
  topK: number;
  topP: number;
  seed: number;
  maxTokens: number;
}

export interface PromptReport {
  /** As the model sees them. */
  tokens: string[];
  /** Words that are not in the vocabulary. */
  unknown: string[];
  tokensCut: number;
  /** What a person should know about the prompt, a sentence each. */
  notes: CoreMessage[];
}

export interface GeneratedToken {
  id: number;
  /** To append to the text so far: the space that belongs before it is in it. */
  text: string;
  probability: number;
}

/** How sure the model was of what it said. */
export interface Confidence {
  /** Probability of the token it was least sure of, the end of the text included. */
  lowest: number;
  mean: number;
  /** A word of the answer was not sure, or one of the prompt is unknown: an answer is then a guess. */
  guess: boolean;
}

export type StopReason = 'none' | 'end_token' | 'max_tokens';

/** What keeps a token from being chosen: nothing, that a greedy choice takes another one, top-k or top-p. */
export type CutBy = 'nothing' | 'greedy' | 'top_k' | 'top_p';

/** A token that may follow a text. */
export interface NextToken {
  id: number;
  token: string;
  /** The model's, at temperature 1. */
  probability: number;
  /** Of being chosen: what the temperature makes of that, among the tokens that are not cut off; 0 of those. */
  chance: number;
  cut: CutBy;
}

/** What may follow a text that somebody continues token by token. */
export interface Choices {
  prompt: PromptReport;
  /** What follows the prompt so far, with the probabilities that the model gives it now. */
  chosen: GeneratedToken[];
  /** With `</s>`: nothing follows. */
  ended: boolean;
  /** The likeliest first. */
  next: NextToken[];
  /** Tokens of the vocabulary that are not cut off. */
  kept: number;
  /** What an answer takes here, by its id; it is the last of `next` if it is none of the likeliest. */
  sampled: number;
}
