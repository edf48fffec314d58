// What drawing, tree and the view below tell the diagram.

/** A node is wanted. */
export class NodeChosen extends CustomEvent<string> {
  constructor(id: string) {
    super('node-chosen', { detail: id, bubbles: true, composed: true });
  }
}

/** A node is to be opened, or closed. */
export class NodeToggled extends CustomEvent<string> {
  constructor(id: string) {
    super('node-toggled', { detail: id, bubbles: true, composed: true });
  }
}

/** A number of the chosen tensor is wanted. */
export class NumberChosen extends CustomEvent<{ row: number; col: number }> {
  constructor(row: number, col: number) {
    super('number-chosen', { detail: { row, col }, bubbles: true, composed: true });
  }
}
