// Puts a text on the clipboard.

/** Returns whether that was allowed: where the connection is not secure, there is no clipboard at all. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
