import { createSignal } from 'solid-js';
import * as v from 'valibot';
import { withoutInvisible } from '../../server/values/schema.ts';
import { t, tryText } from '../i18n.ts';
import { type Failure, failureOf, reportFormFailure } from './failure.ts';
import { markSaved } from './unsaved.ts';

/** The fields as strings. `emptyAs: 'missing'` leaves empty fields out. */
export function readForm(
  form: HTMLFormElement,
  emptyAs: 'kept' | 'missing' = 'kept',
): Record<string, string> {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && (emptyAs === 'kept' || value.trim() !== '') ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** The errors of the fields and the failure of the whole form. */
function createMarks() {
  const [errors, setErrors] = createSignal<Partial<Record<string, string>>>({});
  const [failure, setFailure] = createSignal<Failure>();
  const unmark = () => {
    setErrors({});
    setFailure(undefined);
  };
  return { errors, setErrors, failure, setFailure, unmark };
}

/**
 * A form checked with the server's own schema. `send` gets the schema's output. A refusal by the server is shown at the
 * field it names, or for the whole form. The first wrong field takes the focus.
 */
export function createForm<Schema extends v.GenericSchema>(options: {
  schema: Schema;
  read?: (form: HTMLFormElement) => unknown;
  /** Texts for wrong fields. Without one, the schema's own message is shown. */
  messages?: Partial<Record<string, string>>;
  send: (value: v.InferOutput<Schema>, form: HTMLFormElement) => Promise<void>;
}) {
  const { errors, setErrors, failure, setFailure, unmark } = createMarks();
  const [busy, setBusy] = createSignal(false);

  const mark = (form: HTMLFormElement, wrong: Partial<Record<string, string>>) => {
    setErrors(wrong);
    const first = [...form.elements].find((element) => wrong[element.getAttribute('name') ?? '']);
    if (first instanceof HTMLElement) first.focus();
  };

  const check = (form: HTMLFormElement) => {
    const parsed = v.safeParse(options.schema, (options.read ?? readForm)(form));
    if (parsed.success) return parsed.output;
    for (const issue of parsed.issues) {
      if (issue.message === 'invisible_character') removeUnseen(form, v.getDotPath(issue) ?? '');
    }
    mark(form, wrongFieldsOf(parsed.issues, options.messages));
    return undefined;
  };

  const refused = (form: HTMLFormElement, error: unknown) => {
    const failed = failureOf(error);
    reportFormFailure(failed);
    const isNamed = failed.field !== undefined && form.elements.namedItem(failed.field) !== null;
    if (isNamed && failed.field) mark(form, { [failed.field]: refusalAt(options.messages, failed) });
    else setFailure(failed);
  };

  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    if (busy()) return;
    unmark();
    const value = check(form);
    if (value === undefined) return;
    setBusy(true);
    await options
      .send(value, form)
      .then(() => markSaved(form))
      .catch((error: unknown) => refused(form, error))
      .finally(() => setBusy(false));
  };

  return {
    busy,
    /** The failure of the whole form, in words. */
    failure: () => failure()?.text ?? (Object.keys(errors()).length > 0 ? t('errors.check') : undefined),
    error: (field: string) => errors()[field],
    /** Clears all errors, for a choice that removes the wrong field. */
    unmark,
    submit: (event: SubmitEvent & { currentTarget: HTMLFormElement }) => void submit(event),
  };
}

type Messages = Partial<Record<string, string>> | undefined;

const wordsOf = (messages: Messages, field: string, message: string) =>
  messages?.[field] ?? tryText(`errors.${message}`) ?? message;

/** The first error of each field, in words. An error in one item of a list belongs to the field of the list. */
function wrongFieldsOf(issues: readonly v.BaseIssue<unknown>[], messages: Messages) {
  const wrong: Partial<Record<string, string>> = {};
  for (const issue of issues) {
    const [field = ''] = (v.getDotPath(issue) ?? '').split('.');
    wrong[field] ??= wordsOf(messages, field, issue.message);
  }
  return wrong;
}

/** `invalid_input` says nothing about the reason, so the form's own text is better. Other refusals have their own. */
const refusalAt = (messages: Messages, { kind, field = '', text }: Failure) =>
  kind === 'invalid_input' ? wordsOf(messages, field, text) : text;

/** Nobody could find an invisible character to remove it. */
function removeUnseen(form: HTMLFormElement, field: string): void {
  const control = form.elements.namedItem(field);
  if (control instanceof HTMLInputElement) control.value = withoutInvisible(control.value);
}

export type Form = ReturnType<typeof createForm>;
