// <glass-gpt>: the whole page. It sends the worker what people ask for and draws what the worker tells; what it holds
// itself is what people have typed and chosen.

import { css, html, LitElement } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';

import { EngineClient, EngineLost } from '../client';
import { bundledFiles, type Dataset, DATASETS, type DatasetName, readFiles } from '../datasets';
import type { PageEvent } from '../events';
import { LossHistory } from '../loss-history';
import {
  type DataFile,
  type Event as EngineEvent,
  type ExaminedFile,
  type ModelSizes,
  type Phase,
  type Progress,
  type Setup,
  type Start,
  type Status,
  type TrainingData,
  unreachable,
} from '../protocol';
import { DEFAULTS, type Settings } from '../settings';
import { shared } from '../styles/shared';
import './ask-box';
import './data-panel';
import './live-sample';
import './loss-chart';
import './model-files';
import './notice';
import './settings-panel';
import './start-choice';
import './training-panel';
import type { Sample } from './live-sample';
import type { LossChart } from './loss-chart';
import type { SettingsPanel } from './settings-panel';

const NO_DATA: TrainingData = { pretrain: [], tune: [] };

@customElement('glass-gpt')
export class GlassGpt extends LitElement {
  // What people chose.
  @state() private choice: Dataset = DATASETS.facts;
  @state() private settings: Settings = DEFAULTS;
  @state() private start: Start['kind'] = 'new';
  @state() private samplePrompts: Record<Phase, string> = DATASETS.facts.samples;
  /** Of the dataset chosen; empty until it is there. */
  @state() private data: TrainingData = NO_DATA;
  @state() private dataFiles: ExaminedFile[] = [];
  @state() private dataFault = '';

  // What the worker told.
  @state() private status: Status = { model: null, opened: null, run: null };
  @state() private progress: Progress | null = null;
  @state() private sample: Sample | null = null;
  @state() private dataVocabSize = 0;
  @state() private parameters = 0;
  @state() private notice = '';

  @query('gg-loss-chart') private chart!: LossChart;
  @query('gg-settings-panel') private settingsPanel!: SettingsPanel;

