// The settings that were chosen, and what training starts from.

import { defaultsOf } from '../datasets';
import type { Start } from '../protocol';
import type { Settings } from '../settings';
import { State } from './state';

export class SettingsState extends State {
  current: Settings = defaultsOf('facts');
  start: Start['kind'] = 'new';
  /** The field that holds what cannot be used; empty if there is none. */
  fault = '';

  replace(current: Settings, start = this.start): void {
    this.current = current;
    this.start = start;
    this.changed();
  }
}

/** The setting that people are to look at now. */
export class SettingFocus extends State {
  /** Its name; empty before the first. */
  name = '';

  show(name: string): void {
    this.name = name;
    this.changed();
  }
}
