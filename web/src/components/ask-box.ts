// <gg-ask-box>: a prompt, and the model's answers as they come.

import { css, html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';

import type { EngineClient } from '../client';
import type { AnswerEnd, AskMode, GenerationOptions } from '../protocol';
import { shared } from '../styles/shared';

const MOST_ANSWERS = 20;

interface Exchange {
  prompt: string;
  mode: 'chat' | 'text';
  unknown: Set<string>;
  notes: string[];
  text: string;
  /** Null while it is being answered. */
  end: AnswerEnd | null;
  fault: string;
}

@customElement('gg-ask-box')
export class AskBox extends LitElement {
  @property({ attribute: false }) client: EngineClient | null = null;
  @property({ type: Boolean }) hasModel = false;
  /** What one might ask. */
  @property() suggestion = '';
  @state() private prompt = '';
  @state() private mode: AskMode = 'auto';
  @state() private options: GenerationOptions = { temperature: 0, topK: 0, topP: 1, seed: 1, maxTokens: 80 };
  /** Latest first. */
  @state() private exchanges: Exchange[] = [];

  static override styles = [
    shared,
    css`
      form {
        display: grid;
        gap: var(--space-3);
        margin-top: var(--space-2);
      }
      .row {
        flex-wrap: nowrap;
      }
      .row label {
        flex: 1;
        min-width: 0;
      }
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
        gap: var(--space-3);
        margin-top: var(--space-3);
      }
      ol {
        display: grid;
        gap: var(--space-4);
        margin: var(--space-4) 0 0;
        padding: 0;
        list-style: none;
        overflow-wrap: anywhere;
      }
      .answer {
        font: var(--size-text) / 1.5 var(--serif);
      }
      .answer:empty::after {
        content: '…';
      }
      .given {
        color: var(--ink-soft);
      }
      mark {
        background: none;
        color: inherit;
        text-decoration: underline wavy var(--amber);
      }
      .note {
        color: var(--amber);
        font-size: var(--size-small);
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('suggestion') && this.prompt === (changed.get('suggestion') ?? '')) this.prompt = this.suggestion;
  }

  protected override render() {
    return html`
      <h2>Ask it</h2>
      <form @submit=${this.#submit}>
        <div class="row">
          <label>
            <span class="visually-hidden">Prompt</span>
            <input
              name="prompt"
              autocomplete="off"
              .value=${this.prompt}
              placeholder=${this.hasModel ? 'A question, or the beginning of a text' : 'Train a model first, or open one'}
              @input=${(event: Event) => (this.prompt = (event.target as HTMLInputElement).value)}
            />
          </label>
          <button class="primary" ?disabled=${!this.hasModel}>Ask</button>
          <button type="button" ?hidden=${!this.#answering()} @click=${this.#stop}>Stop</button>
        </div>
        <details>
          <summary class="soft">How it answers</summary>
          <fieldset>
            <legend class="visually-hidden">How it answers</legend>
            ${this.#modeChoice()} ${this.#number('temperature', 'Temperature', '0: always the likeliest', 0, 10, 'any')}
            ${this.#number('topK', 'Top k', 'of the k likeliest; 0: of all', 0, 10_000, '1')}
            ${this.#number('topP', 'Top p', 'of those that make up p', 0.01, 1, 'any')}
            ${this.#number('maxTokens', 'Longest', 'in tokens', 1, 10_000, '1')}
            ${this.#number('seed', 'Seed', 'of the dice', 0, Number.MAX_SAFE_INTEGER, '1')}
          </fieldset>
        </details>
      </form>
      <ol aria-label="Answers, latest first">
        ${this.exchanges.map((exchange) => this.#exchange(exchange))}
      </ol>
    `;
  }

  #modeChoice() {
    const modes: [AskMode, string][] = [
      ['auto', 'Automatic'],
      ['chat', 'A question'],
      ['text', 'Text to go on with'],
    ];
    return html`<div class="field">
      <label for="mode">The prompt is</label>
      <select id="mode" aria-describedby="mode-about" @change=${(event: Event) => (this.mode = (event.target as HTMLSelectElement).value as AskMode)}>
        ${modes.map(([mode, label]) => html`<option value=${mode} ?selected=${this.mode === mode}>${label}</option>`)}
      </select>
      <span class="soft" id="mode-about">a question once it knows chats</span>
    </div>`;
  }

  #number(key: keyof GenerationOptions, label: string, about: string, least: number, most: number, step: string) {
    return html`<div class="field">
      <label for=${key}>${label}</label>
      <input
        id=${key}
        type="number"
        required
        min=${least}
        max=${most}
        step=${step}
        aria-describedby="${key}-about"
        .value=${String(this.options[key])}
        @change=${(event: Event) => this.#setOption(key, event.target as HTMLInputElement)}
      />
      <span class="soft" id="${key}-about">${about}</span>
    </div>`;
  }

  #setOption(key: keyof GenerationOptions, input: HTMLInputElement): void {
    if (input.validity.valid) this.options = { ...this.options, [key]: input.valueAsNumber };
  }

  #exchange({ prompt, mode, unknown, notes, text, end, fault }: Exchange) {
    const said = mode === 'chat' ? text.trimStart() : text;
    return html`<li>
      ${mode === 'chat' ? html`<p class="soft">${this.#marked(prompt, unknown)}</p>` : nothing}
      <p class="answer" aria-live="polite" aria-busy=${end === null && fault === ''}>${mode === 'text'
        ? html`<span class="given">${this.#marked(prompt, unknown)}</span>`
        : nothing}<span data-name="answer">${said}</span></p>
      ${notes.map((note) => html`<p class="note">${note}</p>`)}
      ${end === 'max_tokens' ? html`<p class="soft">Stopped at the longest allowed.</p>` : nothing}
      ${end === 'hushed' ? html`<p class="soft">Broken off.</p>` : nothing}
      ${fault === '' ? nothing : html`<p class="fault" role="alert">${fault}</p>`}
    </li>`;
  }

  /** The prompt with the words marked that the model does not know. */
  #marked(prompt: string, unknown: Set<string>) {
    const pieces = prompt.split(/(\s+|[!-/:-@[-`{-~])/);
    return pieces.map((piece) =>
      unknown.has(piece) ? html`<mark title="not in the vocabulary">${piece}</mark>` : piece,
    );
  }

  #answering(): boolean {
    const [latest] = this.exchanges;
    return latest !== undefined && latest.end === null && latest.fault === '';
  }

  #stop(): void {
    void this.client?.request<'hush'>({ type: 'hush' });
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.client === null || !this.hasModel) return;
    const exchange: Exchange = {
      prompt: this.prompt,
      mode: 'chat',
      unknown: new Set(),
      notes: [],
      text: '',
      end: null,
      fault: '',
    };
    this.exchanges = [exchange, ...this.exchanges].slice(0, MOST_ANSWERS);
    try {
      const { text, end } = await this.client.ask(exchange.prompt, this.mode, this.options, (heard) => {
        if (heard.type === 'token') {
          exchange.text += heard.token.text;
        } else {
          const { mode, report } = heard;
          Object.assign(exchange, { mode, notes: report.notes, unknown: new Set(report.unknown) });
        }
        this.requestUpdate();
      });
      Object.assign(exchange, { text, end });
    } catch (error) {
      exchange.fault = (error as Error).message;
    }
    this.requestUpdate();
  }
}