  readonly #history = new LossHistory();
  readonly #client = new EngineClient({
    event: (event) => this.#hear(event),
    restarted: (notice) => (this.notice = notice),
  });
  /** The dataset chosen last: what arrives for an earlier one is dropped. */
  #dataTurn = 0;

  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        gap: var(--space-5);
        max-width: 1120px;
        min-height: 100vh;
        margin: 0 auto;
        padding: var(--space-5) var(--space-4) var(--space-6);
        align-content: start;
      }
      header p {
        color: var(--ink-soft);
      }
      h1 {
        font-size: var(--size-title);
        font-weight: 700;
        letter-spacing: -0.02em;
        line-height: 1.2;
      }
      h1 span {
        color: var(--glass);
      }
      main {
        display: grid;
        gap: var(--space-5);
      }
      .setup,
      .bench {
        display: grid;
        gap: var(--space-5);
        align-content: start;
        min-width: 0;
      }
      .bench {
        align-self: start;
        gap: 0;
        border: 1px solid var(--rule);
        border-radius: var(--corner);
        background: var(--panel);
      }
      .bench > * {
        padding: var(--space-4);
        min-width: 0;
      }
      .bench > * + * {
        border-top: 1px solid var(--rule);
      }
      @media (min-width: 860px) {
        main {
          grid-template-columns: 320px minmax(0, 1fr);
          gap: var(--space-6);
        }
        .bench > * {
          padding: var(--space-5);
        }
      }
    `,
  ];

  protected override firstUpdated(): void {
    this.addEventListener('dragover', (event) => event.preventDefault());
    this.addEventListener('drop', this.#drop);
    void this.#chooseDataset('facts');
  }

  protected override render() {
    const { status, choice } = this;
    const { run, model, opened } = status;
    const locked = run !== null && !run.fresh;
    const phases = (['pretrain', 'tune'] as const).filter((phase) => this.data[phase].length > 0);
    return html`
      <header>
        <h1>Glass<span>GPT</span></h1>
        <p>Train a small GPT in this tab and ask it questions. Nothing leaves your computer.</p>
      </header>
      <gg-notice .message=${this.notice} @gg-dismiss=${() => (this.notice = '')}></gg-notice>
      <main>
        <section class="setup" aria-label="What to train">
          <gg-data-panel
            .chosen=${choice.name}
            .files=${this.dataFiles}
            .fault=${this.dataFault}
            .disabled=${locked}
            @gg-choose-dataset=${(event: PageEvent<'gg-choose-dataset'>) => this.#chooseDataset(event.detail)}
            @gg-data-files=${(event: PageEvent<'gg-data-files'>) => this.#takeOwnFiles(event.detail)}
          ></gg-data-panel>
          <gg-start-choice
            .opened=${opened}
            .start=${this.start}
            .disabled=${locked}
            ?hidden=${opened === null}
            @gg-start=${(event: PageEvent<'gg-start'>) => this.#chooseStart(event.detail)}
          ></gg-start-choice>
          <gg-settings-panel
            .settings=${this.settings}
            .phases=${phases}
            .start=${this.start}
            .parameters=${this.start === 'new' ? this.parameters : (opened?.model.parameters ?? 0)}
            .vocabSize=${this.start === 'new' ? this.dataVocabSize : (opened?.model.vocabSize ?? 0)}
            .disabled=${locked}
            @gg-settings=${(event: PageEvent<'gg-settings'>) => this.#changeSettings(event.detail)}
          ></gg-settings-panel>
          <p class="soft" ?hidden=${!locked}>Reset to change what is trained.</p>
        </section>
        <section class="bench" aria-label="Training">
          <gg-training-panel
            .run=${run}
            .progress=${this.progress}
            .ready=${phases.length > 0}
            @gg-train=${() => this.#try(() => this.#train())}
            @gg-pause=${() => this.#try(() => this.#client.request<'pause'>({ type: 'pause' }))}
            @gg-step=${() => this.#try(() => this.#step())}
            @gg-reset=${() => this.#try(() => this.#client.request<'reset'>({ type: 'reset' }))}
          ></gg-training-panel>
          <gg-loss-chart
            .history=${this.#history}
            .report=${run?.report ?? null}
            .vocabSize=${model?.vocabSize ?? this.dataVocabSize}
          ></gg-loss-chart>
          <gg-live-sample
            .sample=${this.sample}
            .prompts=${this.samplePrompts}
            .phase=${this.sample?.phase ?? 'pretrain'}
            @gg-sample=${(event: PageEvent<'gg-sample'>) => this.#setSamplePrompts(event.detail)}
          ></gg-live-sample>
          <gg-ask-box .client=${this.#client} .hasModel=${model !== null} .suggestion=${choice.question}></gg-ask-box>
          <gg-model-files
            .canSave=${model !== null}
            @gg-open=${(event: PageEvent<'gg-open'>) => this.#try(() => this.#open(event.detail))}
            @gg-save=${(event: PageEvent<'gg-save'>) => this.#try(() => this.#save(event.detail))}
          ></gg-model-files>
        </section>
      </main>
    `;
  }

  // What the worker tells -----------------------------------------------------------------------------------------

  #hear(event: EngineEvent): void {
    switch (event.type) {
      case 'status':
        return this.#takeStatus(event.status);
      case 'progress':
        this.progress = event.progress;
        this.#history.append(event.steps);
        return this.chart.redraw();
      case 'sampled':
        this.sample = event;
        return;
      case 'failed':
        this.notice = event.message;
        return;
      case 'answering':
      case 'token':
      case 'snapshot':
        return; // the client's
      default:
        return unreachable(event);
    }
  }

  #takeStatus(status: Status): void {
    this.status = status;
    const { run } = status;
    if (run === null || run.fresh) {
      this.#history.clear();
      this.progress = null;
    } else {
      // After a crash, the run stands where its last snapshot was taken.
      this.#history.keepUntil(run.step);
    }
    if (status.model === null) this.sample = null;
    this.chart?.redraw();
  }

  // What people do ------------------------------------------------------------------------------------------------

  /** Does it; what goes wrong is shown. */
  async #try(action: () => Promise<unknown>): Promise<void> {
    try {
      this.notice = '';
      await action();
    } catch (error) {
      if (!(error instanceof EngineLost)) this.notice = (error as Error).message;
    }
  }

  async #train(): Promise<void> {
    if (await this.#beginIfFresh()) await this.#client.request<'run'>({ type: 'run' });
  }

  async #step(): Promise<void> {
    if (await this.#beginIfFresh()) await this.#client.request<'step'>({ type: 'step' });
  }

  /** Sets the run up as chosen, unless one is under way. Returns whether there is a run to go on with. */
  async #beginIfFresh(): Promise<boolean> {
    const { run } = this.status;
    if (run !== null && !run.fresh) return true;
    if (!(await this.settingsPanel.check())) return false;
    const { sizes, training } = this.settings;
    const start: Start = this.start === 'new' ? { kind: 'new', sizes } : { kind: this.start };
    const setup: Setup = { data: this.data, start, training };
    await this.#client.request<'begin'>({ type: 'begin', setup, snapshot: null });
    return true;
  }

  async #chooseDataset(name: DatasetName): Promise<void> {
    const dataset = DATASETS[name];
    this.choice = dataset;
    this.#clearData();
    if (this.start !== 'resume') this.settings = withTraining(this.settings, dataset.training);
    this.#setSamplePrompts(dataset.samples);
    await this.#takeData(() => bundledFiles(dataset));
  }

  async #takeOwnFiles(chosen: File[]): Promise<void> {
    const taken = await this.#takeData(() => readFiles(chosen));
    if (!taken || this.choice.name === 'own') return;
    this.choice = DATASETS.own;
    this.#setSamplePrompts(DATASETS.own.samples);
  }

  /** Takes over the files that `load` brings; if they cannot be read, what was there stays. Returns whether it did. */
  async #takeData(load: () => Promise<DataFile[]>): Promise<boolean> {
    const turn = ++this.#dataTurn;
    this.dataFault = '';
    try {
      const files = await load();
      if (files.length === 0) return false;
      const examined = await this.#client.request<'examine'>({ type: 'examine', files });
      if (turn !== this.#dataTurn) return false;
      const hasChats = (i: number): boolean => (examined.files[i]?.chats ?? 0) > 0;
      this.data = {
        pretrain: files.filter((_, i) => !hasChats(i)),
        tune: files.filter((_, i) => hasChats(i)),
      };
      this.dataFiles = examined.files;
      this.dataVocabSize = examined.vocabSize;
      await this.#measure(this.settings.sizes);
      return true;
    } catch (error) {
      if (turn === this.#dataTurn) this.dataFault = (error as Error).message;
      return false;
    }
  }

  #clearData(): void {
    this.data = NO_DATA;
    this.dataFiles = [];
    this.dataVocabSize = this.parameters = 0;
  }

  async #measure(sizes: ModelSizes): Promise<void> {
    if (this.dataVocabSize === 0) return;
    const request = { type: 'measure', sizes, vocabSize: this.dataVocabSize } as const;
    const { parameters } = await this.#client.request<'measure'>(request);
    if (sizes === this.settings.sizes) this.parameters = parameters;
  }

  #changeSettings(settings: Settings): void {
    this.settings = settings;
    if (this.start === 'new') void this.#try(() => this.#measure(settings.sizes));
  }

  #chooseStart(start: Start['kind']): void {
    this.start = start;
    const { opened } = this.status;
    if (opened === null || start === 'new') return void this.#measure(this.settings.sizes);
    const { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads } = opened.model;
    this.settings = {
      sizes: { maxSeqLen, embeddingDim, hiddenDim, numLayers, numHeads },
      training: (start === 'resume' ? opened.resumable : null) ?? this.settings.training,
    };
  }

  #setSamplePrompts(prompts: Record<Phase, string>): void {
    this.samplePrompts = prompts;
    void this.#try(() => this.#client.request<'sample'>({ type: 'sample', prompts }));
  }

  // Files ---------------------------------------------------------------------------------------------------------

  async #open(chosen: File): Promise<void> {
    const file: DataFile = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) };
    const { opened } = await this.#client.request<'open'>({ type: 'open', file });
    this.#chooseStart(opened.resumable === null ? 'opened' : 'resume');
  }

  async #save({ format, withTraining }: PageEvent<'gg-save'>['detail']): Promise<void> {
    const { bytes } = await this.#client.request<'save'>({ type: 'save', format, withTraining });
    const step = this.status.run?.step;
    const link = document.createElement('a');
    link.download = `glassgpt${step === undefined ? '' : `-step-${step}`}.${format}`;
    link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    const files = Array.from(event.dataTransfer?.files ?? []);
    const [first] = files;
    if (first !== undefined) void this.#try(() => this.#takeDropped(first, files));
  };

  /** A model file is opened, anything else is training data. */
  async #takeDropped(first: File, files: File[]): Promise<void> {
    const json = first.name.toLowerCase().endsWith('.json');
    const isObject = json && /^\ufeff?\s*\{/.test(await first.slice(0, 64).text());
    if (isObject || first.name.toLowerCase().endsWith('.safetensors')) await this.#open(first);
    else if (this.status.run === null || this.status.run.fresh) await this.#takeOwnFiles(files);
    else throw new Error('Training is under way. Reset it to train on other files.');
  }
}

function withTraining(settings: Settings, { pretrain, tune, batchSize }: Dataset['training']): Settings {
  return { ...settings, training: { ...settings.training, pretrain, tune, batchSize } };
}
