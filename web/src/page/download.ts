// Gives people a file.

/** When the browser surely has it, in milliseconds. */
const TAKEN_MS = 60_000;

export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.download = name;
  link.href = URL.createObjectURL(file);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_MS);
}
