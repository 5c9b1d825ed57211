import { createSignal } from 'solid-js';

/** Solid has no `prop:defaultValue` of its own. A field sets it to its saved value. */
declare module 'solid-js' {
  namespace JSX {
    interface ExplicitProperties {
      defaultValue: string;
    }
  }
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** Types of typed text. A password is not worth keeping, and a choice is quickly made again. */
const TEXT_TYPES = new Set(['text', 'email', 'tel', 'url', 'date', 'number']);

const isTextControl = (control: Element): control is TextControl =>
  control instanceof HTMLTextAreaElement ||
  (control instanceof HTMLInputElement && TEXT_TYPES.has(control.type) && !control.readOnly);

/** The saved value as the browser shows it: an input has one line, a textarea its own line breaks. */
function savedValueOf(control: TextControl): string {
  const plain = document.createElement(control instanceof HTMLInputElement ? 'input' : 'textarea');
  if (control instanceof HTMLInputElement) plain.setAttribute('type', control.type);
  plain.value = control.defaultValue;
  return plain.value;
}

const isChanged = (control: TextControl): boolean => control.value !== savedValueOf(control);

/** The names of the fields whose text differs from the saved value. */
export const changedFieldsOf = (form: HTMLFormElement): string[] =>
  [...form.elements].flatMap((control) =>
    isTextControl(control) && isChanged(control) && control.name ? [control.name] : [],
  );

/** The form has been saved: its present text becomes the saved value. */
export function markSaved(form: HTMLFormElement): void {
  for (const control of form.elements) if (isTextControl(control)) control.defaultValue = control.value;
}

/** `data-discardable` marks a form whose text is not worth keeping; `data-unsaved` one that keeps its own state. */
export const hasUnsavedText = (form: HTMLFormElement): boolean =>
  form.dataset['discardable'] === undefined &&
  (form.dataset['unsaved'] !== undefined || changedFieldsOf(form).length > 0);

export const hasAnyUnsavedText = (): boolean => [...document.forms].some(hasUnsavedText);

/** Whether closing the dialog would lose text. `data-asks` marks a form whose dialog asks by itself. */
export const wouldLoseText = (dialog: Element): boolean =>
  [...dialog.querySelectorAll('form')].some(
    (form) => form.dataset['asks'] === undefined && hasUnsavedText(form),
  );

const [question, setQuestion] = createSignal<(leave: boolean) => void>();
/** The question that `LeaveGuard` shows now, if there is one. */
export const leaveQuestion = question;

/** Asks whether the person wants to leave unsaved text. */
export const askToLeave = (): Promise<boolean> =>
  new Promise((resolve) => {
    setQuestion(() => (leave: boolean) => {
      setQuestion(undefined);
      resolve(leave);
    });
  });

let leaving = false;
/** Loads another page without asking: the person has agreed, or must not see this page any longer. */
export function loadFreshPage(path: string, way: 'assign' | 'replace' = 'replace'): void {
  leaving = true;
  location[way](path);
}

/** Before the page unloads, the browser asks in its own words. */
window.addEventListener('beforeunload', (event) => {
  if (!leaving && hasAnyUnsavedText()) event.preventDefault();
});
