// What a form does, done without submitting it: a frame without allow-forms submits nothing, and tells nobody.

/** For the `keydown` of a form: Enter in one of its fields. */
export const onEnter =
  (act: () => void) =>
  (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.isComposing && event.target instanceof HTMLInputElement) submit(event, act);
  };

/** For the `click` of a form: the button that submits it. */
export const onSubmitButton =
  (act: () => void) =>
  (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.type === 'submit') submit(event, act);
  };

function submit(event: Event, act: () => void): void {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  // Its own button may be disabled, as it is without a model.
  const isReady = form.querySelector<HTMLButtonElement>('button:not([type=button])')?.disabled !== true;
  if (isReady && (form.noValidate || form.reportValidity())) act();
}
