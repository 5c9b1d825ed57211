import { createSignal } from 'solid-js';

/** Fields say what they began with by the property of that name. */
declare module 'solid-js' {
  namespace JSX {
    interface ExplicitProperties {
      defaultValue: string;
    }
  }
}

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** What people write in words. Passwords are nothing to keep, and what is chosen is chosen again. */
const WRITTEN = new Set(['text', 'email', 'tel', 'url', 'date', 'number']);

const isWritten = (control: Element): control is TextControl =>
  control instanceof HTMLTextAreaElement ||
  (control instanceof HTMLInputElement && WRITTEN.has(control.type) && !control.readOnly);

/** What a control began with, as the browser shows it: one line of it, or with its own line breaks. */
function beganWith(control: TextControl): string {
  const plain = document.createElement(control instanceof HTMLInputElement ? 'input' : 'textarea');
  if (control instanceof HTMLInputElement) plain.setAttribute('type', control.type);
  plain.value = control.defaultValue;
  return plain.value;
}

const isChanged = (control: TextControl): boolean => control.value !== beganWith(control);

/** The names of the fields in which somebody wrote something else than what stood there. */
export const changedIn = (form: HTMLFormElement): string[] =>
  [...form.elements].flatMap((control) =>
    isWritten(control) && isChanged(control) && control.name ? [control.name] : [],
  );

/** What stands in the form is saved: from here on it is what the form began with. */
export function settle(form: HTMLFormElement): void {
  for (const control of form.elements) if (isWritten(control)) control.defaultValue = control.value;
}

/** `data-passing` marks a form whose text is of no use once it is left; `data-unsaved` one that knows it by itself. */
export const isUnsaved = (form: HTMLFormElement): boolean =>
  form.dataset['passing'] === undefined &&
  (form.dataset['unsaved'] !== undefined || changedIn(form).length > 0);

export const isAnythingUnsaved = (): boolean => [...document.forms].some(isUnsaved);

/** Whether something would be lost with a dialog that closes. `data-asks` marks a form whose dialog asks by itself. */
export const isLostWith = (dialog: Element): boolean =>
  [...dialog.querySelectorAll('form')].some((form) => form.dataset['asks'] === undefined && isUnsaved(form));

const [question, setQuestion] = createSignal<(leave: boolean) => void>();
/** Asked by `LeaveGuard` while somebody waits for the answer. */
export const leaveQuestion = question;

/** Asks whether what was written may go. */
export const askToLeave = (): Promise<boolean> =>
  new Promise((resolve) => {
    setQuestion(() => (leave: boolean) => {
      setQuestion(undefined);
      resolve(leave);
    });
  });

let leaving = false;
/** Loads another page without asking: somebody was asked already, or nothing of this page may be shown any more. */
export function startAnew(path: string, way: 'assign' | 'replace' = 'replace'): void {
  leaving = true;
  location[way](path);
}

/** Where the page is unloaded the browser asks, in words of its own. */
window.addEventListener('beforeunload', (event) => {
  if (!leaving && isAnythingUnsaved()) event.preventDefault();
});
