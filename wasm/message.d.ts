// What the core tells people, in English and so that it can be told in other languages.

/** Words of core/base/words.h with the values in them. */
export interface CoreMessage {
  /** Of the words; empty if there are none but the text, as of a file's name. */
  code: string;
  /** In English. */
  text: string;
  /** What stands in the words for a name: a number, or messages, listed if they are several. */
  values: Record<string, number | CoreMessage[]>;
}

/** What an Error of the core is made of: `message` is `where: what; remedy`. */
export interface CoreErrorParts {
  /** The file and record, the option or the field at fault. */
  where: CoreMessage;
  what: CoreMessage;
  /** What the person can do. */
  remedy: CoreMessage;
}
