// The element `<glass-gpt>`, which this module defines. docs/embedding.md explains it.

import type { CheckpointFormat, GenerationOptions } from './module.js';
import type { Standing } from './glassgpt.js';
import type { WordProperties } from './words.js';

export type { Standing, WordProperties };

export interface Answer {
  question: string;
  text: string;
  end: string;
  confidence: unknown;
}

export interface GlassGpt extends HTMLElement, WordProperties {
  train(): Promise<Standing>;
  pause(): Promise<Standing>;
  step(n?: number): Promise<Standing>;
  reset(): Promise<Standing>;
  ask(question: string): Promise<Answer>;
  generate(prompt: string, options?: Partial<GenerationOptions>): Promise<Answer>;
  /** Small enough to be stored; the weights are in it on request. */
  getState(options?: { weights?: boolean }): Promise<unknown>;
  setState(state: unknown): Promise<Standing>;
  save(format?: CheckpointFormat): Promise<Blob>;
  load(...files: File[]): Promise<void>;
}

export declare const GlassGpt: { new (): GlassGpt; prototype: GlassGpt };

declare global {
  interface HTMLElementTagNameMap {
    'glass-gpt': GlassGpt;
  }
}
