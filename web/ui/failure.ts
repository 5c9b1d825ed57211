import { t, tryText } from '../i18n.ts';

/** A failed call. `kind`: the name in the error catalog; `field`: the wrong input; `text`: words for a person. */
export type Failure = { kind: string; field?: string | undefined; text: string };

const readProperty = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const string = (value: unknown) => (typeof value === 'string' ? value : undefined);

const listeners = new Set<(failure: Failure) => void>();
/** Failures of forms; queries and mutations report theirs to the query client. */
export const onFormFailure = (listener: (failure: Failure) => void) => listeners.add(listener);
export const reportFormFailure = (failure: Failure) => listeners.forEach((listener) => listener(failure));

/**
 * Words for anything that was thrown. The server's messages are written for people, so one without a translation is
 * shown unchanged. Any other message is never shown.
 */
export function failureOf(error: unknown): Failure {
  const data = readProperty(error, 'data');
  const kind = string(readProperty(data, 'kind'));
  if (!kind) {
    const way = navigator.onLine ? 'unreachable' : 'offline';
    return { kind: way, text: t(`errors.${way}`) };
  }
  const text = tryText(`errors.${kind}`) ?? string(readProperty(error, 'message')) ?? t('errors.unexpected');
  return { kind, field: string(readProperty(data, 'field')), text };
}
