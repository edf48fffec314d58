// <gg-network-diagram>: the model, drawn from the list of operations that the core tells, with the numbers that are in it
// now; as a drawing, as a tree, and what was chosen in one of the two from nearby.

import { css, html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';

import { count, figures } from '../../format';
import { t } from '../../i18n/translate';
import { FirstExample } from '../../page/first-example';
import { GlassElement } from '../../page/glass-element';
import { IntersectionController } from '../../page/intersection-controller';
import { reasonOf } from '../../page/messages';
import type { StateName } from '../../page/page';
import type { ModelSizes, ReplyTo, TensorPart, TensorRequest, TokenProbability } from '../../protocol';
import { choiceRow, shared } from '../../styles/shared';
import '../explain';
import { Changes } from './changes';
import './drawing';
import type { ModelDrawing, PositionChosen } from './drawing';
import type { NodeChosen, NodeToggled, NumberChosen } from './choosing';
import { type Graph, graphOf, type TensorNode } from './graph';
import './model-tree';
import './node-view';
import { around, LARGE, NEAR, picture, SMALL, extentOf, WHOLE, within } from './requests';
import type { NumberPlace, Show } from './tensor-map';
import { type Wanted, Watching } from './watching';

const SHOWS: readonly Show[] = ['values', 'gradients', 'changes'];
/** Without data it is not known how many words there will be: as many as there can be. */
const MOST_WORDS = 10_000;
const LONGEST_TEXT = 400;
/** A sentence is written after so many milliseconds without another letter. */
const TYPED_MS = 700;
/** What is scrolled stands still after so many milliseconds. */
const SCROLLED_MS = 120;

@customElement('gg-network-diagram')
export class NetworkDiagram extends GlassElement {
  protected static override readonly states = ['data', 'settings', 'status', 'progress', 'shown'] as const;

  @state() private graph: Graph | null = null;
  @state() private open: ReadonlySet<string> = new Set();
  @state() private chosen = '';
  @state() private place: NumberPlace = { row: 0, col: 0 };
  @state() private show: Show = 'values';
  @state() private live = true;
  @state() private parts: ReadonlyMap<string, TensorPart> = new Map();
  @state() private tokens: readonly string[] = [];
  @state() private position = 0;
  @state() private next: readonly TokenProbability[] = [];
  @state() private loss = NaN;
  @state() private step = 0;
  /** What people wrote; null while the data's first example is shown. */
  @state() private ownText: string | null = null;
  /** There is no model of the sizes that are set. */
  @state() private refused = false;
  @state() private fault = '';
  /** Which part of a step is played. */
  @state() private playing: '' | 'forward' | 'backward' | 'update' = '';

  /** What the graph was made for. */
  #described = '';
  #scrolling = 0;
  #typing = 0;
  /** Of which text and model the tokens are. */
  #observed = '';
  readonly #changes = new Changes();
  readonly #example = new FirstExample(() => this.page);
  readonly #watching = new Watching(
    () => this.page,
    () => this.#wanted(),
    (reply, wanted) => this.#see(reply, wanted),
    (error) => (this.fault = this.inItsLanguage(() => reasonOf(error))),
  );
  readonly #intersection = new IntersectionController(this, (visible) => {
    if (visible) void this.#prepare();
  });

  static override styles = [
    shared,
    choiceRow,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      form,
      .how {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: end;
      }
      .how {
        align-items: center;
      }
      form .field {
        flex: 1 1 260px;
        min-width: 0;
      }
      .below {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      @container (min-width: 828px) {
        .below {
          grid-template-columns: calc(340px * var(--scale, 1)) minmax(0, 1fr);
        }
      }
      @container (max-width: 827px) {
        .below .tree {
          order: 2;
        }
      }
    `,
  ];

  protected override changed(name: StateName): void {
    if (name !== 'progress') this.requestUpdate();
    if (name === 'shown') this.#forget();
    if (!this.#intersection.visible) return;
    if (name === 'progress') this.#watching.stir();
    else void this.#prepare();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('scroll', this.#scrolled, { capture: true, passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('scroll', this.#scrolled, { capture: true });
    this.#watching.stop();
  }

  /** Page or drawing: there may be other tensors to be seen. */
  readonly #scrolled = (): void => {
    clearTimeout(this.#scrolling);
    this.#scrolling = window.setTimeout(() => this.#intersection.visible && this.#watching.stir(true), SCROLLED_MS);
  };

  // What there is to see -------------------------------------------------------------------------------------------

  /** The sizes of the model that answers now, or of the one that training would make. */
  get #sizes(): { sizes: ModelSizes; vocabSize: number } {
    const { data, settings, status } = this.page;
    if (status.model !== null) return { sizes: status.model, vocabSize: status.model.vocabSize };
    return { sizes: settings.current.sizes, vocabSize: data.vocabSize || MOST_WORDS };
  }

  async #prepare(): Promise<void> {
    const { sizes, vocabSize } = this.#sizes;
    const { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads, activation = 'relu' } = sizes;
    const its = { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads, activation };
    const key = JSON.stringify([its, vocabSize]);
    if (key !== this.#described) {
      this.#described = key;
      // Sizes that do not fit together are told of where they are set.
      const reply = await this.page.client.request<'describe'>({ type: 'describe', sizes: its, vocabSize }).catch(() => null);
      if (key !== this.#described) return;
      this.refused = reply === null;
      if (reply === null) this.#described = '';
      else this.#take(graphOf(reply.operations));
    }
    if (this.page.status.model === null) this.#forget();
    if (await this.#example.find()) this.requestUpdate();
    this.#watching.stir();
  }

  #take(graph: Graph): void {
    this.graph = graph;
    if ([...this.open].some((id) => !graph.nodes.has(id))) this.open = new Set();
    if (!graph.nodes.has(this.chosen)) this.chosen = '';
    this.#forget();
  }

  /** There are no numbers. */
  #forget(): void {
    this.parts = new Map();
    this.tokens = [];
    this.next = [];
    this.#observed = '';
    this.#changes.forget();
  }

  get #text(): string {
    return this.ownText ?? this.#example.text;
  }

  /** Of the text and the model, by which its length is known. */
  get #subject(): string {
    return `${this.#described} ${this.#text}`;
  }

  get #drawing(): ModelDrawing | null {
    return this.renderRoot.querySelector('gg-model-drawing');
  }

  /** Parts of the tensors that are on the screen, and of the chosen one. */
  #wanted(): (Wanted & { ids: string[] }) | null {
    const { graph } = this;
    const text = this.#text;
    if (graph === null || this.page.status.model === null || text.trim() === '') return null;
    const length = this.#observed === this.#subject ? this.tokens.length : null;
    const ids: string[] = [];
    const requests: TensorRequest[] = [];
    const add = (id: string, request: TensorRequest | null): void => {
      if (request === null) return;
      ids.push(id);
      requests.push(request);
    };
    const tensor = (id: string): TensorNode | null => {
      const node = graph.nodes.get(id);
      return node?.is === 'tensor' ? node : null;
    };
    // Changes of all that is drawn count from the same step.
    const seen = this.show === 'changes' && this.#changes.missing ? this.#drawing?.drawn : this.#drawing?.visible;
    for (const id of new Set(seen)) {
      const node = tensor(id);
      if (node !== null) add(id, picture(node, this.show, SMALL, length));
    }
    const chosen = tensor(this.chosen);
    if (chosen !== null) {
      add(WHOLE, picture(chosen, this.show, LARGE, length));
      if (length !== null) {
        this.place = within(this.place, extentOf(chosen, length));
        add(NEAR, around(chosen, this.show, this.place, length));
      }
    }
    return { text, position: this.position, requests, ids };
  }

  #see({ observation, step }: ReplyTo<'observe'>, wanted: Wanted): void {
    const { ids } = wanted as Wanted & { ids: string[] };
    this.fault = '';
    const isNew = this.#observed !== this.#subject;
    this.#observed = `${this.#described} ${wanted.text}`;
    const { tokens, next, loss, parts } = observation;
    const last = tokens.length - 1;
    if (isNew) {
      // Of an example, the last word that is to be predicted: a full stop comes after it.
      const position = this.ownText === null ? Math.max(0, last - 2) : last;
      if (position !== this.position) this.#watching.stir(true);
      this.position = position;
    }
    const seen = new Map(ids.map((id, i) => [id, parts[i] as TensorPart]));
    if (this.show === 'changes') this.#changes.apply(seen, step);
    this.parts = new Map([...(isNew || wanted.requests.length === 0 ? [] : this.parts), ...seen]);
    [this.tokens, this.next, this.loss, this.step] = [tokens, next, loss, step];
    // Now that its length is known, there is more to ask for.
    if (isNew) this.#watching.stir(true);
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  protected override render() {
    const { graph } = this;
    return html`
      <p class="soft" data-name="what">${this.#what()}</p>
      ${this.#form()}
      ${this.fault === '' ? nothing : html`<p class="fault" role="alert">${this.fault}</p>`}
      ${
        graph === null
          ? this.refused
            ? html`<p>${t('diagram.wrongSizes')}</p>`
            : nothing
          : html`<gg-model-drawing
                .graph=${graph}
                .open=${this.open}
                .chosen=${this.chosen}
                .parts=${this.parts}
                .tokens=${this.tokens}
                .position=${this.position}
                .next=${this.next}
                @node-chosen=${this.#choose}
                @node-toggled=${this.#toggle}
                @position-chosen=${this.#follow}
              ></gg-model-drawing>
              <div class="below">
                <gg-model-tree
                  class="tree"
                  .graph=${graph}
                  .open=${this.open}
                  .chosen=${this.chosen}
                  .length=${this.tokens.length || null}
                  @node-chosen=${this.#choose}
                  @node-toggled=${this.#toggle}
                ></gg-model-tree>
                <gg-node-view
                  class="card"
                  .graph=${graph}
                  .open=${this.open}
                  .chosen=${this.chosen}
                  .parts=${this.parts}
                  .whole=${this.parts.get(WHOLE) ?? null}
                  .around=${this.parts.get(NEAR) ?? null}
                  .place=${this.place}
                  .tokens=${this.tokens}
                  .text=${this.#text}
                  .show=${this.show}
                  @node-chosen=${this.#choose}
                  @node-toggled=${this.#toggle}
                  @number-chosen=${this.#pickNumber}
                ></gg-node-view>
              </div>`
      }
    `;
  }

  /** Which model it is, and when it was looked at. */
  #what(): string {
    const { data, status } = this.page;
    // The bundled data are on their way.
    const hasData = data.vocabSize > 0 || data.dataset.name !== 'own';
    if (status.model === null) return t(hasData ? 'diagram.notMade' : 'diagram.noData', { most: count(MOST_WORDS) });
    if (this.tokens.length === 0) return t('diagram.made');
    return t('diagram.seen', { step: this.step, loss: figures(this.loss) });
  }

  #form() {
    const { data, status } = this.page;
    const ready = status.model !== null || data.phases.length > 0;
    return html`<form @submit=${(event: Event) => event.preventDefault()}>
        <div class="field">
          <label for="text">${t('diagram.text')}</label>
          <input
            id="text"
            dir="auto"
            ${this.control('diagram-text')}
            autocomplete="off"
            spellcheck="false"
            maxlength=${LONGEST_TEXT}
            .value=${this.#text}
            @input=${this.#write}
          />
        </div>
        <button type="button" class="primary" ${this.control('diagram-play', !ready || this.playing !== '')} @click=${this.#play}>
          ${t(status.model === null ? 'diagram.make' : 'diagram.play')}
        </button>
      </form>
      <div class="how">
        <fieldset>
          <legend>
            ${t('diagram.show')}<gg-explain .of=${t('diagram.show')} .text=${t('diagram.showAbout')}></gg-explain>
          </legend>
          ${SHOWS.map(
            (show) =>
              html`<label class="one">
                <input
                  type="radio"
                  name="show"
                  ${this.control('diagram-show', this.playing !== '')}
                  .checked=${show === this.show}
                  @change=${() => this.#showNow(show)}
                />${t(`diagram.shows.${show}`)}
              </label>`,
          )}
        </fieldset>
        <label class="one">
          <input
            type="checkbox"
            role="switch"
            ${this.control('diagram-live')}
            .checked=${this.live}
            @change=${(event: Event) => {
              this.live = this.#watching.live = (event.target as HTMLInputElement).checked;
              this.#watching.consider();
            }}
          />${t('diagram.live')}
        </label>
        <span class="soft" data-name="playing">${this.#playingText()}</span>
      </div>`;
  }

  #playingText(): string {
    if (this.playing !== '') return t(`diagram.playing.${this.playing}`);
    return this.show === 'changes' ? t('diagram.changedSince', { step: count(this.#changes.since) }) : '';
  }

  // What one does -------------------------------------------------------------------------------------------------

  /** What is computed of a new sentence runs through the model once nobody types any more. */
  readonly #write = (event: Event): void => {
    this.ownText = (event.target as HTMLInputElement).value;
    this.#watching.stir(true);
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      if (this.playing === '' && this.tokens.length > 0) void this.#drawing?.play('forward');
    }, TYPED_MS);
  };

  readonly #choose = (event: NodeChosen): void => {
    const id = event.detail;
    if (id !== this.chosen) {
      this.place = { row: 0, col: 0 };
      const parts = new Map(this.parts);
      parts.delete(WHOLE);
      parts.delete(NEAR);
      this.parts = parts;
      if (this.show === 'changes') this.#changes.forget();
    }
    this.chosen = id;
    // Whoever came from elsewhere wants to see it in the drawing, too.
    if (event.target !== this.#drawing && id !== '') this.#drawing?.reveal(id);
    this.#watching.stir(true);
  };

  readonly #toggle = (event: NodeToggled): void => {
    const open = new Set(this.open);
    if (!open.delete(event.detail)) open.add(event.detail);
    this.open = open;
    if (this.show === 'changes') this.#changes.forget();
    void this.updateComplete.then(() => this.#watching.stir(true));
  };

  readonly #pickNumber = (event: NumberChosen): void => {
    this.place = event.detail;
    this.#watching.stir(true);
  };

  readonly #follow = (event: PositionChosen): void => {
    this.position = event.detail;
    this.#watching.stir(true);
  };

  #showNow(show: Show): void {
    this.show = show;
    this.parts = new Map();
    this.#changes.forget();
    this.#watching.stir(true);
  }

  /** Makes the model if there is none; else shows a step of training: forward, back, and what it changes. */
  readonly #play = (): void => {
    void this.page.notice.attempt(async () => {
      if (this.page.status.model === null) return this.page.training.ensureModel();
      try {
        await this.#playPart('forward', 'values');
        await this.#playPart('backward', 'gradients');
        await this.#playUpdate();
      } finally {
        this.playing = '';
      }
    });
  };

  async #playPart(part: 'forward' | 'backward', show: Show): Promise<void> {
    this.playing = part;
    this.announce(() => t(`diagram.playing.${part}`));
    this.#showNow(show);
    await this.#watching.look();
    await this.updateComplete;
    await this.#drawing?.play(part);
  }

  /**
   * If the model is being trained anyway, steps come by themselves. Where nothing can be trained, a step ends with its
   * gradients.
   */
  async #playUpdate(): Promise<void> {
    const { run } = this.page.status;
    if (this.page.shown.isTrained) return;
    const rests = run?.state === 'paused' && !this.page.presentation.locks('step');
    if (!rests && run?.state !== 'running') return;
    this.playing = 'update';
    this.announce(() => t('diagram.playing.update'));
    this.#showNow('changes');
    await this.#watching.look();
    if (rests) await this.page.training.step();
    await this.#watching.look();
  }
}
