// The first script of the page: says why the page does not start, if it does not. It is no module, so that it runs where
// modules may not, and written for older browsers than the rest.

type Reason = 'frame' | 'file' | 'browser' | 'browserOfFile' | 'network' | 'other';

/** By language; the one string that the build replaces by the texts, which lie in start.json. */
const TEXTS = '__TEXTS__' as unknown as Record<string, Record<Reason, string>>;

(function () {
  const placeOf = (): Element | null => document.querySelector('glass-gpt-page, glass-gpt');
  const isStarted = (): boolean => !!document.querySelector('glass-gpt-page:defined, glass-gpt:defined');

  function reasonFor(error: unknown): Reason {
    // The single file starts anywhere, if the browser knows all that it needs.
    if (ONE_FILE) return 'DecompressionStream' in self && !(error instanceof SyntaxError) ? 'other' : 'browserOfFile';
    if (location.protocol === 'file:') return 'file';
    if (self.origin === 'null') return 'frame';
    if (error instanceof SyntaxError) return 'browser';
    // A script that did not come, or a module that one of them asked for.
    return error === null || error instanceof TypeError ? 'network' : 'other';
  }

  function say(reason: Reason, error: unknown): void {
    const place = placeOf();
    if (place === null || isStarted() || place.querySelector('[role=alert]') !== null) return;
    const language = navigator.languages.map((tag) => tag.slice(0, 2)).filter((name) => name in TEXTS)[0] || 'en';
    const paragraph = document.createElement('p');
    paragraph.setAttribute('role', 'alert');
    paragraph.lang = language;
    paragraph.textContent = (TEXTS[language] as Record<Reason, string>)[reason] + ' ';
    if (reason === 'other') paragraph.append(String(error));
    if (reason === 'frame') {
      const link = document.createElement('a');
      link.href = link.textContent = location.href;
      link.target = '_blank';
      paragraph.append(link);
    }
    place.append(paragraph);
  }

  function hear(event: Event): void {
    const { target } = event;
    if (isStarted() || (target instanceof Element && target.localName !== 'script')) return;
    const error = event instanceof ErrorEvent ? (event.error as unknown) : event instanceof PromiseRejectionEvent ? (event.reason as unknown) : null;
    const then = (): void => say(reasonFor(error), error);
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', then);
    else then();
  }

  addEventListener('error', hear, true);
  addEventListener('unhandledrejection', hear);
  const isOld = ONE_FILE ? !('DecompressionStream' in self) : !('noModule' in document.createElement('script'));
  if (isOld) addEventListener('DOMContentLoaded', () => say(ONE_FILE ? 'browserOfFile' : 'browser', null));
})();
