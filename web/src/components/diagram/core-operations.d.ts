declare module 'core:operations' {
  type Excerpt = import('../microscope/excerpts').Excerpt;

  /** MathML by the TeX that the core tells. */
  export const formulas: Readonly<Record<string, string>>;
  /** Lines of the core that compute a kind of operation, its own first. */
  export const sources: Readonly<Record<string, { forward: readonly Excerpt[]; backward: readonly Excerpt[] }>>;
}
